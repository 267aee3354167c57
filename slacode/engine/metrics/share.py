"""Shares: of the cases whose `each` holds for the first time in a period, the good ones (language reference, 6.3)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from slacode.engine.evaluate.ahead.bears import Bears, bad_cases_borne, good_cases_borne
from slacode.engine.evaluate.judge import Sums
from slacode.engine.evaluate.outcome import CanBecome, Ended, figure_outcome, reachable, shortfall
from slacode.engine.evaluate.plan import Planning, TargetPlan
from slacode.engine.evaluate.record import bearing, record
from slacode.engine.evaluate.result import Counts, TargetResult
from slacode.engine.metrics._firsts import Firsts, firsts
from slacode.engine.model.agreements import Level, Obligation, Version
from slacode.engine.model.metrics import Share
from slacode.engine.model.values import Percent
from slacode.engine.wording import say_obligation


class ShareJudge(Firsts):
    """A target on a share of cases."""

    __slots__ = ()

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Row by row as written, then by period; good cases are counted as met."""
        no_data = self.plan.chosen.target.no_data_counts_as
        for row, part, (good, bad, excluded) in self.parts(sums, as_of):
            promise = self.plan.rows[row].obligation
            assert isinstance(promise, Level), "a share is bounded by a level"  # noqa: S101
            enough = good + bad >= (promise.at_least_cases or 1)
            short = shortfall(enough, no_data)
            outcome = figure_outcome(
                promise,
                Fraction(100 * good, good + bad) if good + bad else None,
                enough=enough,
                can_become=None if part.span.over else _can_become(promise, good, bad, short),
                no_data=no_data,
            )
            counts = Counts(good, bad, excluded=excluded)
            result = record(self.plan, row, part.window, outcome, "%", counts=counts)
            yield bearing(result, _bears(promise, good, bad))


def judge_of(plan: TargetPlan, planning: Planning) -> ShareJudge:
    """The target, ready to be judged."""
    measure = plan.chosen.measure
    assert isinstance(measure, Share), "a member judges its own kind"  # noqa: S101
    return firsts(ShareJudge, plan, planning, measure.each, measure.good)


def unclear(promise: Obligation, version: Version) -> str | None:  # noqa: ARG001 - one signature for all kinds
    """Why a row on a share cannot be judged, or None if it can."""
    if isinstance(promise, Level) and promise.aggregate is None and isinstance(promise.quantity, Percent):
        return None
    return f"`{say_obligation(promise)}` is no promise of a share; write `at least 90%`"


def _can_become(promise: Level, good: int, bad: int, short: Ended | None) -> CanBecome:
    """With further cases a share comes as near to 0% and to 100% as it likes, and is there while all were so."""
    bound = promise.quantity
    assert isinstance(bound, Percent), "a share is bounded in percent"  # noqa: S101
    if promise.bound == "at least":
        return reachable(good=bound.value < 100 or not bad, bad=bound.value > 0, short=short)
    return reachable(good=bound.value > 0 or not good, bad=bound.value < 100, short=short)


def _bears(promise: Level, good: int, bad: int) -> Bears:
    bound = promise.quantity
    assert isinstance(bound, Percent), "a share is bounded in percent"  # noqa: S101
    borne = bad_cases_borne if promise.bound == "at least" else good_cases_borne
    return borne(bound.value, good, bad)
