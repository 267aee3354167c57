"""Formats of what became of tests: one file each, with one function `results` for the report."""

from __future__ import annotations

from typing import Protocol

from slacode import family
from slacode.engine.testing.record import TestReport


class TestsFormat(Protocol):
    """The function `results` of a format: the whole text to write, with its last line feed."""

    def __call__(self, report: TestReport, color: bool = False, width: int | None = None) -> str:
        """Show what became of tests; `width` is that of the terminal, None where there is none."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats."""
    return family.names(__name__)


def render_tests(format_name: str, report: TestReport, color: bool = False, width: int | None = None) -> str:
    """What became of tests, in a format; a name that is none is a `ModuleNotFoundError`."""
    show: TestsFormat = family.member(__name__, format_name).results
    return show(report, color, width)
