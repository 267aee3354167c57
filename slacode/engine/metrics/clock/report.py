"""From sums to results: one for every row of a target in every period of its term, nothing skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.ahead.bears import Bears, share_bears
from slacode.engine.evaluate.judge import Sums
from slacode.engine.evaluate.outcome import Outcome, Shares, Span, level_outcome, share_outcome
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.record import bearing, has_begun, record
from slacode.engine.evaluate.result import Counts, TargetResult
from slacode.engine.metrics.clock.levels import WIDTH, ElapsedTimes
from slacode.engine.metrics.clock.table import Verdict
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.periods import Window


@dataclass(frozen=True, slots=True)
class _Figures:
    """The cycles of one row in one period: how many by verdict and by whether they are settled."""

    counts: NDArray[np.int64]

    def of(self, verdict: Verdict) -> int:
        return int(self.counts[verdict].sum())

    def loose(self, verdict: Verdict) -> int:
        return int(self.counts[verdict, 0])

    def firm(self, verdict: Verdict) -> int:
        return int(self.counts[verdict, 1])

    def as_counts(self) -> Counts:
        return Counts(
            met=self.of(Verdict.MET),
            breached=self.of(Verdict.BREACHED),
            pending=self.of(Verdict.PENDING),
            excluded=self.of(Verdict.EXCLUDED),
            cancelled=self.of(Verdict.CANCELLED),
        )


def results_of(plan: TargetPlan, sums: Sums, as_of: int) -> Iterator[TargetResult]:
    """The results of a target in one version: by row as written, then by period.

    Beside the periods that the version has a part in, those have a result in which cases that the version judges count
    all the same (language reference, 7.3). A window whose last day begins at `as of` shows nothing but what the one
    before it does, unless something counts on that day.
    """
    elapsed = ElapsedTimes(sums.whole(WIDTH))
    for row in plan.chosen.rows:
        for place in plan.windows:
            window = plan.periods.windows[place]
            counts = sums.counts[:, :, row, slice(*window.cells)]
            figures = _Figures(counts.sum(axis=2))
            seen = plan.periods.cells[place] < as_of or counts[:, :, -1].any()
            if has_begun(plan, place, as_of) or (seen and figures.counts.any()):
                yield _result(plan, row, window, figures, elapsed, as_of)


def _result(
    plan: TargetPlan, row: int, window: Window, figures: _Figures, elapsed: ElapsedTimes, as_of: int
) -> TargetResult:
    span = _span(plan, window, as_of)
    outcome = _outcome(plan, row, window, figures, elapsed, span)
    unit = "s" if isinstance(plan.rows[row].obligation, Level) else "%"
    provisional = _provisional(plan, window, figures)
    result = record(plan, row, window, outcome, unit, counts=figures.as_counts(), provisional=provisional)
    return bearing(result, _bears(plan.rows[row].obligation, figures, span))


def _span(plan: TargetPlan, window: Window, as_of: int) -> Span:
    """A version's part of a period is over with the period, as its cases may still count in all of it; where they count
    at their start it is over with the version too."""
    by_start = plan.chosen.target.count_by == "opened"
    end = min(window.end, plan.share.last) if by_start else window.end
    return Span(over=as_of >= end, more_cases=as_of < plan.share.last)


def _provisional(plan: TargetPlan, window: Window, figures: _Figures) -> bool:
    """Whether a case counted here may change, or one that is pending can only come to count here: where cases count at
    their start, and in the last period of a term, which takes what comes after it."""
    changing = any(figures.loose(v) for v in (Verdict.MET, Verdict.BREACHED, Verdict.EXCLUDED, Verdict.CANCELLED))
    comes_here = plan.chosen.target.count_by == "opened" or window.end == plan.periods.end
    return changing or (comes_here and figures.of(Verdict.PENDING) > 0)


def _outcome(
    plan: TargetPlan, row: int, window: Window, figures: _Figures, elapsed: ElapsedTimes, span: Span
) -> Outcome:
    target = plan.chosen.target
    promise = target.rows[row].obligation
    assert not isinstance(promise, Exempt), "an exempt row promises nothing"  # noqa: S101
    if isinstance(promise, Within | ByField):
        return share_outcome(promise, _shares(figures), span, target.no_data_counts_as)
    pending = figures.of(Verdict.PENDING) > 0
    growing = Span(span.over, span.more_cases or pending)
    changeable = figures.loose(Verdict.MET) > 0
    return level_outcome(promise, elapsed.of(row, window.cells), growing, changeable, target.no_data_counts_as)


def _shares(figures: _Figures) -> Shares:
    changing = (Verdict.MET, Verdict.BREACHED, Verdict.EXCLUDED)
    return Shares(
        met=figures.of(Verdict.MET),
        breached=figures.of(Verdict.BREACHED),
        firm_met=figures.firm(Verdict.MET),
        firm_breached=figures.firm(Verdict.BREACHED),
        loose=figures.of(Verdict.PENDING) + sum(figures.loose(verdict) for verdict in changing),
    )


def _bears(promise: Obligation, figures: _Figures, span: Span) -> Bears | None:
    if not isinstance(promise, Within | ByField):
        return None
    verdicts = (Verdict.MET, Verdict.BREACHED, Verdict.PENDING)
    return share_bears(promise.share, *map(figures.of, verdicts), more_cases=span.more_cases)
