"""Latest finishes: what a promise made at an instant allows at most, as a function on instants with its breakpoints.

All instants are UTC microseconds. A function is piecewise linear with jumps. It tells the places where it may bend or
jump (`breaks`) and where its value passes a given one (`preimages`), so that whoever searches an extreme value of a
composition need only look there (consistency, 3).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.zones import zone_named

WEEK = 7 * DAY


class Finish(ABC):
    """A start mapped to a latest finish, G(s)."""

    @abstractmethod
    def finish(self, start: int) -> int:
        """The last instant at which what began at `start` is still kept."""

    @abstractmethod
    def breaks(self, first: int, last: int) -> Iterator[int]:
        """Instants from `first` to `last` at which `finish` may bend or jump; more than those do no harm."""

    def crests(self, first: int, last: int) -> Iterator[int]:
        """Those of its breaks at which `finish`, where it never falls, jumps or begins to rise more slowly."""
        return self.breaks(first, last)

    @abstractmethod
    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        """Instants from `first` to `last` at which `finish`, between its breaks, reaches or leaves some values."""

    @abstractmethod
    def reach(self, first: int, last: int) -> tuple[int, int]:
        """Bounds of `finish` on the instants from `first` to `last`."""

    @property
    @abstractmethod
    def rises(self) -> bool:
        """Whether `finish` never falls from one instant to the next."""

    @abstractmethod
    def shape(self, week: int, span: int) -> Hashable:
        """All that `finish` depends on from `week` on for `span` microseconds, relative to `week`.

        Two weeks of one shape have the same finishes, moved by the time between them, as long as these lie within
        the span.
        """


@dataclass(frozen=True)
class Elapsed(Finish):
    """An allowance of counted time: F(s) = R(B(s) + A) (consistency, notation)."""

    calendar: CompiledCalendar
    allowance: int

    def finish(self, start: int) -> int:
        calendar = self.calendar
        return calendar.latest(calendar.counted_at(start) + self.allowance)

    def breaks(self, first: int, last: int) -> Iterator[int]:
        yield from self.calendar.breakpoints(first, last)
        yield from self.preimages(self.calendar.breakpoints(*self.reach(first, last)), first, last)

    def crests(self, first: int, last: int) -> Iterator[int]:
        # It stands still from a closing on, and jumps where it reaches one.
        yield from self.calendar.closings(first, last)
        yield from self.preimages(self.calendar.closings(*self.reach(first, last)), first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        # R(v) >= t exactly if v >= B(t), so F reaches t at the earliest s with B(s) = B(t) - A.
        calendar = self.calendar
        low, high = calendar.counted_at(first), calendar.counted_at(last)
        for counted in {calendar.counted_at(value) - self.allowance for value in values}:
            if low < counted <= high:
                yield calendar.earliest(counted)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        return self.finish(first), self.finish(last)

    @property
    def rises(self) -> bool:
        return True

    def shape(self, week: int, span: int) -> Hashable:
        return shape_of(self.calendar, week, span)


class Line(NamedTuple):
    """The counted time that may be reached from the starts `[start, end)`: `reach` at the first, then on by `slope`."""

    start: int
    end: int
    reach: int
    slope: int

    @property
    def low(self) -> int:
        """What is reached from the first start."""
        return self.reach

    @property
    def high(self) -> int:
        """What is reached from the last start."""
        return self.reach + self.slope * (self.end - 1 - self.start)

    def passing(self, goal: int) -> Iterator[int]:
        """The starts at which a counted time is reached, or just passed."""
        if self.slope:
            at = self.start + -((self.reach - goal) // self.slope)
            yield from (start for start in (at, at + 1) if self.start < start < self.end)


@lru_cache(maxsize=64)  # one week is asked for many times, then the next
def _lines(business: Business, first: int, last: int) -> tuple[Line, ...]:
    return tuple(business.lines(first, last))


@dataclass(frozen=True)
class Business(Finish):
    """An allowance of business days: A(s) is counted in `hours`, what is used of it in `counted`, less exclusions.

    With no exclusions the two are one calendar (language reference, 5.4).
    """

    hours: CompiledCalendar
    counted: CompiledCalendar
    days: int
    to_the_hour: bool

    def allowance(self, start: int) -> int:
        """A(s), the counted time from a start to the end of its business days."""
        return self.hours.counted(start, self._end(start))

    def finish(self, start: int) -> int:
        return self.counted.latest(self._reach(start))

    def breaks(self, first: int, last: int) -> Iterator[int]:
        yield from self.pieces(first, last)
        yield from self.preimages(self.counted.breakpoints(*self.reach(first, last)), first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        goals = {self.counted.counted_at(value) for value in values}
        for line in _lines(self, first, last):
            for goal in goals:
                yield from line.passing(goal)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        ends = [end for line in _lines(self, first, last) for end in (line.low, line.high)]
        return self.counted.latest(min(ends)), self.counted.latest(max(ends))

    @property
    def rises(self) -> bool:
        return False  # an exclusion may take more of a later start than of an earlier one

    def shape(self, week: int, span: int) -> Hashable:
        hours = shape_of(self.hours, week, span)
        counted = hours if self.counted is self.hours else shape_of(self.counted, week, span)
        return (hours, counted, days_of(self.hours, week, span))

    def _end(self, start: int) -> int:
        return self.hours.business_deadline(start, self.days, self.to_the_hour)

    def _reach(self, start: int) -> int:
        return self.counted.counted_at(start) + self.allowance(start)

    def lines(self, first: int, last: int) -> Iterator[Line]:
        """The counted time that may be reached, as lines from piece to piece."""
        pieces = self.pieces(first, last)
        for start, end in pairwise([*pieces, last + 1]):
            reach = self._reach(start)
            slope = self._reach(start + 1) - reach if end > start + 1 else 0
            yield Line(start, end, reach, slope)

    def pieces(self, first: int, last: int) -> list[int]:
        """The instants between which A(s) and what is counted at s are linear, from `first` to `last`."""
        edges = {first, last, *self.hours.breakpoints(first, last), *self.counted.breakpoints(first, last)}
        edges |= set(date_edges(self.hours, first, last))
        if self.to_the_hour:
            edges |= set(self._crossings(sorted(edges)))
        return sorted(edges)

    def _crossings(self, edges: Sequence[int]) -> Iterator[int]:
        """Where the end of the days, which moves with the start, meets a clock change, an opening or a closing."""
        for start, end in pairwise(edges):
            if end <= start + 1 or self._end(start + 1) == self._end(start):
                continue
            cuts = [start, *sorted(set(self._clock_changes(start, end))), end]
            yield from cuts[1:-1]
            for begin, stop in pairwise(cuts):
                for edge in self.hours.breakpoints(self._end(begin), self._end(stop - 1)):
                    at = bisect_left(range(begin, stop), edge, key=self._end) + begin
                    yield from (instant for instant in (at, at + 1) if begin < instant < stop)

    def _clock_changes(self, start: int, end: int) -> Iterator[int]:
        """The starts between two at whose time of day, on the last date, the clocks are changed.

        A wall-clock time that is skipped moves on by the gap, so the ends of such starts come twice: what comes after
        the gap begins anew where it does.
        """
        zone = zone_named(self.hours.zone)
        wall = zone.wall(start)
        later = self.hours.business_date(start, self.days, True) * DAY - wall // DAY * DAY
        ends = sorted((self._end(start), self._end(end - 1)))
        stretches = list(zone.stretches(ends[0] - 2 * DAY, ends[1] + 2 * DAY))
        for before, after in pairwise(stretches):
            for offset in (before.offset, after.offset):
                instant = start + after.start + offset - later - wall
                if start < instant < end:
                    yield instant


@dataclass(frozen=True)
class Versions(Finish):
    """A promise that changes: each hand-over counts in the version in force at it (consistency, 1).

    `starts[i]` is the first instant of version i + 1; the first version also stands for all time before it, the last
    for all after it.
    """

    stages: tuple[Finish, ...]
    starts: tuple[int, ...]

    def finish(self, start: int) -> int:
        return self.stages[bisect_right(self.starts, start)].finish(start)

    def breaks(self, first: int, last: int) -> Iterator[int]:
        for stage, begin, end in self._within(first, last):
            yield from (begin, end)
            yield from stage.breaks(begin, end)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        goals = set(values)
        for stage, begin, end in self._within(first, last):
            yield from stage.preimages(goals, begin, end)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        lows, highs = zip(*(stage.reach(begin, end) for stage, begin, end in self._within(first, last)), strict=True)
        return min(lows), max(highs)

    @property
    def rises(self) -> bool:
        return False  # a later version may be the faster one

    def shape(self, week: int, span: int) -> Hashable:
        first, last = bisect_right(self.starts, week), bisect_right(self.starts, week + span)
        changes = tuple(start - week for start in self.starts[first:last])
        return (first, changes, *(stage.shape(week, span) for stage in self.stages[first : last + 1]))

    def _within(self, first: int, last: int) -> Iterator[tuple[Finish, int, int]]:
        for number, stage in enumerate(self.stages):
            begin = max(first, self.starts[number - 1]) if number else first
            end = min(last, self.starts[number] - 1) if number < len(self.starts) else last
            if begin <= end:
                yield stage, begin, end


@dataclass(frozen=True)
class Then(Finish):
    """In turn: the second begins when the first ends."""

    before: Finish
    after: Finish

    def finish(self, start: int) -> int:
        return self.after.finish(self.before.finish(start))

    def breaks(self, first: int, last: int) -> Iterator[int]:
        yield from self.before.breaks(first, last)
        yield from self.before.preimages(self.after.breaks(*self.before.reach(first, last)), first, last)

    def crests(self, first: int, last: int) -> Iterator[int]:
        yield from self.before.crests(first, last)
        yield from self.before.preimages(self.after.crests(*self.before.reach(first, last)), first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        handovers = self.after.preimages(values, *self.before.reach(first, last))
        yield from self.before.preimages(handovers, first, last)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        return self.after.reach(*self.before.reach(first, last))

    @property
    def rises(self) -> bool:
        return self.before.rises and self.after.rises

    def shape(self, week: int, span: int) -> Hashable:
        return (self.before.shape(week, span), self.after.shape(week, span))


@dataclass(frozen=True)
class Latest(Finish):
    """Side by side, or one of them and which one is not known: the later of all finishes."""

    parts: tuple[Finish, ...]

    def finish(self, start: int) -> int:
        return max(part.finish(start) for part in self.parts)

    def breaks(self, first: int, last: int) -> Iterator[int]:
        # Where two parts cross, the later one rises faster than the earlier did: a bend upwards, never a highest point.
        for part in self.parts:
            yield from part.breaks(first, last)

    def crests(self, first: int, last: int) -> Iterator[int]:
        for part in self.parts:
            yield from part.crests(first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        goals = set(values)
        for part in self.parts:
            yield from part.preimages(goals, first, last)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        lows, highs = zip(*(part.reach(first, last) for part in self.parts), strict=True)
        return max(lows), max(highs)

    @property
    def rises(self) -> bool:
        return all(part.rises for part in self.parts)

    def shape(self, week: int, span: int) -> Hashable:
        return tuple(part.shape(week, span) for part in self.parts)


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
