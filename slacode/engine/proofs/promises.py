"""The latest finishes of single promises: of a counted time, and of business days (language reference, 5.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.zones import zone_named
from slacode.engine.proofs.finish import Finish
from slacode.engine.proofs.shapes import date_edges, days_of, shape_of


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
