"""Penalties as exact functions: of the figure that is attained, and of how late a case is (language reference, 7.6).

A function is looked at in every point where either side can change its course, and twice between any two of them: there
both sides are straight lines, so that no difference, and no point where they cross, is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise

from slacode.engine.calendar.instants import SECOND
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Row, Target, Version
from slacode.engine.model.money import EachBreach, Penalty
from slacode.engine.model.values import Amount, AtRiskShare, Duration, Money, Percent, Quantity
from slacode.engine.settle.amounts import UNIT_US, beyond_of, in_unit, portions, promised, tier_at
from slacode.engine.wording import say_decimal

Sum = dict[str, Fraction]
"""Amounts by what they are of: a currency, `fee` or `at risk` (in percent)."""

Curve = Callable[[Fraction], Sum]

_MOST_POINTS = 20_000
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class TooManyPointsError(Exception):
    """Two functions change their course too often to be compared."""


@dataclass(frozen=True, slots=True)
class Run:
    """Figures from `low` to `high` (None: without an end) for which more (1) or less (-1) is due than before, or of
    several amounts some more and some less (0). `at` is one of them."""

    low: Fraction
    high: Fraction | None
    sign: int
    at: Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """What a share of the fee is in money, where both sides know it and it is the same; None where it is not."""

    currency: str
    per_percent: Fraction


def rate_of(base: Version, head: Version, target: Target) -> Rate | None:
    """The fee of a target's period for one percent of it."""
    if base.fee is None or head.fee is None or base.fee.money is None or base.fee.money != head.fee.money:
        return None
    spans = _MONTHS.get(head.fee.per), _MONTHS.get(target.per.unit)
    if base.fee.per != head.fee.per or None in spans or target.per.rolling:
        return None
    assert spans[0] is not None and spans[1] is not None  # noqa: PT018, S101 - looked at above
    return Rate(base.fee.money.currency, Fraction(base.fee.money.amount) * spans[1] / spans[0] / 100)


def add(total: Sum, amount: Amount, times: Fraction, rate: Rate | None) -> None:
    """Add an amount, so many times."""
    match amount:
        case Money():
            unit, value = amount.currency, Fraction(amount.amount)
        case AtRiskShare():
            unit, value = "at risk", Fraction(amount.percent)
        case _ if rate is not None:
            unit, value = rate.currency, Fraction(amount.percent) * rate.per_percent
        case _:
            unit, value = "fee", Fraction(amount.percent)
    total[unit] = total.get(unit, Fraction(0)) + value * times


def of_figure(penalty: Penalty, row: Row, unit: str, rate: Rate | None) -> Curve:
    """What tiers and steps come to for a figure in a unit (`%`, `s`, or another)."""

    def amount(figure: Fraction) -> Sum:
        total: Sum = {}
        tier = tier_at(penalty.tiers, row, unit, figure, missed=False)
        if tier is not None:
            add(total, tier.amount, Fraction(1), rate)
        for step in penalty.steps:
            beyond, size = beyond_of(step.bound, figure, in_unit(step.origin, unit)), in_unit(step.step, unit)
            if beyond and size:
                add(total, step.amount, portions(beyond / size, started=step.started), rate)
        return total

    return amount


def of_missing(penalty: Penalty, row: Row, unit: str, rate: Rate | None) -> Sum:
    """What tiers come to for a period without data that counts as missed."""
    total: Sum = {}
    tier = tier_at(penalty.tiers, row, unit, None, missed=True)
    if tier is not None:
        add(total, tier.amount, Fraction(1), rate)
    return total


def of_lateness(clauses: Iterable[EachBreach], rate: Rate | None) -> Curve:
    """What one breach comes to that is late by so many microseconds."""
    every = tuple(clauses)

    def amount(late: Fraction) -> Sum:
        total: Sum = {}
        for each in every:
            unit = UNIT_US[each.per_started] if each.per_started else None
            units = Fraction(1) if unit is None else portions(late / unit, started=True)
            own: Sum = {}
            add(own, each.amount, units, rate)
            most: Sum = {}
            if each.up_to is not None:
                add(most, each.up_to, Fraction(1), rate)
            for kind, value in own.items():
                total[kind] = total.get(kind, Fraction(0)) + min(value, most.get(kind, value))
        return total

    return amount


def unit_of(row: Row) -> str:
    """The unit of the figure that a row promises."""
    match promised(row):
        case Percent():
            return "%"
        case Duration():
            return "s"
    return ""


def figures(sides: Iterable[tuple[Penalty, Row]], unit: str) -> tuple[list[Fraction], bool]:
    """The figures at which either side may change its course, and whether there are any beyond the last."""
    written: set[Fraction] = {Fraction(0)}
    steps: list[tuple[Fraction, Fraction, str]] = []
    for penalty, row in sides:
        quantities: list[Quantity | None] = [promised(row)]
        quantities += [edge.quantity for tier in penalty.tiers for edge in tier.edges]
        written |= {figure for one in quantities if (figure := in_unit(one, unit)) is not None}
        for step in penalty.steps:
            origin, size = in_unit(step.origin, unit), in_unit(step.step, unit)
            if origin is not None and size:
                steps.append((origin, size, step.bound))
                written.add(origin)
    largest = max((size for _, size, _ in steps), default=Fraction(1))
    most = Fraction(100) if unit == "%" else max(written) + 20 * largest
    written.add(most)
    for origin, size, bound in steps:
        count = (origin if bound == "below" else most - origin) // size
        if count > _MOST_POINTS:
            raise TooManyPointsError
        written |= {origin + (-size if bound == "below" else size) * i for i in range(count + 1)}
    return sorted(one for one in written if 0 <= one <= most), unit != "%"


def latenesses(sides: Iterable[Iterable[EachBreach]]) -> list[Fraction]:
    """The latenesses at which either side may change its course, until nothing is added any more, or for some days."""
    every = [each for side in sides for each in side]
    units = [UNIT_US[each.per_started] for each in every if each.per_started is not None]
    horizon = Fraction(3 * max(units, default=3600 * SECOND))
    for each in every:
        if each.per_started is not None and each.up_to is not None and each.up_to.kind == each.amount.kind:
            most, one = (_size(amount) for amount in (each.up_to, each.amount))
            horizon = max(horizon, (most / one + 1) * UNIT_US[each.per_started]) if one else horizon
    if sum(horizon // unit for unit in units) > _MOST_POINTS:
        raise TooManyPointsError
    points = {Fraction(unit * i) for unit in set(units) for i in range(int(horizon // unit) + 1)}
    return sorted({Fraction(0), horizon, *points})


def _size(amount: Amount) -> Fraction:
    return Fraction(amount.amount if isinstance(amount, Money) else amount.percent)


def runs(
    base: Curve, head: Curve, points: list[Fraction], *, open_end: bool, first: bool = True, near: Fraction
) -> list[Run]:
    """Where more or less is due than before; `first`: the first point itself is a figure that there is. An example is
    taken from as `near` to a figure as there is one."""
    samples = _bridged(list(_samples(base, head, points, first=first)))
    found: list[Run] = []
    for sign, several in groupby(samples, key=lambda sample: sample[2]):
        run = list(several)
        if sign is not None:
            high = None if open_end and run[-1][1] == points[-1] else run[-1][1]
            middles = [(low + high_) / 2 for low, high_, _ in run]
            found.append(Run(run[0][0], high, sign, min(middles, key=lambda at: abs(at - near))))
    return found


_Sample = tuple[Fraction, Fraction, int | None]


def _bridged(samples: list[_Sample]) -> list[_Sample]:
    """A single figure at which nothing changes, between two stretches that change alike, is part of them."""
    bridged = list(samples)
    for place in range(1, len(samples) - 1):
        (_, _, before), (low, high, sign), (_, _, after) = samples[place - 1 : place + 2]
        if low == high and sign is None and before == after:
            bridged[place] = (low, high, before)
    return bridged


def _samples(base: Curve, head: Curve, points: list[Fraction], *, first: bool) -> Iterator[_Sample]:
    """Stretches of figures, one after the other, with the sign of the change there (None: nothing changes)."""
    for place, (low, high) in enumerate(pairwise(points)):
        if place or first:
            yield low, low, sign_of(base(low), head(low))
        third = (high - low) / 3
        one, other = low + third, low + 2 * third
        before, after = _change(base(one), head(one)), _change(base(other), head(other))
        crossing = _crossing(before, after, one, other)
        signs = _sign_of(before.values()), _sign_of(after.values())
        if crossing is not None and low < crossing < high:
            yield low, crossing, _sign_of(_at(before, after, one, other, (low + crossing) / 2))
            yield crossing, high, _sign_of(_at(before, after, one, other, (crossing + high) / 2))
        else:
            yield low, high, signs[0]
    last = points[-1]
    yield last, last, sign_of(base(last), head(last))


def _change(base: Sum, head: Sum) -> Sum:
    units = sorted({*base, *head})
    return {unit: head.get(unit, Fraction(0)) - base.get(unit, Fraction(0)) for unit in units}


def _crossing(before: Sum, after: Sum, one: Fraction, other: Fraction) -> Fraction | None:
    """Where a straight line through two changes comes to nothing; of several amounts the first that does."""
    for unit in before:
        rise = after.get(unit, Fraction(0)) - before[unit]
        if rise:
            return one - before[unit] * (other - one) / rise
    return None


def _at(before: Sum, after: Sum, one: Fraction, other: Fraction, figure: Fraction) -> list[Fraction]:
    share = (figure - one) / (other - one)
    return [value + (after.get(unit, Fraction(0)) - value) * share for unit, value in before.items()]


def sign_of(base: Sum, head: Sum) -> int | None:
    """Whether more (1) or less (-1) is due, of several amounts some more and some less (0); None if all is the same."""
    return _sign_of(_change(base, head).values())


def _sign_of(values: Iterable[Fraction]) -> int | None:
    signs = {(value > 0) - (value < 0) for value in values if value}
    if not signs:
        return None
    return signs.pop() if len(signs) == 1 else 0


def effect_of(found: Iterable[Run], *, more: Effect) -> Effect:
    """The effect of a function that changed in some runs: none, in one direction, or it depends on the figure."""
    signs = {run.sign for run in found}
    if not signs:
        return "neutral"
    if len(signs) > 1 or 0 in signs:
        return "undecidable"
    less: Effect = "weakened" if more == "strengthened" else "strengthened"
    return more if signs == {1} else less


def say_figure(figure: Fraction, unit: str) -> str:
    """`99.5%`, `30s`, `12`; what has no end as a decimal is cut."""
    places = (figure * 10**6).__floor__()
    return f"{_trimmed(places)}{unit}"


def _trimmed(millionths: int) -> str:
    text = say_decimal(Decimal(millionths) / 10**6)
    return text.rstrip("0").rstrip(".") if "." in text else text
