"""Formats of a review: those of findings, and here the ones that show the tests and the promises beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slacode import family
from slacode.engine.diff.failing import DEFAULT, read_fails
from slacode.reports import Findings, render_findings
from slacode.reports._formats import Render, renderer
from slacode.reports.diff import Review as Changes
from slacode.review.reviewing import Review


@dataclass(frozen=True)
class Reviewed:
    """A review as it is shown: the findings as chosen and accepted, `title` where a repository has several reviews."""

    review: Review
    findings: Findings
    title: str | None = None

    @property
    def changes(self) -> Changes | None:
        """What `diff` shows of the change, new findings aside; None where nothing differs, or nothing can be told."""
        review = self.review
        if review.comparison is None or not review.comparison.differences:
            return None
        # The review shows every finding itself.
        return Changes(replace(review.comparison, new=()), review.base.name, review.head.name, read_fails(DEFAULT))

    @property
    def passes(self) -> bool:
        """Whether nothing fails it."""
        return not self.findings.failing


_render: Render[Reviewed] = renderer(__name__, "review")


def render_review(format_name: str, record: Reviewed, color: bool = False) -> str:
    """A review in a format; one that shows findings alone shows those of the review, which hold all that fails it."""
    if format_name not in family.names(__name__):
        return render_findings(format_name, record.findings, color)
    return _render(format_name, record, color)
