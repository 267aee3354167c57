"""The open local dates of a calendar and when each closes: what business days count (language reference, 3.5, 5.4)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from slacode.engine.calendar.hours import Hours
from slacode.engine.calendar.instants import DAY, year_of, year_start
from slacode.engine.calendar.zones import Zone

MOST_AT_ONCE = 36_525
"""No more dates than those of a century are looked at in one step."""


class _Found(NamedTuple):
    """The open dates of some UTC years, in order, and when they close; one value, so that threads see all or none.

    `first` and `last` are the dates of those years, less two days on each side, where a shift may be cut.
    """

    years: range
    days: list[int]
    closes: dict[int, int]
    first: int = 1
    last: int = 0


class OpenDates:
    """Local dates (days since 1970-01-01) on which open time begins, worked out year by year as they are asked for."""

    def __init__(self, hours: Hours, zone: Zone) -> None:
        self._hours, self._zone = hours, zone
        self._found = _Found(range(0), [], {})

    def between(self, first: int, last: int) -> list[int]:
        """The open dates from `first` to `last`, both inclusive."""
        days = self._known(first, last).days
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def closing(self, day: int) -> int | None:
        """The instant (UTC microseconds) at which the last shift that begins on a date closes; None if none begins."""
        return self._known(day, day).closes.get(day)

    def after(self, day: int, count: int, patience: int) -> int | None:
        """The count-th open date after a date; None where more than `patience` days pass without one.

        `InstantOutOfRange` where it lies beyond what calendars reach, as it does where so many days do.
        """
        year_of((day + count) * DAY)
        while count > 0:
            here = self.between(day + 1, day + max(patience, min(2 * count, MOST_AT_ONCE)))
            steps = here[:count]
            if not here or any(later - day > patience for day, later in zip([day, *steps], steps, strict=False)):
                return None
            day, count = steps[-1], count - len(steps)
        return day

    def _known(self, first: int, last: int) -> _Found:
        """What has been found; the dates from `first` to `last` are among it with all their shifts."""
        found = self._found
        if found.first <= first and last <= found.last:
            return found
        start, end = year_of((first - 2) * DAY), year_of((last + 2) * DAY) + 1
        years = found.years
        years = range(min(start, years.start), max(end, years.stop)) if years else range(start, end)
        closes: dict[int, int] = {}
        for year in years:
            for shift in self._hours.shifts(year):
                day = self._zone.day(shift.start)
                closes[day] = max(shift.end, closes.get(day, shift.end))
        bounds = year_start(years.start) // DAY + 2, year_start(years.stop) // DAY - 3
        found = self._found = _Found(years, sorted(closes), closes, *bounds)
        return found
