"""Counts: how many cases there are whose `each` holds for the first time in a period (language reference, 6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from slacode.engine.evaluate.ahead.bears import cases_borne
from slacode.engine.evaluate.judge import Sums
from slacode.engine.evaluate.outcome import CanBecome, Ended, bound_of, figure_outcome, holds, reachable, shortfall
from slacode.engine.evaluate.plan import Planning, TargetPlan
from slacode.engine.evaluate.record import bearing, record
from slacode.engine.evaluate.result import Counts, TargetResult
from slacode.engine.metrics._firsts import Firsts, firsts
from slacode.engine.model.agreements import Level, Obligation, Version
from slacode.engine.model.metrics import Count
from slacode.engine.model.values import Number
from slacode.engine.wording import say_obligation


class CountJudge(Firsts):
    """A target on a number of cases, which may be none."""

    __slots__ = ()

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Row by row as written, then by period."""
        for row, part, (count, _, excluded) in self.parts(sums, as_of):
            promise = self.plan.rows[row].obligation
            assert isinstance(promise, Level), "a count is bounded by a level"  # noqa: S101
            no_data = self.plan.chosen.target.no_data_counts_as
            enough = count >= (promise.at_least_cases or 0)
            short = shortfall(enough, no_data)
            outcome = figure_outcome(
                promise,
                Fraction(count),
                enough=enough,
                can_become=None if part.span.over else _can_become(promise, count, short),
                no_data=no_data,
            )
            bears = cases_borne(promise, bound_of(promise.quantity), count)
            result = record(self.plan, row, part.window, outcome, "cases", counts=Counts(excluded=excluded))
            yield bearing(result, bears)


def judge_of(plan: TargetPlan, planning: Planning) -> CountJudge:
    """The target, ready to be judged."""
    measure = plan.chosen.measure
    assert isinstance(measure, Count), "a member judges its own kind"  # noqa: S101
    return firsts(CountJudge, plan, planning, measure.each, None)


def unclear(promise: Obligation, version: Version) -> str | None:  # noqa: ARG001 - one signature for all kinds
    """Why a row on a count cannot be judged, or None if it can."""
    if isinstance(promise, Level) and promise.aggregate is None and isinstance(promise.quantity, Number):
        return None
    return f"`{say_obligation(promise)}` is no promise of a number of cases; write `at most 2`"


def _can_become(promise: Level, count: int, short: Ended | None) -> CanBecome:
    """A number of cases only grows."""
    kept = holds(promise, Fraction(count))
    if promise.bound == "at least":
        return reachable(good=True, bad=not kept, short=short)
    return reachable(good=kept, bad=True, short=short)
