"""Words into exact values: durations, shares, amounts, dates and hours, each with its own clear error."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import get_args
from zoneinfo import ZoneInfo

from slacode.engine.calendar.instants import DAY, FIRST_YEAR, LAST_YEAR
from slacode.engine.currencies import known_currency
from slacode.engine.lower.context import Context, at, word_at
from slacode.engine.model.calendar import MINUTES_PER_DAY, TimeSpan
from slacode.engine.model.values import (
    Allowance,
    Amount,
    AtRiskShare,
    BusinessDays,
    Duration,
    FeeShare,
    Money,
    Number,
    Percent,
    Period,
    PeriodUnit,
    Quantity,
    Span,
)
from slacode.grammar import tree
from slacode.source import Source

_US = {
    "ms": 1_000,
    "s": 1_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
_DURATION_PART = re.compile(r"(\d+(?:\.\d+)?)(ms|s|min|h|d|w)")
_UNITS: dict[str, PeriodUnit] = {word: unit for unit in get_args(PeriodUnit) for word in (unit, f"{unit}s")}

_MOST_DIGITS = 1000
_MOST_YEARS = LAST_YEAR - FIRST_YEAR  # nothing lasts longer than calendars reach (language reference, 2.4)
_MOST_DAYS = _MOST_YEARS * 366
_MOST: dict[PeriodUnit, int] = {
    "day": _MOST_DAYS,
    "week": _MOST_DAYS // 7,
    "month": _MOST_YEARS * 12,
    "quarter": _MOST_YEARS * 4,
    "year": _MOST_YEARS,
}

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def whole(word: str) -> int:
    """A whole number; one of more than a thousand digits is so large that it makes no difference how large it is."""
    return int(word) if len(word) <= _MOST_DIGITS else 10**_MOST_DIGITS


class Reader:
    """Reads the words of one file; what cannot be is reported to the context, at its place, and read as None."""

    def __init__(self, context: Context, source: Source) -> None:
        self.context = context
        self.source = source

    def impossible(self, part: tree.Tree | tree.Word, message: str, *help_: str) -> None:
        """Report a value that is well written but cannot be."""
        self.context.report("impossible-value", message, at(self.source, part), mend=help_)

    def date(self, word: tree.Word) -> dt.date | None:
        """`2026-02-28`, a date that exists."""
        try:
            return dt.date.fromisoformat(word)
        except ValueError:
            self.impossible(word, f"there is no date `{word}`", "write year-month-day, such as `2026-01-31`")
            return None

    def instant(self, word: tree.Word, zone: str) -> dt.datetime | None:
        """A date and time in UTC; without an offset it is read in `zone` (language reference, 2.5)."""
        try:
            read = dt.datetime.fromisoformat(word)
            # A wall-clock time that the zone skips, read with the offset before the change, moves forward by the gap;
            # of one that occurs twice, fold 0 is the first.
            placed = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
            return placed.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self.impossible(word, f"there is no time `{word}`", "write it as `2026-02-10 14:30`, hours from 00 to 23")
            return None

    def span(self, word: tree.Word) -> TimeSpan | None:
        """`08:00-12:00`; `24:00` may end a span."""
        opens, closes = (self._minutes(word, part) for part in word.split("-"))
        if opens is None or closes is None:
            return None
        if opens >= MINUTES_PER_DAY:
            self.impossible(word, f"`{word}` cannot begin at 24:00", "begin it at `00:00` of the next day")
            return None
        return TimeSpan(open=opens, close=closes)

    def _minutes(self, word: tree.Word, clock: str) -> int | None:
        hours, minutes = int(clock[:2]), int(clock[3:])
        if minutes < 60 and hours * 60 + minutes <= MINUTES_PER_DAY:
            return hours * 60 + minutes
        self.impossible(word, f"there is no time of day `{clock}`", "hours go from `00:00` to `24:00`")
        return None

    def duration_us(self, word: tree.Word) -> int | None:
        """`1h30min` in microseconds."""
        total = sum((Decimal(amount) * _US[unit] for amount, unit in _DURATION_PART.findall(word)), Decimal(0))
        if total != total.to_integral_value():
            self.impossible(word, f"`{word}` is finer than a microsecond", "round it to whole microseconds")
            return None
        return int(total) if self._in_reach(word, str(word), total <= _MOST_DAYS * DAY) else None

    def allowance(self, part: tree.Quantity) -> Allowance | None:
        """A duration or a number of business days."""
        match part:
            case tree.BusinessDays() | tree.BusinessDaysToTheHour():
                days = self.positive(part.days, "business days")
                if days is None or not self._in_reach(part.days, f"{days} business days", days <= _MOST_DAYS):
                    return None
                return BusinessDays(days=days, to_the_hour=isinstance(part, tree.BusinessDaysToTheHour))
            case _:
                us = self.duration_us(part)
                return None if us is None else Duration(us=us)

    def quantity(self, part: tree.Quantity) -> Quantity | None:
        """A percentage, a number, or a duration."""
        match part:
            case tree.Word(type="PERCENT"):
                return Percent(value=self.percent(part))
            case tree.Word(type="NUMBER" | "INT"):
                return Number(value=self.number(part))
            case _:
                return self.allowance(part)

    def percent(self, word: tree.Word) -> Decimal:
        """`99.9%` is 99.9."""
        return Decimal(word[:-1])

    def share(self, word: tree.Word | None) -> Decimal | None:
        """A share of cases, from 0% to 100%; `all`, or none written, is 100%."""
        if word is None or word.type != "PERCENT":
            return Decimal(100)
        if self.percent(word) > 100:
            self.impossible(word, f"`{word}` is more than all cases", "a share goes from `0%` to `100%`")
            return None
        return self.percent(word)

    def number(self, word: tree.Word) -> Decimal:
        """`40_000.50`."""
        return Decimal(word.replace("_", ""))

    def positive(self, word: tree.Word, what: str) -> int | None:
        """A whole number from 1 on."""
        if whole(word) >= 1:
            return whole(word)
        self.impossible(word, f"`{word}` {what} cannot be", "write a whole number from 1 on")
        return None

    def unit(self, word: tree.Word) -> PeriodUnit:
        """`months` or `month`."""
        return _UNITS[word]

    def counted_span(self, count: tree.Word, unit: tree.Word) -> Span | None:
        """`3 months`."""
        number, of = self.positive(count, str(unit)), self.unit(unit)
        if number is None or not self._in_reach(count, f"{count} {unit}", number <= _MOST[of]):
            return None
        return _span(number, of)

    def _in_reach(self, word: tree.Word, said: str, within: bool) -> bool:
        """Whether a time is one that calendars reach over; one that is longer is reported."""
        if not within:
            reach = f"calendars reach from {FIRST_YEAR} to {LAST_YEAR - 1}, and no time can be longer"
            self.impossible(word, f"`{said}` is more than {_MOST_YEARS} years", f"write a shorter time: {reach}")
        return within

    def period(self, per: tree.Per, from_day: tree.Word | None = None) -> Period | None:
        """`per month from day 15`, `per rolling 28 days`."""
        if isinstance(per, tree.PerRolling):
            return self._rolling(per, from_day)
        day = None if from_day is None else whole(from_day)
        if day is not None and from_day is not None and (per.period != "month" or not 1 <= day <= 31):
            message = f"there is no day {day}" if per.period == "month" else "only a month can begin on a day"
            self.impossible(from_day, message, "write `per month from day 15`, with a day from 1 to 31")
            return None
        return _period(self.unit(per.period), day)

    def _rolling(self, per: tree.PerRolling, from_day: tree.Word | None) -> Period | None:
        if from_day is not None:
            self.impossible(from_day, "a rolling period ends every day, so it begins on none", "leave out `from day`")
            return None
        span = self.counted_span(per.count, per.unit)
        return None if span is None else Period(unit=span.unit, count=span.count, rolling=True)

    def money(self, part: tree.Money) -> Money | None:
        """`EUR 40_000`, in a currency that ISO 4217 knows."""
        if not known_currency(part.currency):
            self.context.report(
                "unknown-currency",
                f"there is no currency `{part.currency}`",
                word_at(self.source, part.currency),
                mend=["use a code of ISO 4217, such as `EUR`, `USD`, `GBP` or `CHF`"],
            )
            return None
        return _money(str(part.currency), str(part.amount))

    def amount(self, part: tree.Amount) -> Amount | None:
        """Money, or a share of the fee or of the pool at risk."""
        match part:
            case tree.Money():
                return self.money(part)
            case tree.FeeShare():
                return _fee_share(str(part.percent))
            case tree.AtRiskShare():
                return AtRiskShare(percent=self.percent(part.percent))

    def days(self, word: tree.Word) -> tuple[int, ...]:
        """`mon` or `fri-mon`, Monday being 0; a range may run over the weekend."""
        first, _, last = word.partition("-")
        start = WEEKDAYS.index(first)
        length = (WEEKDAYS.index(last or first) - start) % 7 + 1
        return tuple((start + i) % 7 for i in range(length))


# What many clauses of a large set say alike is made once; by its words, as `5.0%` equals `5%` and is written otherwise.
_once = lru_cache(1000)


@_once
def _fee_share(percent: str) -> FeeShare:
    return FeeShare(percent=Decimal(percent[:-1]))


@_once
def _money(currency: str, amount: str) -> Money:
    return Money(currency=currency, amount=Decimal(amount.replace("_", "")))


@_once
def _span(count: int, unit: PeriodUnit) -> Span:
    return Span(count=count, unit=unit)


@_once
def _period(unit: PeriodUnit, from_day: int | None) -> Period:
    return Period(unit=unit, from_day=from_day)
