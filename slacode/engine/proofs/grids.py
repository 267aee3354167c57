"""Reporting periods on the time line, whatever the terms of agreements, as instants (language reference, 6.5)."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

from slacode.engine.calendar.instants import DAY, date_of, day_of
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.model.values import Period
from slacode.engine.periods import Dates, back, name_of, periods_of

Stretch: TypeAlias = tuple[int, int]
"""The instants `[start, end)`, in UTC microseconds."""


class Days:
    """The local dates of a zone from that of an instant to that of another, by when they begin."""

    def __init__(self, zone: Zone, first: int, last: int) -> None:
        self.first = zone.day(first)
        self.edges = _edges(zone, range(self.first, zone.day(last) + 2))

    def at(self, instant: int) -> int:
        """The place of the day that holds an instant."""
        return bisect_right(self.edges, instant) - 1

    def place(self, date: dt.date) -> int:
        """The place of a date."""
        return day_of(date) - self.first

    def date(self, place: int) -> dt.date:
        """The date of a place."""
        return date_of(self.first + place)


def _edges(zone: Zone, days: range) -> list[int]:
    """When each day begins: midnight on the wall, or where that is skipped or occurs twice what 2.5 says."""
    found: dict[int, int] = {}
    for stretch in zone.stretches((days.start - 2) * DAY, (days.stop + 2) * DAY):
        for day in range(-(-(stretch.start + stretch.offset) // DAY), -(-(stretch.end + stretch.offset) // DAY)):
            found.setdefault(day, day * DAY - stretch.offset)
    return [found[day] if day in found else zone.instant(day * DAY) for day in days]


class Grid:
    """All periods of a kind in a zone, from an instant to another and some way beyond both, in the order of their ends.

    Aligned ones follow each other. Rolling ones have one for each local day, with which it ends.
    """

    def __init__(self, per: Period, zone: str, first: int, last: int) -> None:
        self.per, self.zone = per, zone
        self.reach = _longest(per)  # so far, or less, the periods that meet an instant extend on both sides of it
        beyond = 2 * self.reach + (370 * DAY if not per.rolling and per.unit != "day" else 0)
        self.days = Days(zone_named(zone), first - beyond, last + beyond)
        self.windows: Sequence[Stretch] = self._rolling() if per.rolling else self._aligned()
        self._starts = [start for start, _ in self.windows]
        self._ends = [end for _, end in self.windows]

    def meeting(self, start: int, end: int) -> Sequence[Stretch]:
        """The periods that have an instant in common with `[start, end)`."""
        return self.windows[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def within(self, first: int, last: int) -> list[Stretch]:
        """The periods of a term `[first, last)`, cut to it: all that meet it, rolling ones that end in it."""
        begin, end = bisect_right(self._ends, first), bisect_left(self._starts, last)
        if self.per.rolling:
            end = bisect_left(self._ends, last) + 1
        return [(max(start, first), min(stop, last)) for start, stop in self.windows[begin:end]]

    def dates(self, stretch: Stretch) -> Dates:
        """The first and the last local date of a stretch of time."""
        return Dates(self.days.date(self.days.at(stretch[0])), self.days.date(self.days.at(stretch[1] - 1)))

    def name(self, stretch: Stretch) -> str:
        """How results name the period: `2026-02`, or its first and last date."""
        dates = self.dates(stretch)
        if self.per.rolling or (self.per.from_day or 1) != 1:
            return f"{dates.first}..{dates.last}"
        return name_of(self.per.unit, dates.first)

    def _aligned(self) -> Sequence[Stretch]:
        days = self.days
        if self.per.unit == "day":
            return list(pairwise(days.edges))
        first = dt.date(days.date(0).year, 1, 1)  # the first period may be cut there, so it is left out
        periods = periods_of(self.per, self.zone, first, None, days.edges[-2])
        return [(window.start, window.end) for window in periods.windows[1:] if window.start >= days.edges[0]]

    def _rolling(self) -> Sequence[Stretch]:
        days = self.days
        found = []
        for place in range(len(days.edges) - 1):
            first = days.place(back(days.date(place + 1), self.per.unit, self.per.count))
            if first >= 0:
                found.append((days.edges[first], days.edges[place + 1]))
        return found


def _longest(per: Period) -> int:
    """No period lasts longer, the change of clocks included."""
    return ({"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[per.unit] * per.count + 1) * DAY
