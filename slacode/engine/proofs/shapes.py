"""What tells the open time and the dates of one week of a calendar from those of another."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from weakref import WeakKeyDictionary

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.zones import zone_named

WEEK = 7 * DAY


class _Shapes:
    """The open time of a calendar week by week as small numbers: of equal ones the open time is equal."""

    def __init__(self, calendar: CompiledCalendar) -> None:
        self.calendar = calendar
        self._numbers: dict[tuple[tuple[int, int], ...], int] = {}
        self._weeks: dict[int, int] = {}

    def number(self, week: int) -> int:
        """The number of the open time in the week that begins at `week`, relative to it."""
        found = self._weeks.get(week)
        if found is None:
            runs = self.calendar.runs_between(week, week + WEEK)
            relative = tuple([(start - week, end - week) for start, end in runs])
            found = self._weeks[week] = self._numbers.setdefault(relative, len(self._numbers))
        return found


_SHAPES: WeakKeyDictionary[CompiledCalendar, _Shapes] = WeakKeyDictionary()


def shape_of(calendar: CompiledCalendar, week: int, span: int) -> Hashable:
    """What tells the open time of a calendar in the whole weeks of `[week, week + span)`, relative to `week`."""
    shapes = _SHAPES.get(calendar)
    if shapes is None:
        shapes = _SHAPES[calendar] = _Shapes(calendar)
    return tuple([shapes.number(begin) for begin in range(week, week + span, WEEK)])


def date_edges(calendar: CompiledCalendar, first: int, last: int) -> Iterator[int]:
    """The local midnights and the last closings of dates from `first` to `last`, and the clock changes among them."""
    zone = zone_named(calendar.zone)
    for day in range(zone.day(first) - 2, zone.day(last) + 2):
        for edge in (zone.instant(day * DAY), calendar.closing_of(day)):
            if edge is not None and first <= edge <= last:
                yield edge
    yield from (stretch.start for stretch in zone.stretches(first, last) if stretch.start > first)


def days_of(calendar: CompiledCalendar, week: int, span: int) -> Hashable:
    """What business days depend on besides open time: each date's closing, and the clock, relative to `week`."""
    zone = zone_named(calendar.zone)
    closings = (calendar.closing_of(day) for day in range(zone.day(week) - 2, zone.day(week + span) + 2))
    clock = tuple((max(s.start - week, 0), s.offset) for s in zone.stretches(week, week + span))
    return (tuple(closing and closing - week for closing in closings), clock)
