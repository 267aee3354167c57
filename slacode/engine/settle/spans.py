"""Stretches of local dates that money is counted over: calendar spans, rolling ones, and months from any day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator

from slacode.engine.model.money import Cap
from slacode.engine.model.values import Period, PeriodUnit, Span
from slacode.engine.periods import Dates, back, name_of
from slacode.engine.settle.facts import Stretch

_ONE_DAY = dt.timedelta(days=1)
_MONTHS: dict[PeriodUnit, int] = {"month": 1, "quarter": 3, "year": 12}
# How many of a shorter span a longer one is limited by, where months meet weeks and days.
_LENGTH: dict[PeriodUnit, int] = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 360}
_UNITS: tuple[PeriodUnit, ...] = ("day", "week", "month", "quarter", "year")


def spans_of(unit: PeriodUnit, per: Period, period: Stretch) -> list[Dates]:
    """The calendar spans that limit a target's period: all that it is made of, or the one that its last day is in. A
    month begins on the day that the target's billing cycle begins on."""
    count = max(1, _LENGTH[per.unit] * per.count // _LENGTH[unit])
    spans, last = [], period.last
    for _ in range(count):
        span = _holding(unit, per, Dates(last, last))
        spans.append(span)
        last = span.first - _ONE_DAY
        if last < period.first:
            break
    return spans


def _holding(unit: PeriodUnit, per: Period, dates: Dates) -> Dates:
    if unit == "month" and per.from_day:
        return next(months(dates, per.from_day))
    return containing(unit, dates)


def cap_spans(cap: Cap, per: Period, period: Stretch) -> list[Dates]:
    """The spans over which a cap counts what is taken in a period: calendar ones, or the rolling one that it ends."""
    if cap.rolling:
        return [rolling_span(cap.span, period.last)]
    return spans_of(cap.span.unit, per, period)


def rolling_span(span: Span, last: dt.date) -> Dates:
    """The days of so many calendar units that end with a date."""
    return Dates(back(last + _ONE_DAY, span.unit, span.count), last)


def say_span_dates(spans: list[Dates]) -> str:
    """`2026-02`, or the first and the last date of what is no calendar period."""
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    for unit in _UNITS:
        if containing(unit, Dates(first, first)) == Dates(first, last):
            return name_of(unit, first)
    return f"{first}..{last}"


def containing(unit: PeriodUnit, dates: Dates) -> Dates:
    """The calendar period that holds the first of some dates."""
    day = dates.first
    if unit == "day":
        return Dates(day, day)
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return Dates(monday, monday + dt.timedelta(days=6))
    count = _MONTHS[unit]
    first = dt.date(day.year, (day.month - 1) // count * count + 1, 1)
    return Dates(first, back(first, "month", -count) - _ONE_DAY)


def months(part: Dates, from_day: int) -> Iterator[Dates]:
    """The months, from that day of one to the same of the next, that hold some dates."""
    at = part.first.year * 12 + part.first.month - 1
    if _day_in(at, from_day) > part.first:
        at -= 1
    while _day_in(at, from_day) <= part.last:
        yield Dates(_day_in(at, from_day), _day_in(at + 1, from_day) - _ONE_DAY)
        at += 1


def _day_in(month: int, day: int) -> dt.date:
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))


def shared(one: Dates, other: Dates) -> Dates | None:
    """The dates that both have; None if there are none."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Dates(first, last) if first <= last else None


def length(dates: Dates) -> int:
    """How many days."""
    return (dates.last - dates.first).days + 1
