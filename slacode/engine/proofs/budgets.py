"""Downtime budgets: the most downtime that one supporting promise allows inside a period of what it carries.

Consistency, 6. A promise of availability, or of a total of downtime, holds in each of its own periods. Inside a period
of the SLA and inside the SLA's agreed time it allows the sum, over its periods that meet the SLA's, of the smaller of
what it allows and the SLA's agreed time that it covers in the overlap; for rolling periods the most that any placement
allows which keeps to every window. Times are integer microseconds, instants are UTC microseconds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.hours import Hours, Shift
from slacode.engine.calendar.instants import year_start
from slacode.engine.calendar.spans import Spans, difference, intersection
from slacode.engine.calendar.zones import zone_named
from slacode.engine.model.agreements import Level, Obligation, Row, Target, Version
from slacode.engine.model.values import Duration, Percent
from slacode.engine.proofs.grids import Grid, Stretch


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`at least 99.9%`: downtime may take the rest of the agreed time. `share` is from 0 to 1."""

    share: Fraction

    def allowed(self, agreed: int) -> int:
        """The most downtime in a period with so much agreed time, in whole microseconds."""
        return (self.share.denominator - self.share.numerator) * agreed // self.share.denominator


@dataclass(frozen=True, slots=True)
class TotalAtMost:
    """`total at most 43min`: downtime may take so much of each period, however long that is."""

    time: int

    def allowed(self, agreed: int) -> int:
        """The most downtime in a period with so much agreed time, in whole microseconds."""
        return min(self.time, agreed)


Bound = AtLeast | TotalAtMost


def bound_of(obligation: Obligation) -> Bound | None:
    """What a promise says of the downtime in a period; None if nothing limits its total (`longest at most 2h`)."""
    match obligation:
        case Level(aggregate=None, bound="at least", quantity=Percent(value=percent)):
            return _at_least(percent)
        case Level(aggregate="total", bound="at most", quantity=Duration(us=time)):
            return TotalAtMost(time)
        case _:
            return None


def limits_single_outages(obligation: Obligation) -> bool:
    """Whether a promise limits each outage but not their sum."""
    return isinstance(obligation, Level) and obligation.aggregate in ("longest", "max")


@lru_cache(1000)
def _at_least(percent: Decimal) -> AtLeast:
    return AtLeast(min(max(Fraction(percent) / 100, Fraction(0)), Fraction(1)))


@dataclass(frozen=True)
class Frame:
    """The time in which a row holds: its hours, those less what leaves the agreed time, and less all that is excluded.

    They are `hours`, `agreed` and `counted`; the last two differ by what is `counted as up` (language reference, 7.4).
    Periods are those of `grid`, from `first` up to, not including, `last`.
    """

    hours: CompiledCalendar
    agreed: CompiledCalendar
    counted: CompiledCalendar
    grid: Grid
    first: int
    last: int


@dataclass(frozen=True)
class Stage:
    """A supporting promise in one version of its agreement, as long as it holds and limits downtime."""

    version: Version
    target: Target
    row: Row
    bound: Bound
    frame: Frame

    @property
    def signature(self) -> Hashable:
        """All that its budgets depend on."""
        return (self.bound, self.frame)


@dataclass(frozen=True, slots=True)
class Piece:
    """A period of the support, cut to its term, that meets a period of the SLA.

    `agreed` is its own agreed time, `allowed` the downtime that it allows, `overlap` the SLA's agreed time that it
    covers in both periods, in which that downtime may fall.
    """

    start: int
    end: int
    agreed: int
    allowed: int
    overlap: int

    @property
    def budget(self) -> int:
        """The downtime that it allows within the SLA's period and agreed time."""
        return min(self.allowed, self.overlap)


class Overlaps:
    """Shared open time of two calendars, each pair compiled once."""

    def __init__(self, first: int, last: int) -> None:
        self._range = first, last
        self._joined: dict[tuple[CompiledCalendar, _Op, CompiledCalendar], CompiledCalendar] = {}

    def both(self, one: CompiledCalendar, other: CompiledCalendar) -> CompiledCalendar:
        """The open time that two calendars share."""
        return one if one is other else self._join(one, "and", other)

    def only(self, one: CompiledCalendar, other: CompiledCalendar) -> CompiledCalendar:
        """The open time of one calendar outside that of the other."""
        return self._join(one, "except", other)

    def _join(self, one: CompiledCalendar, op: _Op, other: CompiledCalendar) -> CompiledCalendar:
        key = (one, op, other)
        if key not in self._joined:
            one.covering(*self._range)
            other.covering(*self._range)
            joined = CompiledCalendar(one.name, _Joined(one, op, other), zone_named(one.zone))
            joined.covering(*self._range)
            self._joined[key] = joined
        return self._joined[key]


_Op = Literal["and", "except"]


class _Joined(Hours):
    """The intersection or difference of what two compiled calendars have open; nobody asks for its business days."""

    def __init__(self, one: CompiledCalendar, op: _Op, other: CompiledCalendar) -> None:
        super().__init__()
        self._one, self._other = one, other
        self._join = intersection if op == "and" else difference

    def _runs(self, year: int) -> Spans:
        start, end = year_start(year), year_start(year + 1)
        return self._join(self._one.runs_between(start, end), self._other.runs_between(start, end))

    def _shifts(self, year: int) -> tuple[Shift, ...]:
        return ()


class Budgets:
    """The budgets of promises inside the hours of what they carry, for each pair once."""

    def __init__(self, overlaps: Overlaps) -> None:
        self._overlaps = overlaps
        self._found: dict[Hashable, dict[Hashable, tuple[int, int]]] = {}

    def of(self, stage: Stage, counted: CompiledCalendar) -> StageBudgets:
        """The budgets of a stage within the hours `counted`."""
        frame = stage.frame
        key = (stage.bound, frame.agreed, frame.counted, frame.grid, counted)
        return StageBudgets(stage, self._overlaps.both(counted, frame.counted), self._found.setdefault(key, {}))


class StageBudgets:
    """The budgets of one stage inside periods; `both` are the hours that it covers of what it carries."""

    def __init__(self, stage: Stage, both: CompiledCalendar, found: dict[Hashable, tuple[int, int]]) -> None:
        self.frame = stage.frame
        self._bound, self._both, self._found = stage.bound, both, found
        self._first, self._last = stage.frame.first + stage.frame.grid.reach, stage.frame.last - stage.frame.grid.reach

    def within(self, period: Stretch) -> tuple[int, int]:
        """The most downtime that the stage allows in a period of what it carries, and how much of it it covers."""
        key = period if self._first <= period[0] and period[1] <= self._last else (*period, *self._cut(period))
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._worked_out(period)
        return found

    def pieces(self, period: Stretch) -> Iterator[Piece]:
        """The periods of an aligned promise that meet a period of what it carries, within its term."""
        inside = max(period[0], self.frame.first), min(period[1], self.frame.last)
        if inside[0] < inside[1]:
            for begin, stop in self.frame.grid.meeting(*inside):
                start, end = max(begin, self.frame.first), min(stop, self.frame.last)
                agreed = self.frame.agreed.counted(start, end)
                overlap = self._both.counted(max(start, inside[0]), min(end, inside[1]))
                yield Piece(start, end, agreed, self._bound.allowed(agreed), overlap)

    def _cut(self, period: Stretch) -> Stretch:
        """Where the term of the stage ends, as far as periods that meet this one reach."""
        reach = self.frame.grid.reach
        return max(period[0] - reach, self.frame.first), min(period[1] + reach, self.frame.last)

    def _worked_out(self, period: Stretch) -> tuple[int, int]:
        inside = max(period[0], self.frame.first), min(period[1], self.frame.last)
        if inside[0] >= inside[1]:
            return 0, 0
        if self.frame.grid.per.rolling:
            return self._rolling(inside), self._both.counted(*inside)
        return sum(piece.budget for piece in self.pieces(inside)), self._both.counted(*inside)

    def _rolling(self, inside: Stretch) -> int:
        """The most that every window which meets a stretch allows together."""
        days = self.frame.grid.days
        first, last = days.at(inside[0]), days.at(inside[1] - 1)
        rooms = [
            self._both.counted(max(days.edges[day], inside[0]), min(days.edges[day + 1], inside[1]))
            for day in range(first, last + 1)
        ]
        limits: dict[tuple[int, int], int] = {}
        for start, end in self._windows(inside):
            place = max(days.at(start) - first, 0), min(days.at(end - 1), last) - first
            allowed = self._bound.allowed(self.frame.agreed.counted(start, end))
            limits[place] = min(allowed, limits.get(place, allowed))
        return most_within(rooms, [(*place, allowed) for place, allowed in limits.items()])

    def _windows(self, inside: Stretch) -> Iterator[Stretch]:
        """The windows that meet a stretch and end within the term, cut to its start."""
        for start, end in self.frame.grid.meeting(*inside):
            if end <= self.frame.last:
                yield max(start, self.frame.first), end


def most_within(rooms: Sequence[int], limits: Sequence[tuple[int, int, int]]) -> int:
    """The most downtime on days in a row with so much room each, if days `a` to `b` take at most `m` for each limit.

    The limits are on runs of days, so the most that can be placed is the least that covers every day by its own room
    or by a limit on a run that holds it (the two are dual, and such limits leave no fraction between them).
    """
    least = [0]
    for day, room in enumerate(rooms):
        covers = [least[first] + most for first, last, most in limits if first <= day <= last]
        least.append(min([least[day] + room, *covers]))
    return least[-1]
