"""Names, durations, shares, money and periods in the words of the language (language reference, 2)."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from slacode.engine.model.values import (
    Allowance,
    Amount,
    AtRiskShare,
    BusinessDays,
    Duration,
    Money,
    Number,
    Percent,
    Period,
    Quantity,
    Span,
)

_NAME = re.compile(r"[^\W\d]\w*")
# Hours are the largest unit: 2.4 counts a day as 24 hours, which `2d` hides from a reader who thinks of two days.
_UNITS = (("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000))
_US_PER_SECOND = 1_000_000


def quote(text: str) -> str:
    """A text in double quotes, those within it and backslashes escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def say_name(name: str) -> str:
    """A value or label as it is written: bare if it is a plain name, else in quotes (language reference, 2.2)."""
    return name if _NAME.fullmatch(name) else quote(name)


def say_ref(agreement: str, inner: str | None = None, row: str | None = None) -> str:
    """The dotted path of an agreement, of a target or penalty in it, or of one of its rows."""
    path = f"{agreement}.{inner}" if inner is not None else agreement
    return f"{path}[{say_name(row)}]" if row is not None else path


def say_decimal(value: Decimal) -> str:
    """An exact decimal with no exponent, the digits as they were written."""
    return f"{value:f}"


def say_duration(us: int) -> str:
    """Counted microseconds as `4h30min`, `250ms`, `0s`; exact; one below zero, which no text is, with a minus."""
    sign, rest = ("-", -us) if us < 0 else ("", us)
    said = ""
    for unit, size in _UNITS:
        count, rest = divmod(rest, size)
        said += f"{count}{unit}" if count else ""
    if rest:
        said += f"{_trim(Decimal(rest) / 1000)}ms"
    return sign + (said or "0s")


def say_worst(us: int) -> str:
    """A duration that is approached, not reached, as the one it comes near to: to the millisecond, for people only."""
    return say_duration(round(us, -3))


def say_seconds(us: int) -> str:
    """Microseconds as a number of seconds, exact: `16200`, `0.25`."""
    sign, rest = ("-", -us) if us < 0 else ("", us)
    seconds, fraction = divmod(rest, _US_PER_SECOND)
    return f"{sign}{seconds}" + (f".{fraction:06d}".rstrip("0") if fraction else "")


def _trim(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def say_moment(moment: dt.datetime) -> str:
    """An aware instant on its wall clock: `Fri 2026-04-03 17:40 CEST`, with seconds where it has any.

    The last microsecond before another second is said as `just before` it.
    """
    if moment.microsecond == 999_999:
        return f"just before {say_moment(moment + dt.timedelta(microseconds=1))}"
    return f"{moment:%a %Y-%m-%d %H:%M:%S %Z}" if moment.second else f"{moment:%a %Y-%m-%d %H:%M %Z}"


def say_clock_time(minutes: int) -> str:
    """Minutes since midnight as `08:00`; 1440 is `24:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def say_allowance(allowance: Allowance) -> str:
    """`4h`, `3 business days`, `3 business days to the hour`."""
    if isinstance(allowance, BusinessDays):
        return f"{allowance.days} business days" + (" to the hour" if allowance.to_the_hour else "")
    return say_duration(allowance.us)


def say_percent(value: Decimal) -> str:
    """A percentage as it was written: `99.9%`."""
    return f"{value:f}%"


def say_quantity(quantity: Quantity) -> str:
    """A percentage, a plain number, a duration or a number of business days."""
    match quantity:
        case Percent():
            return say_percent(quantity.value)
        case Number():
            return say_decimal(quantity.value)
        case Duration() | BusinessDays():
            return say_allowance(quantity)


def say_money(money: Money) -> str:
    """`EUR 40_000`, digits in groups of three."""
    return f"{money.currency} " + f"{money.amount:,f}".replace(",", "_")


def say_amount(amount: Amount) -> str:
    """Money, `5% of fee`, or `5% of at risk`."""
    match amount:
        case Money():
            return say_money(amount)
        case AtRiskShare():
            return f"{say_percent(amount.percent)} of at risk"
        case _:
            return f"{say_percent(amount.percent)} of fee"


def say_span(span: Span) -> str:
    """A number of calendar units: `1 month`, `28 days`."""
    return f"{span.count} {span.unit}" + ("" if span.count == 1 else "s")


def say_period(period: Period) -> str:
    """What follows `per`: `month`, `month from day 15`, `rolling 28 days` (language reference, 6.5)."""
    if period.rolling:
        return f"rolling {say_span(Span(count=period.count, unit=period.unit))}"
    return period.unit + (f" from day {period.from_day}" if period.from_day is not None else "")
