"""What a period comes to: met, missed, open or no data, exactly (language reference, 6.6).

A metric kind brings a `Standing` for each row and period; what a standing means is decided here for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from slacode.engine.evaluate.result import Status
from slacode.engine.model.agreements import ByField, Level, Within
from slacode.engine.model.values import BusinessDays, Duration, Quantity

Ended = Literal["met", "missed", "no data"]
CanBecome = Ended | Literal["either"]
PLACES = 6


@dataclass(frozen=True, slots=True)
class Span:
    """Where a period stands in time: whether it is `over`, and whether cases may still begin that count in it."""

    over: bool
    more_cases: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """The cycles of a period by verdict; the `firm` ones among them can no longer change. `loose` is everything that
    may still come to count: pending cycles, and those whose verdict may change."""

    met: int
    breached: int
    firm_met: int
    firm_breached: int
    loose: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """The status of a row in a period, with the figure that it attained (percent, or seconds)."""

    status: Status
    figure: Fraction | None
    attained: str | None
    can_become: CanBecome | None


def share_outcome(
    promise: Within | ByField, shares: Shares, span: Span, no_data: Literal["met", "missed"] | None
) -> Outcome:
    """`95% within 4h`: shares compare as whole numbers, met * 100 against percent * total."""
    total = shares.met + shares.breached
    figure = Fraction(100 * shares.met, total) if total else None
    attained = None if figure is None else say_exactly(figure, round_up=False)
    if not span.over:
        return Outcome("open", figure, attained, _share_can_become(promise, shares, span, no_data))
    if total < (promise.at_least_cases or 1):
        return Outcome(no_data or "no data", figure, attained, None)
    return Outcome(_as_status(_keeps(promise.share, shares.met, total)), figure, attained, None)


def level_outcome(
    promise: Level, values: Sequence[int], span: Span, changeable: bool, no_data: Literal["met", "missed"] | None
) -> Outcome:
    """`average at most 4h`: a figure of the elapsed times (microseconds) of the cycles of a period.

    `changeable` says that a value may still change, or one may still be added from what is pending.
    """
    figure = aggregated(promise.aggregate, values) if values else None
    seconds = None if figure is None else figure / 10**6
    enough = len(values) >= (promise.at_least_cases or 1)
    short = shortfall(enough, no_data)
    can_become = None if span.over else level_can_become(promise, seconds, span, changeable, short)
    return figure_outcome(promise, seconds, enough=enough, can_become=can_become, no_data=no_data)


def figure_outcome(
    promise: Level,
    figure: Fraction | None,
    *,
    enough: bool,
    can_become: CanBecome | None,
    no_data: Literal["met", "missed"] | None,
) -> Outcome:
    """`at least 99.9%`, `total at most 43min`, `at most 2`: a bound on a figure (times in seconds).

    `enough` cases were counted for the promise's floor; `can_become` is None once the period is over.
    """
    attained = None if figure is None else say_exactly(figure, round_up=promise.bound == "at most")
    if can_become is not None:
        return Outcome("open", figure, attained, can_become)
    if figure is None or not enough:
        return Outcome(no_data or "no data", figure, attained, None)
    return Outcome(_as_status(holds(promise, figure)), figure, attained, None)


def reachable(*, good: bool, bad: bool, short: Ended | None = None) -> CanBecome:
    """What an open period can become that may come to be good, or bad, or both. `short` is what it comes to if too few
    cases count in it, None if enough do already."""
    ends: set[Ended] = {_as_status(kept) for kept, may_be in ((True, good), (False, bad)) if may_be}
    if short is not None:
        ends.add(short)
    return "either" if len(ends) > 1 else ends.pop()


def shortfall(enough: bool, no_data: Literal["met", "missed"] | None) -> Ended | None:
    """What a period comes to while too few cases count in it; None once `enough` do."""
    return None if enough else no_data or "no data"


def holds(promise: Level, figure: Fraction) -> bool:
    """Whether a figure (percent, seconds, or a plain number) keeps to a bound."""
    bound = bound_of(promise.quantity)
    return figure >= bound if promise.bound == "at least" else figure <= bound


def bound_of(quantity: Quantity) -> Fraction:
    """A bound as a plain number: percent, seconds, or what the field holds."""
    if isinstance(quantity, Duration):
        return Fraction(quantity.us, 10**6)
    assert not isinstance(quantity, BusinessDays), "a level is not bounded in business days"  # noqa: S101
    return Fraction(quantity.value)


def aggregated(aggregate: str | None, values: Sequence[int]) -> Fraction:
    """A figure of some whole numbers: `average`, `total`, `longest` or `max`, `min`, or `p95` by nearest rank."""
    if aggregate == "average":
        return Fraction(sum(values), len(values))
    if aggregate == "total":
        return Fraction(sum(values))
    if aggregate in ("longest", "max"):
        return Fraction(max(values))
    if aggregate == "min":
        return Fraction(min(values))
    percent = Fraction(Decimal(str(aggregate)[1:]))
    rank = max(1, -(-percent * len(values) // 100))
    return Fraction(sorted(values)[min(rank, len(values)) - 1])


def say_exactly(figure: Fraction, *, round_up: bool) -> str:
    """A figure as a decimal of at most six places, cut towards the side that does not flatter: `66.666666`, `100`."""
    scaled = figure * 10**PLACES
    whole = -(-scaled.numerator // scaled.denominator) if round_up else scaled.numerator // scaled.denominator
    sign, digits = "-" if whole < 0 else "", f"{abs(whole):0{PLACES + 1}}"
    return f"{sign}{digits[:-PLACES]}.{digits[-PLACES:]}".rstrip("0").rstrip(".")


def _as_status(holds: bool) -> Literal["met", "missed"]:
    return "met" if holds else "missed"


def _keeps(share: Decimal, met: int, total: int) -> bool:
    return met * 100 >= Fraction(share) * total


def _share_can_become(
    promise: Within | ByField, shares: Shares, span: Span, no_data: Literal["met", "missed"] | None
) -> CanBecome:
    """With further cases any share below 100% can still be reached, and any above 0% still be lost."""
    firm, floor = shares.firm_met + shares.firm_breached, promise.at_least_cases or 1
    short = shortfall(firm >= floor, no_data)
    if span.more_cases:
        good = promise.share < 100 or shares.firm_breached == 0
        bad = promise.share > 0
    elif firm + shares.loose < floor:
        return no_data or "no data"
    else:
        most = firm + shares.loose
        good = _keeps(promise.share, shares.firm_met + shares.loose, most)
        bad = not _keeps(promise.share, shares.firm_met, most)
    return reachable(good=good, bad=bad, short=short)


def level_can_become(
    promise: Level, figure: Fraction | None, span: Span, changeable: bool, short: Ended | None
) -> CanBecome:
    """Where values can only be added, a total and a longest only grow, and a least only falls.

    `short` is what it comes to if no more cases count than now, where they are too few; None if enough do.
    """
    if not span.more_cases and not changeable:
        return short or _as_status(figure is not None and holds(promise, figure))
    grows = promise.aggregate in ("total", "longest", "max")
    falls = promise.aggregate == "min"
    if changeable or figure is None or not (grows or falls):
        return "either"
    lost_for_good = not holds(promise, figure) and (promise.bound == "at most") == grows
    won_for_good = holds(promise, figure) and (promise.bound == "at least") == grows
    return reachable(good=not lost_for_good, bad=not won_for_good, short=short)
