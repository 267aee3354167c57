"""Checks: one file each, known by its name; its docstring is its page in `explain`, and its examples are its tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from slacode import family
from slacode.diagnostics import Diagnostic, sort_key
from slacode.ground.side_by_side import both

if TYPE_CHECKING:  # the names of the checks are asked for where no policy is read
    from slacode.engine.checks._subject import Subject
    from slacode.engine.model.policy import PolicyModel

Run: TypeAlias = Callable[["Subject"], Iterator[Diagnostic]]
"""What a check has as `run`: it looks at a policy and gives its findings, each with the name of the check."""


PROVING = frozenset(
    {
        "exclusion-not-aligned",
        "hours-not-covered",
        "pause-not-aligned",
        "support-availability-not-guaranteed",
        "support-availability-too-low",
        "support-share-not-guaranteed",
        "support-share-too-low",
        "support-too-slow",
        "target-never-met",
        "target-never-missed",
        "term-not-covered",
    }
)
"""The checks that prove what stands behind a promise, which take about as long as all others."""

_LARGE = 100
"""From so many agreements on it is worth while to look at two things at once."""


def names() -> tuple[str, ...]:
    """The names that findings and errors bear, in alphabetical order, without loading any check."""
    return tuple(name.replace("_", "-") for name in family.names(__name__))


def check_named(name: str) -> ModuleType:
    """The module of a check, one that loading raises included; `ModuleNotFoundError` if there is none."""
    return family.member(__name__, name.replace("-", "_"))


def judging() -> tuple[str, ...]:
    """The names of the checks that look at a policy which was understood: what they find can be allowed."""
    return tuple(name for name in names() if hasattr(check_named(name), "run"))


def run_checks(model: PolicyModel, as_of: dt.date | None = None) -> list[Diagnostic]:
    """What every check finds in a policy that was understood, in the fixed order of findings.

    `as_of` is today; without it nothing that depends on the date is raised (language reference, 9).
    """
    from slacode.engine.checks._subject import Subject

    subject = Subject(model, as_of)

    def found(proving: bool) -> list[Diagnostic]:
        return [finding for run in _runs(proving) for finding in run(subject)]

    large = len(model.agreements) >= _LARGE
    proofs, others = both(lambda: found(True), lambda: found(False)) if large else (found(True), found(False))
    return sorted([*proofs, *others], key=sort_key)


def _runs(proving: bool) -> Iterator[Run]:
    """The functions of the checks that look at a model (the other members are raised while it is made): of those that
    are `PROVING`, or of the others. Only these are loaded."""
    for name in names():
        if (name in PROVING) is proving:
            run: Run | None = getattr(check_named(name), "run", None)
            if run is not None:
                yield run
