"""Exact money: fractions until they are rounded to a currency's minor unit, and reductions spread to that unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from slacode.engine.currencies import minor_digits
from slacode.engine.model.values import Money
from slacode.engine.wording import say_money

_PLACES = 6


def rounded(amount: Fraction, currency: str) -> int:
    """An amount in minor units, half to even (language reference, 7.8)."""
    units: Fraction = amount * 10 ** minor_digits(currency)
    return round(units)


def whole_units(amount: Fraction, currency: str) -> int:
    """The minor units that fit into a limit: what it leaves is never more than it allows."""
    units: Fraction = amount * 10 ** minor_digits(currency)
    return units.numerator // units.denominator


def in_full(units: int, currency: str) -> Fraction:
    """Minor units as an amount."""
    return Fraction(units, 10 ** minor_digits(currency))


def plain(units: int, currency: str) -> str:
    """Minor units as a decimal with all of its places: `600.00`."""
    return _pointed(units, minor_digits(currency))


def say(currency: str, amount: Fraction) -> str:
    """`EUR 40_000`, `EUR 0.995`; what has no end as a decimal is cut and says so: `about EUR 3.333333`."""
    whole = (10**_PLACES * amount).denominator == 1
    value = Decimal(_pointed(int(amount * 10**_PLACES), _PLACES))
    said = say_money(Money(currency=currency, amount=_trimmed(value, currency)))
    return said if whole else f"about {said}"


def _trimmed(value: Decimal, currency: str) -> Decimal:
    """Whole amounts without decimals, others with no fewer than the minor unit has."""
    if value == value.to_integral_value():
        return value.to_integral_value()
    digits = f"{value:f}".rstrip("0")
    missing = minor_digits(currency) - len(digits.partition(".")[2])
    return Decimal(digits + "0" * max(missing, 0))


def exactly(amount: Fraction) -> str:
    """An amount for machines: a decimal where it has an end, `10000/3` where it has none."""
    twos = fives = 0
    rest = amount.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{amount.numerator}/{amount.denominator}"
    places = max(twos, fives)
    return _pointed(amount.numerator * 10**places // amount.denominator, places)


def _pointed(units: int, places: int) -> str:
    """A whole number of units of so many places, which no precision of a context cuts."""
    digits = f"{units:0{places + 1}}"
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A total in minor units, in proportion to weights; what the division leaves goes to the largest remainders, of
    equal ones to the first. None gets more than its weight where the total is no more than all weights."""
    everything = sum(weights)
    if not everything:
        return [0] * len(weights)
    shares = [total * weight // everything for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % everything))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
