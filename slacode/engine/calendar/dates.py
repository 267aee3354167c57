"""The open local dates of a calendar and when each closes: what business days count (language reference, 3.5, 5.4)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from slacode.engine.calendar.hours import Hours
from slacode.engine.calendar.instants import DAY, year_of
from slacode.engine.calendar.zones import Zone


class OpenDates:
    """Local dates (days since 1970-01-01) on which open time begins, worked out year by year as they are asked for."""

    def __init__(self, hours: Hours, zone: Zone) -> None:
        self._hours, self._zone = hours, zone
        self._closes: dict[int, int] = {}
        self._days: list[int] = []
        self._years = range(0)

    def between(self, first: int, last: int) -> list[int]:
        """The open dates from `first` to `last`, both inclusive."""
        days = self._known(first, last)
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def closing(self, day: int) -> int | None:
        """The instant (UTC microseconds) at which the last shift that begins on a date closes; None if none begins."""
        self._known(day, day)
        return self._closes.get(day)

    def after(self, day: int, count: int, patience: int) -> int | None:
        """The count-th open date after a date; None where more than `patience` days pass without one."""
        while count > 0:
            here = self.between(day + 1, day + max(patience, 2 * count))
            steps = here[:count]
            if not here or any(later - day > patience for day, later in zip([day, *steps], steps, strict=False)):
                return None
            day, count = steps[-1], count - len(steps)
        return day

    def _known(self, first: int, last: int) -> list[int]:
        """All open dates known; those from `first` to `last` are among them with all their shifts."""
        start, end = year_of((first - 2) * DAY), year_of((last + 2) * DAY) + 1
        if start in self._years and end - 1 in self._years:
            return self._days
        years = range(min([start, *self._years[:1]]), max([end, self._years.stop if self._years else end]))
        closes: dict[int, int] = {}
        for year in years:
            for shift in self._hours.shifts(year):
                day = self._zone.day(shift.start)
                closes[day] = max(shift.end, closes.get(day, shift.end))
        self._closes, self._days, self._years = closes, sorted(closes), years
        return self._days
