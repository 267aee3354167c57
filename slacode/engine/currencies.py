"""The currencies of ISO 4217 and their minor units, from the `iso4217` library, which reads a table when loaded."""

from __future__ import annotations

from functools import cache

from slacode.ground.facts import Fact, Facts

_FACTS = Facts("iso4217", __file__)


@cache
def known_currency(code: str) -> bool:
    """Whether ISO 4217 lists a code."""
    return _FACTS.of(code, lambda: _asked(code)) != "unknown"


@cache
def minor_digits(currency: str) -> int:
    """How many decimals the minor unit of a currency has: 2 of `EUR`, 0 of `JPY`; 2 where it has none.

    Raises `ValueError` for a code that ISO 4217 does not list.
    """
    exponent = _FACTS.of(currency, lambda: _asked(currency))
    if exponent == "unknown":
        raise ValueError(f"there is no currency `{currency}`")
    return exponent if isinstance(exponent, int) else 2


def _asked(code: str) -> Fact:
    """The decimals of a currency, None if it has no minor unit, or `unknown`."""
    from iso4217 import Currency

    try:
        exponent: int | None = Currency(code).exponent
    except ValueError:
        return "unknown"
    return exponent
