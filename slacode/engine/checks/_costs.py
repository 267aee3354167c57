"""The most that the penalties of an agreement can cost for one target in one of its periods (consistency, 13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import promising_rows
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.money import Cap, Penalty, Step
from slacode.engine.model.values import Amount, AtRiskShare, Money, Percent, Period, PeriodUnit, Span
from slacode.engine.support.carriers import Promise, RowKey, promises_in, support_of
from slacode.engine.wording import say_amount, say_money

# Months are compared as months; where days meet months, a month counts 30 of them.
_MONTHS: dict[PeriodUnit, Fraction] = {
    "day": Fraction(1, 30), "week": Fraction(7, 30), "month": Fraction(1), "quarter": Fraction(3), "year": Fraction(12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Most:
    """The most that can be due: an exact amount (None: there is no limit) in a currency (None: nothing is due).

    `steps` say in words how it comes about, one line each.
    """

    amount: Fraction | None
    currency: str | None
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.amount is None:
            return "any amount"
        return "nothing" if self.currency is None or not self.amount else say(self.currency, self.amount)


NOTHING = Most(Fraction(0), None)


class Unknown(Exception):  # noqa: N818 - it names what the matter is
    """An amount cannot be told: a fee that is not stated or comes from data, or currencies that do not match."""


def say(currency: str, amount: Fraction) -> str:
    """`EUR 4_800`, to the cent where there is a part of one."""
    cents = round(amount * 100)
    exact = Decimal(cents) / 100
    return say_money(Money(currency=currency, amount=exact.to_integral_value() if cents % 100 == 0 else exact))


def months_of(per: Period | Span) -> Fraction:
    """The length of a period in months."""
    return per.count * _MONTHS[per.unit]


def most_for(lookup: Lookup, version: Version, target: Target, months: Fraction) -> Most:
    """The most that the penalties on a target come to in a stretch of so many months; raises `Unknown`."""
    penalties = penalties_on(version, target)
    if not penalties:
        return NOTHING
    services = max(len(version.covers), 1) if lookup.is_availability(target) else 1
    total, steps = NOTHING, []
    for penalty in penalties:
        # A longer stretch holds several of the target's own periods, each with the penalty anew.
        own = months_of(target.per)
        most = _times(_of_penalty(version, penalty, own), max(Fraction(1), months / own) * services)
        total = _sum(total, most)
        each = f" for all {services} services" if services > 1 else ""
        steps.append(f"`{penalty.name or penalty.kind}` comes to {most} at most{each}")
    if version.at_risk is not None:
        risk = version.at_risk
        total = _limited(version, total, risk.amount, _MONTHS[risk.per], months, "at risk", steps)
    for cap in version.caps:
        total = _limited(version, total, cap.amount, months_of(cap.span), months, "capped at", steps)
    return Most(total.amount, total.currency, tuple(steps))


def _of_penalty(version: Version, penalty: Penalty, months: Fraction) -> Most:
    tiers = [_money(version, tier.amount, months) for tier in penalty.tiers]
    total = _largest(tiers)
    for step in penalty.steps:
        total = _sum(total, _of_step(version, step, months))
    total = _largest([total, *(_money(version, one.amount, months) for one in penalty.in_a_row)])
    if penalty.double_after_missed is not None:
        total = _times(total, Fraction(2))
    if any(_money(version, each.amount, months).amount for each in penalty.each_breach):
        total = Most(None, _money(version, penalty.each_breach[0].amount, months).currency)
    for cap in penalty.caps:
        total = _capped(version, total, cap, months)
    return total


def _of_step(version: Version, step: Step, months: Fraction) -> Most:
    """A step in percent ends at 0% or 100%; others go on without a limit."""
    amount = _money(version, step.amount, months)
    if not isinstance(step.step, Percent) or not isinstance(step.origin, Percent) or not step.step.value:
        return Most(None, amount.currency)
    origin = Fraction(step.origin.value)
    reach = origin if step.bound == "below" else max(100 - origin, Fraction(0))
    count = reach / Fraction(step.step.value)
    return _times(amount, Fraction(-(-count.numerator // count.denominator)) if step.started else count)


def _capped(version: Version, total: Most, cap: Cap, months: Fraction) -> Most:
    span = months_of(cap.span)
    return _least(total, _times(_money(version, cap.amount, span), max(Fraction(1), months / span)))


def _limited(
    version: Version, total: Most, amount: Amount, span: Fraction, months: Fraction, how: str, steps: list[str]
) -> Most:
    limit = _times(_money(version, amount, span), max(Fraction(1), months / span))
    least = _least(total, limit)
    if least != total:
        steps.append(f"all penalties together are {how} {say_amount(amount)}, which is {limit}")
    return least


def _money(version: Version, amount: Amount, months: Fraction) -> Most:
    """An amount in money; a share of a fee is that of the fee for so many months (language reference, 7.7)."""
    if isinstance(amount, Money):
        return Most(Fraction(amount.amount), amount.currency)
    if isinstance(amount, AtRiskShare):
        if version.at_risk is None or isinstance(version.at_risk.amount, AtRiskShare):
            raise Unknown
        pool = _money(version, version.at_risk.amount, _MONTHS[version.at_risk.per])
        return _times(pool, Fraction(amount.percent) / 100)
    if version.fee is None or version.fee.money is None:
        raise Unknown
    fee = Fraction(version.fee.money.amount) * months / _MONTHS[version.fee.per]
    return Most(fee * Fraction(amount.percent) / 100, version.fee.money.currency)


def _times(one: Most, factor: Fraction) -> Most:
    return one if one.amount is None else Most(one.amount * factor, one.currency)


def _sum(one: Most, other: Most) -> Most:
    currency = _currency([one, other])
    if one.amount is None or other.amount is None:
        return Most(None, currency)
    return Most(one.amount + other.amount, currency)


def _largest(several: Sequence[Most]) -> Most:
    if not several:
        return NOTHING
    currency = _currency(several)
    amounts = [one.amount for one in several if one.amount is not None]
    return Most(max(amounts) if len(amounts) == len(several) else None, currency)


def _least(one: Most, other: Most) -> Most:
    currency = _currency([one, other])
    amounts = [most.amount for most in (one, other) if most.amount is not None]
    return Most(min(amounts), currency) if amounts else one


def _currency(several: Iterable[Most]) -> str | None:
    found = {one.currency for one in several if one.currency is not None}
    if len(found) > 1:
        raise Unknown
    return found.pop() if found else None


def total_of(several: Iterable[Most]) -> Most:
    """All of them together; raises `Unknown` where currencies differ."""
    total = NOTHING
    for one in several:
        total = _sum(total, one)
    return total


def contracts_behind(subject: Subject, agreement: Agreement, version: Version, target: Target) -> Sequence[Promise]:
    """The promises of underpinning contracts on a target's path, through OLAs, in order; one for each target there."""
    key = (agreement.name, version.number, target.name)
    if key not in subject.contracts:
        subject.contracts[key] = _contracts(subject.on(version.start), agreement, version, target)
    return subject.contracts[key]


def _contracts(lookup: Lookup, agreement: Agreement, version: Version, target: Target) -> list[Promise]:
    found: dict[tuple[str, str], Promise] = {}
    for promise in _behind(lookup, agreement, version, target):
        if promise.agreement.kind == "uc":
            found.setdefault((promise.agreement.name, promise.target.name), promise)
    return list(found.values())


def _behind(lookup: Lookup, agreement: Agreement, version: Version, target: Target) -> Iterator[Promise]:
    seen: set[RowKey] = set()
    queue = [Promise(agreement, version, target, row) for row in promising_rows(target)]
    for promise in queue:
        for other, _ in promises_in(support_of(lookup, promise)):
            key = other.key
            if key not in seen:
                seen.add(key)
                queue.append(other)
                yield other


def penalties_on(version: Version, target: Target) -> list[Penalty]:
    """The penalties on a target, or on a row of it; bonuses are none."""
    return [p for p in version.penalties if p.kind == "penalty" and p.target == target.name]


def penalized(subject: Subject) -> Iterator[tuple[Agreement, Version, Target, list[Penalty]]]:
    """Every target of an SLA, in each version, that costs something when it is missed."""
    for agreement in subject.model.agreements:
        for version in agreement.versions if agreement.kind == "sla" else ():
            for target in version.targets:
                penalties = penalties_on(version, target)
                if penalties:
                    yield agreement, version, target, penalties
