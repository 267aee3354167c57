"""Promises in periods that are not over: how they stand, and what they can still become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from slacode.diagnostics import JsonValue
from slacode.engine.calendar.instants import DAY
from slacode.engine.evaluate.ahead.bears import Bears, share_bears
from slacode.engine.evaluate.outcome import holds, say_exactly
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.model.agreements import ByField, Level, Obligation, Within

Standing: TypeAlias = Literal["lost", "at risk", "calm", "safe"]
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Demand:
    """How many cases began in a period so far, and in the four weeks before it as far as term and log reach.

    The lengths are microseconds; that of the weeks before is 0 where there is nothing to compare with.
    """

    cases: int
    length: int
    before: int
    before_length: int

    @property
    def per_week(self) -> Fraction | None:
        """Cases a week in the period."""
        return Fraction(self.cases * WEEK, self.length) if self.length > 0 else None

    @property
    def before_per_week(self) -> Fraction | None:
        """Cases a week before it."""
        return Fraction(self.before * WEEK, self.before_length) if self.before_length > 0 else None

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "cases": self.cases,
            "days": _said(Fraction(self.length, DAY)),
            "per_week": _said(self.per_week),
            "before_cases": self.before,
            "before_days": _said(Fraction(self.before_length, DAY)),
            "before_per_week": _said(self.before_per_week),
        }


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """A promise in a period that is not over.

    `holds` says whether it would be met if the period ended now, None without data. `endangered` counts its open cases
    that reached the least threshold and are not in breach. `expected` is how many cases will begin in the rest of the
    period at the demand of the four weeks before, `then_bears` what the promise bears if these come too.
    """

    result: TargetResult
    holds: bool | None
    endangered: int
    standing: Standing
    demand: Demand | None
    expected: int | None
    then_bears: Bears | None

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        names = "agreement", "version", "target", "row", "entity", "period", "can_become", "obligation", "attained"
        judged = self.result.to_json()
        return {
            **{name: judged[name] for name in (*names, "bears")},
            "holds": self.holds,
            "endangered": self.endangered,
            "standing": self.standing,
            "demand": None if self.demand is None else self.demand.to_json(),
            "expected_cases": self.expected,
            "then_bears": None if self.then_bears is None else self.then_bears.to_json(),
        }


def open_period(
    result: TargetResult, promise: Obligation, endangered: int, demand: Demand | None, left: int, warn_at: Decimal
) -> OpenPeriod:
    """The record of a result that is open; `left` is what is left of the period, in microseconds."""
    expected = _expected(demand, left)
    stands = _holds(promise, result.figure)
    standing = _standing(result, stands, endangered, warn_at)
    return OpenPeriod(result, stands, endangered, standing, demand, expected, _then(result, promise, expected))


def _holds(promise: Obligation, figure: Fraction | None) -> bool | None:
    if figure is None:
        return None
    if isinstance(promise, Within | ByField):
        return figure >= Fraction(promise.share)
    assert isinstance(promise, Level), "an exempt row has no results"  # noqa: S101
    return holds(promise, figure)


def _standing(result: TargetResult, stands: bool | None, endangered: int, warn_at: Decimal) -> Standing:
    """At risk is what would be missed if the period ended now, what has more endangered cases than it bears breaches,
    and what has used as much of its downtime as an allowance may be used without a warning."""
    if result.can_become == "missed":
        return "lost"
    if result.can_become != "either":
        return "safe"
    bears = result.bears
    amount = None if bears is None else bears.amount
    if stands is False or (amount is not None and _is_short(result, amount, endangered, warn_at)):
        return "at risk"
    return "calm"


def _is_short(result: TargetResult, amount: int, endangered: int, warn_at: Decimal) -> bool:
    down = result.downtime
    if down is not None:
        return down > 0 and down * 100 >= Fraction(warn_at) * (down + amount)
    return endangered > amount


def _expected(demand: Demand | None, left: int) -> int | None:
    if demand is None or demand.before_length <= 0:
        return None
    return demand.before * max(left, 0) // demand.before_length


def _then(result: TargetResult, promise: Obligation, expected: int | None) -> Bears | None:
    if expected is None or not isinstance(promise, Within | ByField):
        return None
    counts = result.counts
    return share_bears(promise.share, counts.met, counts.breached, counts.pending + expected, more_cases=False)


def _said(figure: Fraction | None) -> str | None:
    return None if figure is None else say_exactly(figure, round_up=False)


def at_risk_first(periods: Iterable[OpenPeriod]) -> Iterator[OpenPeriod]:
    """Lost ones, then those at risk, then the others, each in their order."""
    order: tuple[Standing, ...] = "lost", "at risk", "calm", "safe"
    yield from sorted(periods, key=lambda period: order.index(period.standing))
