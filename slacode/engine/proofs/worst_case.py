"""The worst case of a promise: the start at which what carries it uses the most of it (consistency, 2 to 4)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY
from slacode.engine.proofs.finish import Finish
from slacode.engine.proofs.promises import Business, Elapsed
from slacode.engine.proofs.shapes import WEEK, shape_of

_MONDAY = 4 * DAY  # 1970-01-05
_LONGEST_SPAN = 1024 * WEEK


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The start at which the slack is least, when the last of its supports may end, what is used and what is left.

    Instants are UTC microseconds, times counted microseconds; `slack` is `allowance` less `used`.
    """

    start: int
    finish: int
    allowance: int
    used: int

    @property
    def slack(self) -> int:
        """What is left of the allowance; negative where the supports may use more than there is."""
        return self.allowance - self.used


@dataclass(frozen=True)
class Claim:
    """A promise and what carries it: the allowance, counted in `counted`, against the latest finish of the supports."""

    promise: Elapsed | Business
    counted: CompiledCalendar
    carrier: Finish

    def at(self, start: int) -> WorstCase:
        """How one start turns out."""
        finish = self.carrier.finish(start)
        promise = self.promise
        allowance = promise.allowance if isinstance(promise, Elapsed) else promise.allowance(start)
        return WorstCase(start, finish, allowance, self.counted.counted(start, finish))

    def candidates(self, first: int, last: int) -> list[int]:
        """Every start from `first` to `last` at which the slack can be least.

        These are all places where it bends or jumps, and the microsecond before each. Where the allowance stays the
        same and the finish never falls, most of them can be left out. What is used, B(G(s)) - B(s), then has slopes
        of 1, 0 and -1 and only jumps upwards, so it is largest at a jump, or where a rise ends: at s the hours open, or
        at G(s) they close, or G itself slows down.
        """
        if isinstance(self.promise, Elapsed) and self.carrier.rises:
            edges = self.counted.closings(*self.carrier.reach(first, last))
            found = {first, last, *self.counted.openings(first, last), *self.carrier.crests(first, last)}
            return sorted(found.union(self.carrier.preimages(edges, first, last)))
        edges = self.counted.breakpoints(*self.carrier.reach(first, last))
        found = {first, last, *self.counted.breakpoints(first, last), *self.carrier.breaks(first, last)}
        found.update(self.carrier.preimages(edges, first, last))
        if isinstance(self.promise, Business):
            found.update(self.promise.pieces(first, last))
        found.update([start - 1 for start in found if start > first])
        return sorted(found)

    def shape(self, week: int, span: int) -> Hashable:
        """What the slack of the starts in a week depends on, as `Finish.shape`."""
        own = shape_of(self.counted, week, span)
        dated = self.promise.shape(week, span) if isinstance(self.promise, Business) else None
        return (own, dated, self.carrier.shape(week, span))


def worst_case(claim: Claim, first: int, last: int) -> WorstCase:
    """The least slack over every start from `first` to `last`, both inclusive; of equal ones the earliest.

    Weeks of one shape have the same slack, so each shape is searched once. Raises `CalendarNeverOpens` where a
    calendar gives no time at all.
    """
    span = 2 * WEEK
    while True:
        found, reach = _search(claim, first, last, span)
        if reach < span or span > _LONGEST_SPAN:
            return found
        span = 2 * span


def _search(claim: Claim, first: int, last: int, span: int) -> tuple[WorstCase, int]:
    """The worst case, and how far beyond the beginning of a week a searched start led."""
    worst, reach = claim.at(first), 0
    seen: set[Hashable] = set()
    for begin, end, week in _weeks(first, last):
        if begin == week and end == week + WEEK - 1:
            shape = claim.shape(week, span)
            if shape in seen:
                continue
            seen.add(shape)
        for start in claim.candidates(begin, end):
            here = claim.at(start)
            reach = max(reach, here.finish - week)
            if here.slack < worst.slack:
                worst = here
        if reach >= span:
            break
    return worst, reach


def _weeks(first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """The UTC weeks from `first` to `last`: where each begins and ends there, and its Monday."""
    week = first - (first - _MONDAY) % WEEK
    while week <= last:
        yield max(first, week), min(last, week + WEEK - 1), week
        week += WEEK


def largest(keeps: Callable[[int], bool], below: int, unit: int = 1) -> int | None:
    """The largest number from 0 up to, not including, `below` of which `keeps` is true; None if it is not true of 0.

    `keeps` is true up to some number and false from there on. Multiples of `unit` are tried first, and the number just
    before the first that is too large, for contracts are made of whole minutes.
    """
    if not keeps(0):
        return None
    low, high = _bisect(lambda n: keeps(n * unit), 0, -(-below // unit))
    low, high = low * unit, min(high * unit, below)
    if keeps(high - 1):
        return high - 1
    return _bisect(keeps, low, high - 1)[0]


def _bisect(keeps: Callable[[int], bool], low: int, high: int) -> tuple[int, int]:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if keeps(middle) else (low, middle)
    return low, high


