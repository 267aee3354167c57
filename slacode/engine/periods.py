"""Reporting periods: calendar-aligned ones, billing cycles and rolling windows (language reference, 6.5)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from slacode.engine.calendar.instants import DAY, date_of, day_of
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.model.values import Period, PeriodUnit

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_ONE_DAY = dt.timedelta(days=1)
_FORMS = "`2026-01-31`, `2026-W05`, `2026-01`, `2026-Q1`, `2026`, or two of these as in `2026-01..2026-03`"


class PeriodError(ValueError):
    """A period that cannot be read; the message is written for the owner of the contract."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Local dates, both inclusive."""

    first: dt.date
    last: dt.date

    def __contains__(self, other: Dates) -> bool:
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True, slots=True)
class Window:
    """One period. `dates` and `[start, end)`, in UTC microseconds, are cut to the term.

    `cells` are those that it consists of, as a half-open range of `Periods.cells`.
    """

    name: str
    dates: Dates
    start: int
    end: int
    cells: tuple[int, int]
    rolling: bool = False


@dataclass(frozen=True, slots=True)
class Periods:
    """All periods of a term up to an instant, in order.

    `cells` are the starts, in UTC microseconds, of disjoint stretches that follow each other from the term's start on:
    the periods themselves, or the local days of rolling windows, which overlap. `windows[i]` is the first period that
    cell i is part of; for a rolling window that is the one which ends with the day. `end` is the term's (None: open).
    """

    cells: tuple[int, ...]
    windows: tuple[Window, ...]
    end: int | None

    def cell_at(self, instant: int) -> int:
        """The cell that holds an instant; the first or the last one for what lies before or after all of them."""
        return max(bisect_right(self.cells, instant) - 1, 0)

    def windows_with(self, cell: int) -> tuple[Window, ...]:
        """The periods that a cell is part of, which follow each other."""
        return self.windows[cell : bisect_right(self.windows, cell, lo=cell, key=lambda window: window.cells[0])]


def periods_of(per: Period, zone: str, first: dt.date, last: dt.date | None, as_of: int) -> Periods:
    """The periods of a term from local date `first` to `last` (None: open) that begin no later than `as_of`.

    `as_of` is in UTC microseconds, `zone` an IANA name. The first and the last period are cut to the term. A billing
    cycle `from day 31` begins on the last day of a shorter month. Nothing begins before the term does: with an earlier
    `as_of` there are no periods.
    """
    local = zone_named(zone)
    today = date_of(local.day(as_of))
    until = today if last is None else min(today, last)
    windows = _rolling(per, local, first, until) if per.rolling else _aligned(per, local, first, last, until)
    every = tuple(windows)
    cells = tuple(midnight(local, window.dates.last) if per.rolling else window.start for window in every)
    return Periods(cells, every, None if last is None else midnight(local, last + _ONE_DAY))


@lru_cache(maxsize=1 << 16)  # agreements begin and end on the same few dates
def midnight(zone: Zone, date: dt.date) -> int:
    """The instant, in UTC microseconds, at which a local date begins."""
    return zone.instant(day_of(date) * DAY)


def _aligned(per: Period, zone: Zone, first: dt.date, last: dt.date | None, until: dt.date) -> Iterator[Window]:
    begin = beginning(per, first)
    at = 0
    while max(begin, first) <= until:
        following = beginning(per, begin + _longest(per.unit))
        end = following - _ONE_DAY
        dates = Dates(max(begin, first), end if last is None else min(end, last))
        name = _span_name(dates) if _is_billing(per) else name_of(per.unit, begin)
        start, stop = midnight(zone, dates.first), midnight(zone, dates.last + _ONE_DAY)
        yield Window(name, dates, start, stop, (at, at + 1))
        begin, at = following, at + 1


def _rolling(per: Period, zone: Zone, first: dt.date, until: dt.date) -> Iterator[Window]:
    day = first
    while day <= until:
        dates = Dates(max(back(day + _ONE_DAY, per.unit, per.count), first), day)
        at = (day - first).days
        cells = ((dates.first - first).days, at + 1)
        start, stop = midnight(zone, dates.first), midnight(zone, day + _ONE_DAY)
        yield Window(_span_name(dates), dates, start, stop, cells, rolling=True)
        day += _ONE_DAY


def _is_billing(per: Period) -> bool:
    return per.unit in _MONTHS and (per.from_day or 1) != 1


def _span_name(dates: Dates) -> str:
    return f"{dates.first}..{dates.last}"


def _longest(unit: PeriodUnit) -> dt.timedelta:
    """A step from a period's first day that always lands in the next one."""
    return dt.timedelta(days={"day": 1, "week": 7, "month": 31, "quarter": 95, "year": 370}[unit])


def beginning(per: Period, date: dt.date) -> dt.date:
    """The first date of the period that holds a date."""
    if per.unit == "day":
        return date
    if per.unit == "week":
        return date - dt.timedelta(days=date.weekday())
    months = _MONTHS[per.unit]
    month = date.year * 12 + (date.month - 1) // months * months
    begin = _in_month(month, per.from_day or 1)
    return begin if begin <= date else _in_month(month - months, per.from_day or 1)


def _in_month(month: int, day: int) -> dt.date:
    """A day of a month counted from year 0, or the month's last one where it is shorter."""
    year, index = divmod(month, 12)
    return dt.date(year, index + 1, min(day, calendar.monthrange(year, index + 1)[1]))


def back(date: dt.date, unit: PeriodUnit, count: int) -> dt.date:
    """The date so many calendar units earlier; the last day of the month where that is shorter."""
    if unit in _MONTHS:
        return _in_month(date.year * 12 + date.month - 1 - count * _MONTHS[unit], date.day)
    return date - dt.timedelta(days=count * (7 if unit == "week" else 1))


def name_of(unit: PeriodUnit, date: dt.date) -> str:
    """How the calendar period of a unit that holds a date is written."""
    if unit == "day":
        return date.isoformat()
    if unit == "week":
        year, week, _ = date.isocalendar()
        return f"{year:04}-W{week:02}"
    if unit == "month":
        return f"{date.year:04}-{date.month:02}"
    return f"{date.year:04}-Q{(date.month + 2) // 3}" if unit == "quarter" else f"{date.year:04}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which periods are wanted: `text` as it was written, and the dates that it spans."""

    text: str
    dates: Dates

    def selects(self, window: Window) -> bool:
        """Whether a period lies within. A rolling window is the result of its last day, and is selected by it; only
        where its own two dates were written, it alone is meant."""
        if not window.rolling:
            return window.dates in self.dates
        if self._is_window_of(window):
            return window.name == self.text
        return self.dates.first <= window.dates.last <= self.dates.last

    def _is_window_of(self, window: Window) -> bool:
        length = self.dates.last - self.dates.first
        return self.text == _span_name(self.dates) and length == window.dates.last - window.dates.first


def parse_selection(text: str) -> Selection:
    """Read `P` or `P..P`, where P is a period as results name it; `PeriodError` for anything else."""
    parts = text.strip().split("..")
    if len(parts) > 2:
        raise PeriodError(f"`{text}` is no period; write {_FORMS}")
    spans = [_parse(part.strip(), text) for part in parts]
    dates = Dates(spans[0].first, spans[-1].last)
    if dates.first > dates.last or spans[0].first > spans[-1].first:
        raise PeriodError(f"`{text}` ends before it begins")
    return Selection(text.strip(), dates)


def _parse(part: str, text: str) -> Dates:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", part):
            return Dates(dt.date.fromisoformat(part), dt.date.fromisoformat(part))
        if found := re.fullmatch(r"(\d{4})-W(\d\d)", part):
            first = dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return Dates(first, first + dt.timedelta(days=6))
        if found := re.fullmatch(r"(\d{4})(?:-(?:(\d\d)|Q(\d)))?", part):
            return _months(int(found[1]), found[2], found[3])
    except ValueError as error:
        raise PeriodError(f"there is no period `{part}`; write {_FORMS}") from error
    raise PeriodError(f"`{text}` is no period; write {_FORMS}")


def _months(year: int, month: str | None, quarter: str | None) -> Dates:
    if month:
        first, length = dt.date(year, int(month), 1), 1
    elif quarter:
        first, length = dt.date(year, int(quarter) * 3 - 2, 1), 3
    else:
        first, length = dt.date(year, 1, 1), 12
    return Dates(first, _in_month(year * 12 + first.month - 1 + length, 1) - _ONE_DAY)
