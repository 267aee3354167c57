"""Formats of a comparison of two policies: one file each, with one function `diff` for the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slacode import family
from slacode.engine.diff import Comparison, Difference
from slacode.engine.diff.failing import Fails


@dataclass(frozen=True)
class Review:
    """A comparison, the names of its two sides, and what of it fails the run; every format shows this one record."""

    comparison: Comparison
    base: str
    head: str
    fails: Fails

    def is_failing(self, difference: Difference) -> bool:
        """Whether a difference is one of those that the run fails on."""
        return self.fails.on(difference)


class DiffFormat(Protocol):
    """The function `diff` of a format: the whole text to write, with its last line feed."""

    def __call__(self, review: Review, color: bool = False) -> str:
        """Show a comparison."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats that show comparisons."""
    return family.names(__name__)


def render_diff(format_name: str, review: Review, color: bool = False) -> str:
    """A comparison in a format; a name that is none is a `ModuleNotFoundError`."""
    show: DiffFormat = family.member(__name__, format_name).diff
    return show(review, color)
