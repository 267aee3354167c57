"""Formats of a comparison of two policies: one file each, with one function `diff` for the record."""

from __future__ import annotations

from dataclasses import dataclass

from slacode.engine.diff import Comparison, Difference
from slacode.engine.diff.failing import Fails
from slacode.reports._formats import Render, renderer


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


render_diff: Render[Review] = renderer(__name__, "diff")
"""A comparison in a format."""
