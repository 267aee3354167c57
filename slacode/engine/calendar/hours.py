"""Where open time comes from: hours by UTC year, worked out from what the policy says (language reference, 3)."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from slacode.engine.calendar.holidays import holiday_days
from slacode.engine.calendar.instants import DAY, MINUTE, day_of, year_of, year_start
from slacode.engine.calendar.spans import Span, Spans, clip, difference, in_a_row, intersection, union
from slacode.engine.calendar.zones import Zone
from slacode.engine.model.calendar import ClosedDate, ClosedHolidays, Closing, DayHours, TimeSpan, WeeklyHours

DayPattern = tuple[Span, ...]  # spans of one day, in microseconds since its midnight
THURSDAY = 3  # 1970-01-01


class Shift(NamedTuple):
    """Open time that begins as one: what makes its date a business day, and closes it.

    `whole_day` marks the days of `24x7`: they begin at midnight only because something must, so where they meet
    other hours, those say what begins.
    """

    start: int
    end: int
    whole_day: bool = False


class Hours(ABC):
    """Open time, year by year, in UTC microseconds; both are worked out once a year."""

    def __init__(self) -> None:
        self.runs: Callable[[int], Spans] = lru_cache(maxsize=None)(self._runs)
        self.shifts: Callable[[int], tuple[Shift, ...]] = lru_cache(maxsize=None)(self._shifts)

    @abstractmethod
    def _runs(self, year: int) -> Spans:
        """The open time of a UTC year, cut at its ends."""

    @abstractmethod
    def _shifts(self, year: int) -> tuple[Shift, ...]:
        """The shifts that begin in a UTC year, whole."""

    def runs_between(self, start: int, end: int) -> Spans:
        """The open time within `[start, end)`."""
        if start >= end:
            return ()
        years = range(year_of(start), year_of(end - 1) + 1)
        return clip(in_a_row(map(self.runs, years)), start, end)


class AlwaysHours(Hours):
    """`24x7`; its dates are those of a zone (3.5)."""

    def __init__(self, zone: Zone) -> None:
        super().__init__()
        self.zone = zone

    def _runs(self, year: int) -> Spans:
        return ((year_start(year), year_start(year + 1)),)

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        start, end = year_start(year), year_start(year + 1)
        days = range(self.zone.day(start), self.zone.day(end) + 2)
        midnights = [self.zone.instant(day * DAY) for day in days]
        days_of_year = (pair for pair in pairwise(midnights) if start <= pair[0] < end and pair[0] < pair[1])
        return tuple(Shift(opens, closes, True) for opens, closes in days_of_year)


class WeeklyPattern(Hours):
    """Weekly hours on the wall clock of a zone, where `_exceptions` may replace single dates' spans."""

    def __init__(self, zone: Zone, week: Sequence[DayHours]) -> None:
        super().__init__()
        self.zone = zone
        self._week = [day_pattern(hours.spans for hours in week if day in hours.days) for day in range(7)]

    def _exceptions(self, year: int) -> dict[int, DayPattern]:
        """The spans of single dates; those of a year are asked for. Plain weekly hours have none."""
        return {}

    def _runs(self, year: int) -> Spans:
        start, end = year_start(year), year_start(year + 1)
        return clip(union(chain.from_iterable(self._pieces(start, end))), start, end)

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        start, end = year_start(year), year_start(year + 1)
        shifts = (Shift(pieces[0][0], pieces[-1][1]) for pieces in self._pieces(start, end))
        return tuple(sorted(shift for shift in shifts if start <= shift.start < end))

    def _pieces(self, start: int, end: int) -> Iterator[list[Span]]:
        """The instants of each span that may meet `[start, end)`: one piece, or more at a clock change.

        An instant is open if its wall-clock time lies in the span (3.3), so each stretch of constant offset has the
        span's instants moved by the offset and cut to the stretch; nothing else is needed for any clock change.
        """
        stretches = list(self.zone.stretches(start - 3 * DAY, end + 3 * DAY))
        at = 0
        for day, pattern in self._days(start // DAY - 3, end // DAY + 2):
            midnight = day * DAY
            while at + 1 < len(stretches) and stretches[at].end + DAY < midnight - stretches[at].offset:
                at += 1
            begin, until, offset = stretches[at]
            for opens, closes in pattern:
                piece = (midnight + opens - offset, midnight + closes - offset)
                if begin <= piece[0] and piece[1] + DAY <= until:
                    yield [piece]
                    continue
                near = stretches[at : at + 3]
                cut = [
                    (max(midnight + opens - s.offset, s.start), min(midnight + closes - s.offset, s.end)) for s in near
                ]
                pieces = [piece for piece in cut if piece[0] < piece[1]]
                if pieces:
                    yield pieces

    def _days(self, first: int, last: int) -> Iterator[tuple[int, DayPattern]]:
        exceptions: dict[int, DayPattern] = {}
        for year in range(year_of(first * DAY), year_of(last * DAY) + 1):
            exceptions |= self._exceptions(year)
        week = self._week
        for day in range(first, last + 1):
            pattern = exceptions[day] if day in exceptions else week[(day + THURSDAY) % 7]
            if pattern:
                yield day, pattern


class WeeklyCalendar(WeeklyPattern):
    """The hours of a calendar with its closings and its `open on` (3.1)."""

    def __init__(self, zone: Zone, hours: WeeklyHours) -> None:
        super().__init__(zone, hours.open)
        self._closings = hours.closed
        dates = {opening.date for opening in hours.open_on}
        self._open_on = {
            day_of(date): day_pattern(opening.spans for opening in hours.open_on if opening.date == date)
            for date in dates
        }

    def _exceptions(self, year: int) -> dict[int, DayPattern]:
        closed = chain.from_iterable(_closed_days(closing, year) for closing in self._closings)
        return dict.fromkeys(closed, DayPattern()) | self._open_on


class UnitedHours(Hours):
    """Union of the open time of any number of calendars (3.2)."""

    def __init__(self, parts: Sequence[Hours]) -> None:
        super().__init__()
        self._parts = parts

    def _runs(self, year: int) -> Spans:
        return union(span for part in self._parts for span in part.runs(year))

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        return tuple(sorted({shift for part in self._parts for shift in part.shifts(year)}))


class CombinedHours(Hours):
    """Intersection or difference of two calendars' open time (3.2)."""

    def __init__(self, left: Hours, op: Literal["and", "except"], right: Hours) -> None:
        super().__init__()
        self._left, self._op, self._right = left, op, right

    def _runs(self, year: int) -> Spans:
        left, right = self._left.runs(year), self._right.runs(year)
        return intersection(left, right) if self._op == "and" else difference(left, right)

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        left, right = self._left.shifts(year), self._right.shifts(year)
        if self._op == "except":
            return self._what_is_left(left)
        begun = [shift for shift in (*left, *right) if not shift.whole_day]
        days = intersection(_whole_days(left), _whole_days(right))
        return self._what_is_left([*begun, *(Shift(start, end, True) for start, end in days)])

    def _what_is_left(self, shifts: Iterable[Shift]) -> tuple[Shift, ...]:
        """The parts of shifts at which the result is open: each begins something of its own."""
        parts = {
            Shift(start, end, shift.whole_day)
            for shift in shifts
            for start, end in self.runs_between(shift.start, shift.end)
        }
        return tuple(sorted(parts))


def day_pattern(spans: Iterable[Iterable[TimeSpan]]) -> DayPattern:
    """The spans of one day, in order of opening, each once."""
    every = {(span.open * MINUTE, (span.open + span.minutes) * MINUTE) for span in chain.from_iterable(spans)}
    return tuple(sorted(every))


def _closed_days(closing: Closing, year: int) -> Iterable[int]:
    if isinstance(closing, ClosedDate):
        return (day_of(closing.date),)
    if isinstance(closing, ClosedHolidays):
        return holiday_days(closing.country, closing.subdivision, year)
    try:
        return (day_of(dt.date(year, closing.month, closing.day)),)
    except ValueError:  # 02-29 in most years
        return ()


def _whole_days(shifts: Iterable[Shift]) -> list[Span]:
    return [(shift.start, shift.end) for shift in shifts if shift.whole_day]
