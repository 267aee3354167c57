"""What the commands that read logs share: their options, the policy they load, and the width of the terminal."""

from __future__ import annotations

import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

from slacode.diagnostics import PolicyError

if TYPE_CHECKING:
    from slacode.engine.evaluate.options import Options, Progress
    from slacode.project import Policy

_F = TypeVar("_F", bound=Callable[..., object])


def _log_files(_ctx: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> dict[str, list[str]]:
    files = defaultdict(list)
    for text in given:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise click.BadParameter(f"`{text}` names no file; write it as in `--log tickets=export.csv`")
        files[name.strip()].append(path)
    return dict(files)


def log_option_else(otherwise: str) -> Callable[[_F], _F]:
    """Add `--log`, saying which files are read without it; the command receives `logs: dict[str, list[str]]`."""
    return click.option(
        "--log",
        "logs",
        multiple=True,
        metavar="NAME=FILE",
        callback=_log_files,
        help="The files of a log: a path, a pattern such as `tickets=data/*.csv`, or `-` for standard input; "
        f"may be given several times, also for one log. Without it, {otherwise}.",
    )


log_option = log_option_else("the `files` of the policy")
"""Adds `--log` to what judges policies."""


_RESOURCES = (
    click.option("--memory-limit", metavar="SIZE", help="What reading may use of memory, as in `2GB`."),
    click.option("--threads", type=click.IntRange(1, 256), metavar="N", help="How many threads work."),
)
_READING = (
    *_RESOURCES,
    click.option("--delimiter", metavar="C", help="What stands between the values of a CSV file."),
    click.option("--encoding", metavar="NAME", help="The encoding of text files.  [default: utf-8]"),
)


def reading_options(command: _F) -> _F:
    """Add what says how logs are read: `--encoding`, `--delimiter`, `--threads`, `--memory-limit`."""
    for option in _READING:
        command = option(command)
    return command


def resource_options(command: _F) -> _F:
    """Add what reading may use: `--threads`, `--memory-limit`."""
    for option in _RESOURCES:
        command = option(command)
    return command


def options_of(
    reading: Mapping[str, str | int | None],
    *,
    keep_cases: bool,
    keep_attribution: bool = False,
    progress: Progress | None = None,
    engine: str = "embedded",
) -> Options:
    """What `reading_options` or `resource_options` gave, for the evaluation, on an engine of `engine_options`."""
    from slacode.engine.evaluate.options import Options, unseen
    from slacode.engine.logs.no_pandas import leave_pandas_out

    if engine == "embedded":
        leave_pandas_out()
    encoding, delimiter, threads, memory_limit = (
        reading.get(name) for name in ("encoding", "delimiter", "threads", "memory_limit")
    )
    return Options(
        encoding=None if encoding is None else str(encoding),
        delimiter=None if delimiter is None else str(delimiter),
        memory_limit=None if memory_limit is None else str(memory_limit),
        threads=None if threads is None else int(threads),
        keep_cases=keep_cases,
        keep_attribution=keep_attribution,
        progress=progress or unseen,
    )


instant_option = click.option(
    "--as-of",
    metavar="T",
    help="Look back from this instant, as in 2026-03-31T18:00:00Z; a date means its end.  [default: the logs' last]",
)
"""Adds `--as-of`; the command receives `as_of: str | None`."""


@contextmanager
def shown_in(policy: Policy) -> Iterator[None]:
    """Show what goes wrong in the lines of the policy that it is about."""
    try:
        yield
    except PolicyError as error:
        raise PolicyError(error.diagnostics, policy.sources) from error


def terminal_width() -> int | None:
    """The columns of the terminal that standard output goes to, None if it goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
