"""Amounts of penalties next to each other and next to their caps, where they can be told in one unit (7.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slacode.diagnostics import Location
from slacode.engine.checks._costs import say
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import Ladder, figure_of
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.money import Cap, EachBreach, InARow, Penalty, Step, Tier
from slacode.engine.model.values import Amount, FeeShare, Money, Percent, PeriodUnit
from slacode.engine.wording import say_percent

# Days and months are never turned into each other: months differ in length.
_LENGTHS: dict[PeriodUnit, tuple[str, int]] = {
    "day": ("days", 1), "week": ("days", 7), "month": ("months", 1), "quarter": ("months", 3), "year": ("months", 12),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sizes:
    """The amounts of a penalty in one period of its target, and its cap, in one unit: a currency, or `%` of the fee of
    that period. The span of the cap holds `times` such periods. `exact`: the cap may be set against one of them too."""

    unit: str
    amounts: tuple[Fraction, ...]
    cap: Fraction
    times: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Capped:
    """A cap of a penalty whose amounts can be compared with it; `sizes` has those of `amounts_of`, in that order."""

    agreement: Agreement
    version: Version
    target: Target
    penalty: Penalty
    cap: Cap
    sizes: Sizes


def is_nothing(amount: Amount) -> bool:
    """Whether an amount is `0% of fee`, or no money."""
    return (amount.amount if isinstance(amount, Money) else amount.percent) == 0


def less(ladder: Ladder, one: Amount, other: Amount) -> bool:
    """Whether an amount is known to be less than another, both in a period of the ladder's target."""
    if one.kind == other.kind and not isinstance(one, Money) and not isinstance(other, Money):
        return one.percent < other.percent
    length = _length(ladder.target)
    sizes = [_in_money(ladder.version, amount, length) for amount in (one, other)]
    first, second = sizes
    return first is not None and second is not None and first[0] == second[0] and first[1] < second[1]


def capped(subject: Subject) -> Iterator[Capped]:
    """Every cap of a penalty, in each version, that can be compared with its amounts."""
    for agreement in subject.model.agreements:
        for version in agreement.versions:
            for penalty in version.penalties:
                target = version.target(penalty.target)
                if target is not None and penalty.kind == "penalty":
                    for cap in penalty.caps:
                        sizes = _sizes(version, target, cap, [amount for amount, _ in amounts_of(penalty)])
                        if sizes is not None:
                            yield Capped(agreement, version, target, penalty, cap, sizes)


def amounts_of(penalty: Penalty) -> list[tuple[Amount, Location | None]]:
    """What tiers, steps, repeats and breaches take, each once, in this order."""
    clauses: tuple[Tier | Step | InARow | EachBreach, ...]
    clauses = (*penalty.tiers, *penalty.steps, *penalty.in_a_row, *penalty.each_breach)
    limits = [(each.up_to, each.at) for each in penalty.each_breach if each.up_to is not None]
    return [*((clause.amount, clause.at) for clause in clauses), *limits]


def most(one: Capped) -> Fraction | None:
    """The most that a penalty takes in one period of its target; None if there is no limit to it."""
    penalty, amounts = one.penalty, one.sizes.amounts
    if penalty.each_breach or not amounts:
        return None
    tiers, steps = len(penalty.tiers), len(penalty.steps)
    total = max(amounts[:tiers], default=Fraction(0))
    for step, amount in zip(penalty.steps, amounts[tiers : tiers + steps], strict=True):
        count = _count(step)
        if count is None:
            return None
        total += amount * count
    total = max(total, *amounts[tiers + steps :], Fraction(0))
    return total * 2 if penalty.double_after_missed is not None else total


def least(one: Capped) -> tuple[Fraction, Location | None] | None:
    """The smallest amount that is due at all, and where it stands; None if there is none."""
    if any(not step.started for step in one.penalty.steps):
        return None
    found = zip(one.sizes.amounts, (at for _, at in amounts_of(one.penalty)), strict=True)
    return min(((size, at) for size, at in found if size), key=lambda pair: pair[0], default=None)


def say_size(sizes: Sizes, size: Fraction) -> str:
    """A size in its unit: `EUR 500`, `25% of the fee of a period`."""
    if sizes.unit != "%":
        return say(sizes.unit, size)
    each = "" if sizes.exact or sizes.times == 1 else " of a period"
    return f"{say_percent(Decimal(size.numerator) / size.denominator)} of fee{each}"


def _count(step: Step) -> Fraction | None:
    """How often a step is taken at the far end of what can be attained; other units than percent have none."""
    if not isinstance(step.step, Percent) or not isinstance(step.origin, Percent) or not step.step.value:
        return None
    origin = Fraction(figure_of(step.origin))
    count = (origin if step.bound == "below" else max(100 - origin, Fraction(0))) / Fraction(figure_of(step.step))
    return Fraction(-(-count.numerator // count.denominator)) if step.started else count


def _length(target: Target) -> tuple[str, int] | None:
    """The length of a target's period in days or months; None for rolling ones, which overlap."""
    if target.per.rolling:
        return None
    unit, length = _LENGTHS[target.per.unit]
    return unit, length * target.per.count


def _sizes(version: Version, target: Target, cap: Cap, amounts: Sequence[Amount]) -> Sizes | None:
    own = _length(target)
    unit, length = _LENGTHS[cap.span.unit]
    if own is None or own[0] != unit:
        return None
    span = (unit, length * cap.span.count)
    times = -(-span[1] // own[1])
    everything = [cap.amount, *amounts]
    shares = [Fraction(amount.percent) for amount in everything if isinstance(amount, FeeShare)]
    alike = len(shares) == len(everything) and span[1] % own[1] == 0
    if alike and times == 1:
        return Sizes("%", tuple(shares[1:]), shares[0], times, exact=True)
    in_money = [_in_money(version, cap.amount, span), *(_in_money(version, amount, own) for amount in amounts)]
    if alike:
        return Sizes("%", tuple(shares[1:]), shares[0] * times, times, exact=None not in in_money)
    known_money = [one for one in in_money if one is not None]
    currencies = {currency for currency, _ in known_money}
    if len(known_money) < len(everything) or len(currencies) != 1:
        return None
    sizes = [size for _, size in known_money]
    return Sizes(currencies.pop(), tuple(sizes[1:]), sizes[0], times, exact=True)


def _in_money(version: Version, amount: Amount, length: tuple[str, int] | None) -> tuple[str, Fraction] | None:
    """An amount as money, a share of the fee as that of the fee of so many days or months; None if not known."""
    if isinstance(amount, Money):
        return amount.currency, Fraction(amount.amount)
    fee = version.fee
    if not isinstance(amount, FeeShare) or fee is None or fee.money is None or length is None:
        return None
    unit, per = _LENGTHS[fee.per]
    if unit != length[0]:
        return None
    (fee_over, fee_under), (over, under) = (x.as_integer_ratio() for x in (fee.money.amount, amount.percent))
    return fee.money.currency, Fraction(fee_over * over * length[1], fee_under * under * 100 * per)
