"""One penalty in one period up to its own rounding: amount, repeats, its own caps (language reference, 7.8)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from slacode.engine.model.money import Cap, InARow, Penalty
from slacode.engine.periods import Dates
from slacode.engine.settle.amounts import Due, Part, Question, due
from slacode.engine.settle.facts import Line, Stretch
from slacode.engine.settle.history import Past, in_a_row, missed_before
from slacode.engine.settle.money import in_full, rounded, spread
from slacode.engine.settle.spans import cap_spans, say_span_dates
from slacode.engine.wording import say_amount, say_cap, say_ref


@dataclass(frozen=True, slots=True)
class Name:
    """What makes two credits those of one penalty, over all versions."""

    penalty: str
    entity: str | None


@dataclass(frozen=True, slots=True)
class Credit:
    """What one penalty comes to in one period, in minor units, so far as it has been worked out.

    `portions` are the minor units of each of `due.parts`.
    """

    name: Name
    question: Question
    due: Due
    portions: tuple[int, ...]
    lines: tuple[Line, ...]
    provisional: bool

    @property
    def units(self) -> int:
        """The amount in minor units."""
        return sum(self.portions)

    @property
    def of_breaches(self) -> int:
        """What of it breaches cost one by one."""
        return sum(units for units, part in zip(self.portions, self.due.parts, strict=True) if part.of_breach)

    @property
    def period(self) -> Stretch:
        """The period that it is for."""
        return self.question.period

    @property
    def currency(self) -> str:
        """Its currency."""
        return self.question.currency

    def reduced(self, portions: Iterable[int], line: Line, provisional: bool) -> Credit:
        """The same credit after one more step; `provisional`: what reduces it may change."""
        lines, provisional = (*self.lines, line), self.provisional or provisional
        return replace(self, portions=tuple(portions), lines=lines, provisional=provisional)


class Ledger:
    """What was taken so far, by every penalty of an agreement, in the order in which their periods ended."""

    def __init__(self) -> None:
        self._taken: dict[Name | None, list[Credit]] = defaultdict(list)  # None: all that are no bonus

    def enter(self, credits_: Iterable[Credit]) -> None:
        """Take down what is final."""
        for credit in credits_:
            if credit.units:
                self._taken[credit.name].append(credit)
                if credit.question.penalty.kind == "penalty":
                    self._taken[None].append(credit)

    def taken(self, spans: Iterable[Dates], currency: str, name: Name | None = None) -> Fraction:
        """What one penalty, or (None) all that are no bonus, took in periods whose last day is in some spans,
        which share no day."""
        found = self._within(spans, currency, name)
        return sum((in_full(credit.units, currency) for credit in found), Fraction(0))

    def is_provisional(self, spans: Iterable[Dates], currency: str, name: Name | None = None) -> bool:
        """Whether any of that may still change."""
        return any(credit.provisional for credit in self._within(spans, currency, name))

    def _within(self, spans: Iterable[Dates], currency: str, name: Name | None) -> Iterator[Credit]:
        taken = self._taken[name]
        for span in spans:
            first = bisect_left(taken, span.first, key=_last)
            last = bisect_right(taken, span.last, key=_last)
            yield from (credit for credit in taken[first:last] if credit.currency == currency)


def _last(credit: Credit) -> dt.date:
    return credit.period.last


def credit_of(name: Name, question: Question, past: tuple[Past, ...], ledger: Ledger) -> Credit:
    """The amount, doubled or replaced where it repeats, within the penalty's own caps, rounded to the minor unit."""
    first = due(question)
    parts, lines, provisional = _repeated(question, first, past)
    total = sum((part.amount for part in parts), Fraction(0))
    allowed, of_name = total, (question.currency, name)
    for cap in question.penalty.caps if total else ():
        left, line = _left(question, cap, ledger, name)
        if allowed > left:
            allowed = left
            lines.append(line)
            provisional |= ledger.is_provisional(cap_spans(cap, question.target.per, question.period), *of_name)
    units = rounded(allowed, question.currency)
    final = in_full(units, question.currency)
    if not allowed or final != allowed:
        lines.append(Line(f"rounded to {question.say(final)}" if allowed else "nothing is due", final))
    provisional |= any(result.provisional for result in question.results)
    provisional |= any(not breach.settled for breach in question.breaches if question.penalty.each_breach)
    whole = Due(parts, first.lines, first.row)
    return Credit(name, question, whole, _portions(units, parts), tuple(lines), provisional)


def _portions(units: int, parts: tuple[Part, ...]) -> tuple[int, ...]:
    """The rounded amount split among its parts, in proportion."""
    common = lcm(*(part.amount.denominator for part in parts))
    return tuple(spread(units, [int(part.amount * common) for part in parts]))


def _repeated(question: Question, first: Due, past: tuple[Past, ...]) -> tuple[tuple[Part, ...], list[Line], bool]:
    """`double when missed the PERIOD before`, else `after N in a row`, whose amount stands if it is the larger one."""
    penalty, lines = question.penalty, list(first.lines)
    parts, provisional = first.parts, False
    before = missed_before(past, question.period, penalty.double_after_missed) if penalty.double_after_missed else None
    if before is not None and first.amount:
        parts = tuple(part.times(Fraction(2)) for part in parts)
        provisional = before.provisional
        lines.append(
            Line(
                f"doubled, as {_say_looked_at(penalty)} was missed in {before.period.name}",
                2 * first.amount,
                penalty.at,
            )
        )
    run = in_a_row(past, question.period) if penalty.in_a_row else []
    after = max((one for one in penalty.in_a_row if one.count <= len(run)), key=lambda one: one.count, default=None)
    if after is not None:
        parts, more = _instead(question, parts, after, run)
        lines += more
        provisional |= any(one.provisional for one in run)
    return parts, lines, provisional


def _instead(
    question: Question, parts: tuple[Part, ...], after: InARow, run: list[Past]
) -> tuple[tuple[Part, ...], list[Line]]:
    """The amount of repeated misses in place of that of tiers and steps, unless that is larger."""
    amount, rests_on = question.value(after.amount)
    of_tiers = [part for part in parts if not part.of_breach]
    before = sum((part.amount for part in of_tiers), Fraction(0))
    if amount <= before:
        return parts, []
    causes = of_tiers[0].causes if of_tiers else frozenset[str]()
    said = f"`after {after.count} in a row: {say_amount(after.amount)}`"
    text = f"{said}: {_say_looked_at(question.penalty)} was missed in {', '.join(one.period.name for one in run)}"
    others = tuple(part for part in parts if part.of_breach)
    return (Part(amount, causes), *others), [*rests_on, Line(f"{text}: {question.say(amount)}", amount, after.at)]


def _left(question: Question, cap: Cap, ledger: Ledger, name: Name) -> tuple[Fraction, Line]:
    """What a cap of the penalty leaves for this period, after what earlier ones took."""
    spans = cap_spans(cap, question.target.per, question.period)
    limit = question.purse.limit(question.version, cap.amount, spans, question.target.per)
    taken = ledger.taken(spans, question.currency, name)
    left = max(limit - taken, Fraction(0))
    said = f"`cap {say_cap(cap)}` is {question.say(limit)} in {say_span_dates(spans)}"
    if taken:
        said += f", of which earlier periods took {question.say(taken)}"
    return left, Line(f"{said}: {question.say(left)} is left", left, cap.at)


def _say_looked_at(penalty: Penalty) -> str:
    return say_ref(penalty.target, None, penalty.row)
