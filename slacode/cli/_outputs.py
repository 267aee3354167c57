"""Where a command writes: no two things to one file, and nothing over a file that it reads."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from slacode.project import Policy


def log_patterns(policy: Policy, logs: Mapping[str, Sequence[str]]) -> list[str]:
    """The paths and patterns of all logs: those that are given, else those of the policy, beside it."""
    found = [path for paths in logs.values() for path in paths]
    for log in policy.model.logs:
        if log.name not in logs:
            beside = Path(log.at.path).parent if log.at else Path()
            found += (str(beside / file) for file in log.files)
    return found


def require_apart(outputs: Iterable[tuple[str, str | None]], read: Iterable[str]) -> None:
    """Raise a `click.UsageError` where what an option writes would take the place of something else.

    `outputs` are options and the files that they name, None where they name none; `read` are paths and patterns.
    """
    inputs = {os.path.realpath(path) for pattern in read for path in _matching(pattern)}
    taken: dict[str, str] = {}
    for option, path in outputs:
        if path is None or (os.path.exists(path) and not os.path.isfile(path)):  # a pipe, a terminal
            continue
        place = os.path.realpath(path)
        if place in inputs:
            raise click.UsageError(f"`{path}` is read, and `{option}` would write over it; name another file")
        if place in taken:
            raise click.UsageError(f"`{taken[place]}` and `{option}` would both go to `{path}`; name two files")
        taken[place] = option


def require_outside(folder: str, outputs: Iterable[tuple[str, str | None]]) -> None:
    """Raise a `click.UsageError` where an option writes into a folder that holds nothing else than evidence."""
    whole = Path(folder).resolve()
    for option, path in outputs:
        if path is not None and Path(path).resolve().is_relative_to(whole):
            raise click.UsageError(f"`{option}` would write into `{folder}`, which holds evidence alone")


def _matching(pattern: str) -> Iterator[str]:
    yield from [pattern] if os.path.exists(pattern) else glob.iglob(pattern, recursive=True)
