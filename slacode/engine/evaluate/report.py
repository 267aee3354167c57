"""From sums to results: one for every row of a target in every period of its term, nothing skipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.outcome import Outcome, Shares, Span, level_outcome, share_outcome
from slacode.engine.evaluate.plan import TargetPlan, is_part
from slacode.engine.evaluate.result import Counts, RunFinding, TargetResult
from slacode.engine.evaluate.tally import Tally
from slacode.engine.metrics.clock.table import Verdict
from slacode.engine.model.agreements import ByField, Exempt, Level, Within
from slacode.engine.periods import Window
from slacode.engine.wording import say_obligation


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


def results_of(plan: TargetPlan, tally: Tally, as_of: int) -> Iterator[TargetResult]:
    """The results of a target in one version: by row as written, then by period.

    A period is the version's if the version is in force in some of it that is not after `as_of`; any other, if cases
    that the version judges count there all the same (language reference, 7.3). So a period that begins at `as_of` has a
    result only if something counts in it; but the first one of a term always has.
    """
    for row in plan.chosen.rows:
        for place in plan.windows:
            window = plan.periods.windows[place]
            figures = _Figures(tally.counts[:, :, row, slice(*window.cells)].sum(axis=2))
            begun = place == 0 or max(plan.periods.cells[place], plan.rule.first) < as_of
            if (begun and is_part(window, plan.rule)) or figures.counts.any():
                yield _result(plan, row, window, figures, tally, as_of)


def findings_of(plan: TargetPlan, tally: Tally) -> Iterator[RunFinding]:
    """What the owner should know of a target's cases."""
    agreement, version, target = plan.names
    if tally.no_row.count:
        yield RunFinding("no-row", agreement, version, target, tally.no_row.count, tuple(tally.no_row.cases))
    if tally.no_deadline.count:
        notes = tally.no_deadline
        yield RunFinding("no-deadline", agreement, version, target, notes.count, tuple(notes.cases))
    if tally.overdue.count:
        yield RunFinding(
            "overdue-not-closed", agreement, version, target, tally.overdue.count, tuple(tally.overdue.cases)
        )


def _result(plan: TargetPlan, row: int, window: Window, figures: _Figures, tally: Tally, as_of: int) -> TargetResult:
    agreement, version, target = plan.names
    promise = plan.chosen.target.rows[row]
    span = _span(plan, window, as_of)
    outcome = _outcome(plan, row, window, figures, tally, span)
    return TargetResult(
        agreement=agreement,
        version=version,
        target=target,
        row=promise.label,
        entity=None,
        period=window.name,
        start=window.start,
        end=window.end,
        status=outcome.status,
        can_become=outcome.can_become,
        provisional=_provisional(plan, window, figures),
        obligation=say_obligation(promise.obligation),
        attained=outcome.attained,
        figure=outcome.figure,
        unit="s" if isinstance(promise.obligation, Level) else "%",
        counts=figures.as_counts(),
        titles=(plan.chosen.agreement.title, plan.chosen.target.title),
        at=promise.at,
    )


def _span(plan: TargetPlan, window: Window, as_of: int) -> Span:
    """A version's part of a period is over with the period, as its cases may still count in all of it; where they count
    at their start it is over with the version too."""
    by_start = plan.chosen.target.count_by == "opened"
    end = min(window.end, plan.rule.last) if by_start else window.end
    return Span(over=as_of >= end, more_cases=as_of < plan.rule.last)


def _provisional(plan: TargetPlan, window: Window, figures: _Figures) -> bool:
    """Whether a case counted here may change, or one that is pending can only come to count here: where cases count at
    their start, and in the last period of a term, which takes what comes after it."""
    changing = any(figures.loose(v) for v in (Verdict.MET, Verdict.BREACHED, Verdict.EXCLUDED, Verdict.CANCELLED))
    comes_here = plan.chosen.target.count_by == "opened" or window.end == plan.periods.end
    return changing or (comes_here and figures.of(Verdict.PENDING) > 0)


def _outcome(plan: TargetPlan, row: int, window: Window, figures: _Figures, tally: Tally, span: Span) -> Outcome:
    target = plan.chosen.target
    promise = target.rows[row].obligation
    assert not isinstance(promise, Exempt), "an exempt row promises nothing"  # noqa: S101
    if isinstance(promise, Within | ByField):
        return share_outcome(promise, _shares(figures), span, target.no_data_counts_as)
    pending = figures.of(Verdict.PENDING) > 0
    growing = Span(span.over, span.more_cases or pending)
    changeable = figures.loose(Verdict.MET) > 0
    return level_outcome(promise, _values(tally, row, window), growing, changeable, target.no_data_counts_as)


def _shares(figures: _Figures) -> Shares:
    changing = (Verdict.MET, Verdict.BREACHED, Verdict.EXCLUDED)
    return Shares(
        met=figures.of(Verdict.MET),
        breached=figures.of(Verdict.BREACHED),
        firm_met=figures.firm(Verdict.MET),
        firm_breached=figures.firm(Verdict.BREACHED),
        loose=figures.of(Verdict.PENDING) + sum(figures.loose(verdict) for verdict in changing),
    )


def _values(tally: Tally, row: int, window: Window) -> list[int]:
    values: list[int] = []
    for rows, cells, elapsed in tally.levels:
        chosen = (rows == row) & (cells >= window.cells[0]) & (cells < window.cells[1])
        values += elapsed[chosen].tolist()
    return values
