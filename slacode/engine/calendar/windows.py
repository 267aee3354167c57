"""Windows that are taken out of open time: what the exclusions of an agreement say (language reference, 7.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from slacode.engine.calendar.hours import Hours, Shift, WeeklyPattern
from slacode.engine.calendar.instants import DAY, date_of, day_of, year_start
from slacode.engine.calendar.spans import Spans, clip, difference, first_part, intersection, union
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.model.calendar import DayHours, TimeSpan
from slacode.engine.model.values import PeriodUnit


@dataclass(frozen=True, slots=True)
class OneOff:
    """`exclude from A to B`: the instants `[start, end)`, in UTC microseconds."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Limit:
    """`up to 4h per month`: the most open time, in microseconds, that a window takes in a period of its zone, from the
    local date `since` on (None: ever since)."""

    amount: int
    per: PeriodUnit
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """`exclude every sun 02:00-04:00`: spans of weekdays (0 is Monday) on the wall clock of an IANA zone.

    With a limit, only the earliest `limit.amount` of the open time that it would take in each period is taken. What
    it would take is measured on the hours as they are without any window, so windows do not depend on their order.
    """

    days: tuple[int, ...]
    spans: tuple[TimeSpan, ...]
    zone: str
    limit: Limit | None = None


Window: TypeAlias = OneOff | Recurring


class HoursWithout(Hours):
    """Hours without some windows. Windows leave business days alone, so the shifts stay those of the hours."""

    def __init__(self, hours: Hours, windows: Sequence[Window]) -> None:
        super().__init__()
        self._hours = hours
        self._taken = [_taken(window, hours) for window in windows]

    def _runs(self, year: int) -> Spans:
        return difference(self._hours.runs(year), union(span for taken in self._taken for span in taken(year)))

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        return self._hours.shifts(year)


def _taken(window: Window, hours: Hours) -> Callable[[int], Spans]:
    """The time that a window takes in a UTC year."""
    if isinstance(window, OneOff):
        once = union([(window.start, window.end)])
        return lambda year: clip(once, year_start(year), year_start(year + 1))
    zone = zone_named(window.zone)
    pattern = WeeklyPattern(zone, [DayHours(days=window.days, spans=window.spans)])
    return pattern.runs if window.limit is None else _Limited(hours, pattern, zone, window.limit).runs


class _Limited:
    """What a recurring window takes out of hours when a limit holds in each period."""

    def __init__(self, hours: Hours, pattern: Hours, zone: Zone, limit: Limit) -> None:
        self._hours, self._pattern, self._zone, self._limit = hours, pattern, zone, limit
        self._since = None if limit.since is None else zone.instant(day_of(limit.since) * DAY)
        self._in_period = lru_cache(maxsize=None)(self._taken_in_period)

    def runs(self, year: int) -> Spans:
        start, end = year_start(year), year_start(year + 1)
        taken = [span for period in self._periods(start, end) for span in self._in_period(*period)]
        return clip(union(taken), start, end)

    def _periods(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        first = _first_day(self._zone.day(start), self._limit.per)
        while (at := self._zone.instant(first * DAY)) < end:
            following = _next_first_day(first, self._limit.per)
            yield at, self._zone.instant(following * DAY)
            first = following

    def _taken_in_period(self, start: int, end: int) -> Spans:
        start = start if self._since is None else max(start, self._since)
        could = intersection(self._hours.runs_between(start, end), self._pattern.runs_between(start, end))
        return first_part(could, self._limit.amount)


def _first_day(day: int, per: PeriodUnit) -> int:
    date = date_of(day)
    if per == "day":
        return day
    if per == "week":
        return day - date.weekday()
    months = {"month": 1, "quarter": 3, "year": 12}[per]
    return day_of(dt.date(date.year, (date.month - 1) // months * months + 1, 1))


def _next_first_day(first: int, per: PeriodUnit) -> int:
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[per]
    return _first_day(first + longest, per)
