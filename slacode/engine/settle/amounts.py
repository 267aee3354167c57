"""What a penalty comes to in one period before anything repeats or limits it (language reference, 7.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slacode.engine.calendar.instants import SECOND
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.model.agreements import ByField, Level, Row, Target, Version, Within
from slacode.engine.model.money import EachBreach, Edge, Penalty, Tier
from slacode.engine.model.values import Amount, Duration, Number, Percent, Quantity
from slacode.engine.settle.facts import Breach, Line, Stretch
from slacode.engine.settle.fees import Purse
from slacode.engine.settle.money import exactly, say
from slacode.engine.wording import say_duration, say_each_breach, say_ref, say_step, say_tier

UNIT_US = {"minute": 60 * SECOND, "hour": 3600 * SECOND, "day": 86400 * SECOND}


@dataclass(frozen=True, slots=True)
class Part:
    """Some of an amount: what tiers and steps gave, or breaches of one cause. `causes` are all of what it is due to;
    none are known if it is empty. `spare`: another breach of the same cause costs at least as much."""

    amount: Fraction
    causes: frozenset[str] = frozenset()
    of_breach: bool = False
    spare: bool = False

    def times(self, factor: Fraction) -> Part:
        """The same part of a larger or smaller amount."""
        return Part(self.amount * factor, self.causes, self.of_breach, self.spare)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due, with how it came about. `row` is the one that gave the amount of the tiers, if any did."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...]
    row: str | None = None

    @property
    def amount(self) -> Fraction:
        """The sum of the parts."""
        return sum((part.amount for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True)
class Question:
    """One penalty of a version, for one period (and entity) of its target, with the results of the rows it looks at and
    the breaches that were stopped in the period. `causes` are those of each row's result."""

    purse: Purse
    version: Version
    penalty: Penalty
    target: Target
    period: Stretch
    currency: str
    results: tuple[TargetResult, ...]
    breaches: tuple[Breach, ...] = ()
    causes: tuple[frozenset[str | None], ...] = ()

    def value(self, amount: Amount) -> tuple[Fraction, list[Line]]:
        """An amount in money, and what it rests on."""
        return self.purse.value(self.version, amount, self.target.per, self.period)

    def say(self, amount: Fraction) -> str:
        """An amount in the currency of the penalty."""
        return say(self.currency, amount)


def due(question: Question) -> Due:
    """The largest amount that any row reaches, once, and added to it what each breach costs."""
    by_rows = [_of_row(question, result) for result in question.results]
    amounts = [amount for amount, _ in by_rows]
    best = max(range(len(amounts)), key=lambda i: amounts[i], default=None)
    # The row that gives the amount is told of last.
    lines = [line for i, (_, found) in sorted(enumerate(by_rows), key=lambda one: one[0] == best) for line in found]
    parts: list[Part] = []
    row = None
    if best is not None and amounts[best]:
        row = question.results[best].row
        known = question.causes[best] if question.causes else frozenset[str | None]()
        parts.append(Part(amounts[best], frozenset[str]() if None in known else frozenset(c for c in known if c)))
        if len([amount for amount in amounts if amount]) > 1:
            lines.append(Line(f"the largest amount of any row applies once: that of {row}", amounts[best]))
    for each in question.penalty.each_breach:
        breaches, found = _of_breaches(question, each)
        parts += breaches
        lines += found
    total = sum((part.amount for part in parts), Fraction(0))
    if total and lines[-1].amount != total:
        lines.append(Line(f"in all {question.say(total)}", total, question.penalty.at))
    return Due(tuple(parts), tuple(lines), row)


def _of_row(question: Question, result: TargetResult) -> tuple[Fraction, list[Line]]:
    row = row_of(question.target, result)
    figure = None if is_by_fiat(row, result) else result.figure
    lines = [Line(_say_result(result, figure), None, result.at)]
    tier = tier_at(question.penalty.tiers, row, result.unit, figure, missed=result.status == "missed")
    total = Fraction(0)
    if tier is not None:
        total, rests_on = question.value(tier.amount)
        lines += [*rests_on, Line(f"`{say_tier(tier)}` is reached: {question.say(total)}", total, tier.at)]
    elif question.penalty.tiers:
        lines.append(Line("no tier is reached", Fraction(0), question.penalty.at))
    for step in question.penalty.steps:
        beyond = None if figure is None else beyond_of(step.bound, figure, in_unit(step.origin, result.unit))
        size = in_unit(step.step, result.unit)
        if beyond and size:
            count = portions(beyond / size, started=step.started)
            amount, rests_on = question.value(step.amount)
            total += amount * count
            times = f"{exactly(count)} x {question.say(amount)}"
            lines += [*rests_on, Line(f"`{say_step(step)}`: {times}", amount * count, step.at)]
        else:
            lines.append(Line(f"`{say_step(step)}`: no step is reached", Fraction(0), step.at))
    return total, lines


def portions(count: Fraction, *, started: bool) -> Fraction:
    """So many portions, of which one that has started may count whole."""
    return Fraction(-(-count.numerator // count.denominator)) if started else count


def row_of(target: Target, result: TargetResult) -> Row:
    """The row of a target that a result is of."""
    return next(row for row in target.rows if row.label == result.row)


def is_by_fiat(row: Row, result: TargetResult) -> bool:
    """Whether a period's status is not what its figure says: nothing, or too little, counted for it."""
    if result.figure is None or result.status == "no data":
        return True
    floor = getattr(row.obligation, "at_least_cases", None)
    return floor is not None and result.status != "open" and result.counts.judged < floor and result.counts.judged > 0


def promised(row: Row) -> Quantity | None:
    """The figure that a row promises."""
    match row.obligation:
        case Within(share=share) | ByField(share=share):
            return Percent(value=share)
        case Level(quantity=quantity):
            return quantity
    return None


def in_unit(quantity: Quantity | None, unit: str) -> Fraction | None:
    """A quantity in the unit of a result; None if it is of another kind."""
    match quantity:
        case Percent(value=value) if unit == "%":
            return Fraction(value)
        case Duration(us=us) if unit == "s":
            return Fraction(us, SECOND)
        case Number(value=value) if unit not in ("%", "s"):
            return Fraction(value)
    return None


def tier_at(tiers: tuple[Tier, ...], row: Row, unit: str, figure: Fraction | None, *, missed: bool) -> Tier | None:
    """The tier that applies to a figure in a unit: of thresholds the furthest one reached, of ranges the first one that
    holds. None is the figure of a period without data; then it matters whether it counts as `missed`."""
    reached = [tier for tier in tiers if all(_reached(edge, row, unit, figure, missed) for edge in tier.edges)]
    if not reached or any(len(tier.edges) > 1 or tier.edges[0].bound.startswith("at") for tier in tiers):
        return reached[0] if reached else None

    def how_far(tier: Tier) -> Fraction:
        limit = _limit(tier.edges[0], row, unit) or Fraction(0)
        return -limit if tier.edges[0].bound == "below" else limit

    return max(reached, key=how_far)


def _limit(edge: Edge, row: Row, unit: str) -> Fraction | None:
    return in_unit(promised(row) if edge.quantity is None else edge.quantity, unit)


def _reached(edge: Edge, row: Row, unit: str, figure: Fraction | None, missed: bool) -> bool:
    limit = _limit(edge, row, unit)
    if limit is None:
        return False
    if figure is None:
        return missed and _follows_from_a_miss(edge.bound, limit, row, unit)
    match edge.bound:
        case "below":
            return figure < limit
        case "above":
            return figure > limit
        case "at least":
            return figure >= limit
        case "at most":
            return figure <= limit


def _follows_from_a_miss(bound: str, limit: Fraction, row: Row, unit: str) -> bool:
    """`no data counts as missed`: no figure is known but that it is on the wrong side of the promise."""
    promise = in_unit(promised(row), unit)
    if promise is None:
        return False
    if isinstance(row.obligation, Level) and row.obligation.bound == "at most":
        return bound in ("above", "at least") and limit <= promise
    return bound in ("below", "at most") and limit >= promise


def beyond_of(bound: str, figure: Fraction, origin: Fraction | None) -> Fraction | None:
    """How far a figure is beyond an origin on the side of a bound; None if they are of different kinds."""
    if origin is None:
        return None
    return max(origin - figure if bound == "below" else figure - origin, Fraction(0))


def _of_breaches(question: Question, each: EachBreach) -> tuple[list[Part], list[Line]]:
    """What breaches cost one by one: the dearest of each cause, the others of it, and those of no known cause."""
    wanted = each.row if each.row is not None else question.penalty.row
    breaches = [one for one in question.breaches if wanted in (None, one.row)]
    amount, rests_on = question.value(each.amount)
    limit, limit_rests_on = question.value(each.up_to) if each.up_to else (None, [])
    costs = [(one, *_cost(each, one, amount, limit)) for one in breaches]
    total = sum((cost * one.count for one, _, cost in costs), Fraction(0))
    lines = [] if not breaches else [*rests_on, *limit_rests_on]
    said = "; ".join(_say_breaches(question, each, costs)) or "no breach was stopped in the period"
    lines.append(Line(f"`{say_each_breach(each)}`: {said}", total, each.at))
    return list(_by_cause([(one, cost) for one, _, cost in costs])), lines


def _cost(each: EachBreach, one: Breach, amount: Fraction, limit: Fraction | None) -> tuple[int, Fraction]:
    units = 1 if each.per_started is None else -(-one.late // UNIT_US[each.per_started])
    return units, amount * units if limit is None else min(amount * units, limit)


def _by_cause(costs: list[tuple[Breach, Fraction]]) -> Iterator[Part]:
    unknown = sum((cost * one.count for one, cost in costs if one.cause is None), Fraction(0))
    if unknown:
        yield Part(unknown, of_breach=True)
    for cause in sorted({one.cause for one, _ in costs if one.cause is not None}):
        of_cause = [(cost, one.count) for one, cost in costs if one.cause == cause]
        dearest = max(cost for cost, _ in of_cause)
        rest = sum((cost * count for cost, count in of_cause), Fraction(0)) - dearest
        yield Part(dearest, frozenset({cause}), of_breach=True)
        if rest:
            yield Part(rest, frozenset({cause}), of_breach=True, spare=True)


def _say_breaches(question: Question, each: EachBreach, costs: list[tuple[Breach, int, Fraction]]) -> Iterator[str]:
    """`2 x EUR 1_000 for 2 started hours`: breaches that cost alike together, the cheapest first."""
    alike: dict[tuple[int, Fraction], int] = {}
    for one, units, cost in costs:
        alike[(units, cost)] = alike.get((units, cost), 0) + one.count
    for (units, cost), count in sorted(alike.items()):
        late = f" for {units} started {each.per_started}{'' if units == 1 else 's'} late" if each.per_started else ""
        yield f"{count} x {question.say(cost)}{late}"


def _say_result(result: TargetResult, figure: Fraction | None) -> str:
    what = say_ref(result.agreement, result.target, result.row)
    of = f" of {result.entity}" if result.entity is not None else ""
    if figure is None:
        status = "has no data" if result.status in ("no data", "open") else f"counts as {result.status} without data"
        return f"{what}{of} {status} in {result.period} (promised: {result.obligation})"
    so_far = " so far" if result.status == "open" else ""
    return f"{what}{of} attained {_say_figure(result)} in {result.period}{so_far} (promised: {result.obligation})"


def _say_figure(result: TargetResult) -> str:
    if result.unit == "s" and result.attained is not None:
        return say_duration(int(Decimal(result.attained) * SECOND))
    return f"{result.attained}{result.unit}"
