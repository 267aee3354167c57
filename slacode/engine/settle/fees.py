"""What amounts come to in money: fees of months and parts of them, the pool, limits (language reference, 7.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from fractions import Fraction

from slacode.diagnostics import Location
from slacode.engine.model.agreements import Agreement, Fee, Version
from slacode.engine.model.money import Penalty
from slacode.engine.model.values import Amount, AtRiskShare, FeeShare, Money, Period, PeriodUnit
from slacode.engine.periods import Dates, beginning
from slacode.engine.settle.facts import Charges, Line, Stretch, Unsettled
from slacode.engine.settle.money import say
from slacode.engine.settle.spans import containing, length, months, shared, spans_of
from slacode.engine.terms import term_of
from slacode.engine.wording import say_amount

_ONE_DAY = dt.timedelta(days=1)
_MONTHS: dict[PeriodUnit, int] = {"month": 1, "quarter": 3, "year": 12}
_DAYS: dict[PeriodUnit, int] = {"day": 1, "week": 7}
NO_CURRENCY = "XXX"
"""What ISO 4217 writes where charges are numbers and no clause of the agreement names a currency."""


class Purse:
    """The amounts of one agreement in money, in whichever version they are said."""

    def __init__(self, agreement: Agreement, charges: Charges) -> None:
        self._agreement = agreement
        self._charges = charges
        self._in_force = dict(_in_force(agreement))

    def days_of(self, version: Version, period: Dates) -> Dates | None:
        """The dates of a period on which a version is in force; None if there are none."""
        return shared(self._in_force[version.number], period)

    def currency(self, version: Version, amount: Amount) -> str:
        """The currency of an amount; `Unsettled` where it rests on a fee or a pool that is not stated."""
        match amount:
            case Money():
                return amount.currency
            case AtRiskShare():
                if version.at_risk is None or isinstance(version.at_risk.amount, AtRiskShare):
                    raise Unsettled(f"`{say_amount(amount)}` names a pool that the agreement does not state")
                return self.currency(version, version.at_risk.amount)
        if version.fee is None:
            raise Unsettled(f"`{say_amount(amount)}` names a fee that the agreement does not state")
        return version.fee.money.currency if version.fee.money else self._charged_in(version)

    def value(self, version: Version, amount: Amount, per: Period, period: Stretch) -> tuple[Fraction, list[Line]]:
        """An amount for the version's part of a target's period, and what it rests on."""
        match amount:
            case Money():
                return Fraction(amount.amount), []
            case AtRiskShare():
                pool, line = self.pool(version, per, period)
                return pool * Fraction(amount.percent) / 100, [line]
        whole = self._whole(per, period)
        part = self.days_of(version, whole)
        fee = Fraction(0) if part is None else self._fee(version, part, per.from_day or 1)
        said = period.name if part == whole else _say_part(period.name, part)
        text = f"the fee of {said} is {say(self.currency(version, amount), fee)}"
        text += ", a share of which is nothing" if fee < 0 else ""  # more was credited than charged
        return max(fee, Fraction(0)) * Fraction(amount.percent) / 100, [Line(text, fee, _fee_place(version.fee))]

    def _whole(self, per: Period, period: Stretch) -> Dates:
        """The dates of a period. A term alone cuts its fee: without one it is paid whole, wherever the log begins."""
        cut = per.rolling or term_of(self._agreement)[0] is not None
        return Dates(period.first if cut else beginning(per, period.first), period.last)

    def pool(self, version: Version, per: Period, period: Stretch) -> tuple[Fraction, Line]:
        """What is at risk over the months (or other spans) of a target's period."""
        assert version.at_risk is not None, "asked for where there is one"  # noqa: S101
        spans = spans_of(version.at_risk.per, per, period)
        pool = self.limit(version, version.at_risk.amount, spans, per)
        currency = self.currency(version, version.at_risk.amount)
        text = f"`at risk {say_amount(version.at_risk.amount)} per {version.at_risk.per}` is {say(currency, pool)}"
        return pool, Line(text, pool, version.at_risk.at)

    def limit(self, version: Version, amount: Amount, spans: Iterable[Dates], per: Period) -> Fraction:
        """An amount over spans of its own: a share of fee is that of all charges of their days in the term. `per` is
        the period of the target that it limits."""
        return sum((self._limit(version, amount, span, per) for span in spans), Fraction(0))

    def _limit(self, version: Version, amount: Amount, span: Dates, per: Period) -> Fraction:
        match amount:
            case Money():
                return Fraction(amount.amount)
            case AtRiskShare():
                self.currency(version, amount)
                assert version.at_risk is not None, "it has a currency"  # noqa: S101
                return self._limit(version, version.at_risk.amount, span, per) * Fraction(amount.percent) / 100
        # a calendar's span has the calendar's months, any other one those of the billing cycle
        from_day = 1 if span.first.day == 1 else per.from_day or 1
        return self._fees(span, from_day) * Fraction(amount.percent) / 100

    def _fees(self, span: Dates, from_day: int) -> Fraction:
        total = Fraction(0)
        for version in self._agreement.versions:
            part = self.days_of(version, span)
            if part is not None and version.fee is not None:
                total += self._fee(version, part, from_day)
        return total

    def _fee(self, version: Version, part: Dates, from_day: int) -> Fraction:
        """The fee of some days: whole months count as such, parts of one in proportion to its days."""
        fee = version.fee
        if fee is None:
            return Fraction(0)
        if fee.money is not None and fee.per in _DAYS:
            return Fraction(fee.money.amount) * length(part) / _DAYS[fee.per]
        total = Fraction(0)
        for month in months(part, from_day):
            days = shared(month, part)
            assert days is not None, "months are those of the part"  # noqa: S101
            if fee.money is not None:
                rate, whole = Fraction(fee.money.amount) / _MONTHS[fee.per], month
            else:
                rate, whole = self._charged(version, fee, month)
            total += rate * length(days) / length(whole)
        return total

    def _charged(self, version: Version, fee: Fee, month: Dates) -> tuple[Fraction, Dates]:
        """What the data charge for a month, and the days of the month that this is for: those in the term."""
        charges = self._charges.get((fee.log or "", fee.field or "", version.zone))
        if charges is None:
            raise Unsettled(f"the charges in `{fee.log}.{fee.field}` were not read")
        parts = _MONTHS.get(fee.per, 1)
        span = month if parts == 1 else containing(fee.per, month)
        total = sum((amount for day, amount in charges.items() if span.first <= day <= span.last), Fraction(0))
        term = Dates(*self._term())
        return total / parts, shared(term, month) or month

    def _term(self) -> tuple[dt.date, dt.date]:
        first, last = term_of(self._agreement)
        return first or dt.date.min, last or dt.date.max

    def _charged_in(self, version: Version) -> str:
        """Charges in data are numbers: their currency is the one that the clauses of the agreement name."""
        others = (v for v in self._agreement.versions if v is not version)
        return next((code for v in (version, *others) for code in _currencies(v)), NO_CURRENCY)


def _in_force(agreement: Agreement) -> Iterator[tuple[int, Dates]]:
    last = term_of(agreement)[1] or dt.date.max
    following = [version.start for version in agreement.versions[1:]]
    for version, begun in zip(agreement.versions, [*following, None], strict=True):
        until = last if begun is None else min(last, begun - _ONE_DAY)
        yield version.number, Dates(version.start or dt.date.min, until)


def _currencies(version: Version) -> Iterator[str]:
    amounts: list[Amount] = [cap.amount for cap in version.caps]
    amounts += [version.at_risk.amount] if version.at_risk else []
    for penalty in version.penalties:
        amounts += amounts_in(penalty)
    yield from (amount.currency for amount in amounts if isinstance(amount, Money))


def amounts_in(penalty: Penalty) -> list[Amount]:
    """Every amount that a penalty names."""
    named: list[Amount | None] = [tier.amount for tier in penalty.tiers]
    named += [step.amount for step in penalty.steps]
    named += [amount for each in penalty.each_breach for amount in (each.amount, each.up_to)]
    named += [cap.amount for cap in penalty.caps] + [after.amount for after in penalty.in_a_row]
    return [amount for amount in named if amount is not None]


def one_currency(purse: Purse, version: Version, penalty: Penalty) -> str:
    """The currency of all amounts of a penalty; `Unsettled` where it has none, or several."""
    found = sorted({purse.currency(version, amount) for amount in amounts_in(penalty)})
    if len(found) != 1:
        raise Unsettled(f"its amounts are in {' and '.join(found)}" if found else "it names no amount")
    return found[0]


def rests_on_fee(version: Version, amount: Amount) -> bool:
    """Whether an amount is a share of the fee, directly or as a share of a pool that is."""
    if isinstance(amount, AtRiskShare):
        return version.at_risk is not None and isinstance(version.at_risk.amount, FeeShare)
    return isinstance(amount, FeeShare)


def _say_part(name: str, part: Dates | None) -> str:
    return f"no day of {name}" if part is None else f"{part.first} to {part.last}"


def _fee_place(fee: Fee | None) -> Location | None:
    return fee.at if fee else None
