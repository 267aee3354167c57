"""Counted time for whole columns of instants: one array take a window, the pure layer's answers to the microsecond.

All columns are int64: instants in UTC microseconds, counted time in microseconds. Where the pure layer raises
because a calendar never opens, a column has `NEVER`, so that one case does not stop the others.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.compiled import PATIENCE, PATIENCE_DAYS, CompiledCalendar
from slacode.engine.calendar.instants import DAY, HOUR, LAST_YEAR, CalendarError, year_of, year_start
from slacode.engine.calendar.known import Known
from slacode.engine.calendar.steps import Steps
from slacode.engine.calendar.zones import zone_named

Column = NDArray[np.int64]
NEVER = 2**63 - 1


class DayTable:
    """B of a calendar by slots of time, its inverses, and business days, for columns; grows to what it is asked for."""

    def __init__(self, calendar: CompiledCalendar, start: int = 0, end: int = 0) -> None:
        self._calendar = calendar
        self._lock = threading.Lock()  # a kernel asks from several threads; what is built for one serves all
        self._slots: Slots | None = None
        if start < end:
            self._slots_for(start, end)
        self._inverse: _Inverse | None = None
        self._dates: _Dates | None = None

    @property
    def calendar(self) -> CompiledCalendar:
        """The calendar that the columns are worked out from."""
        return self._calendar

    def counted_at(self, instants: Column) -> Column:
        """B of each instant, as `CompiledCalendar.counted_at`."""
        if not len(instants):
            return instants.copy()
        return self._slots_for(int(instants.min()), int(instants.max())).counted_at(instants)

    def counted(self, starts: Column, ends: Column) -> Column:
        """The counted time from each start to its end, negative when reversed."""
        return self.counted_at(ends) - self.counted_at(starts)

    def earliest(self, values: Column) -> Column:
        """The earliest instant at which B reaches each value: at a closing time it stays there."""
        inverse = self._inverse_for(values)
        found = inverse.instants(inverse.after.count_below(values), values)
        return np.where(values <= inverse.known.least, NEVER, found)

    def latest(self, values: Column) -> Column:
        """The latest instant at which B is not above each value: at a closing time it goes on to the next opening."""
        inverse = self._inverse_for(values)
        found = inverse.instants(inverse.after.count_up_to(values), values)
        return np.where(values < inverse.known.least, NEVER, found)

    def next_open(self, instants: Column) -> Column:
        """Each instant itself if it is open, else the next opening."""
        if not len(instants):
            return instants.copy()
        inverse = self._inverse_of(self._calendar.covering(int(instants.min()), int(instants.max()) + PATIENCE))
        opening = np.maximum(instants, inverse.starts[inverse.ends.count_up_to(instants)])
        return np.where(opening > instants + PATIENCE, NEVER, opening)

    def due(self, starts: Column, allowances: Column | int) -> Column:
        """The earliest instant at which each allowance, not negative, is counted, as `CompiledCalendar.due`."""
        if not len(starts):
            return starts.copy()
        first = self.next_open(starts)
        ends = self.earliest(self.counted_at(starts) + allowances)
        for closed_from, closed_to in self._calendar.known.long_closed:
            waits = np.maximum(first, closed_from) < np.minimum(ends, closed_to) - PATIENCE
            ends = np.where(waits, NEVER, ends)
        return np.where(first == NEVER, NEVER, np.where(np.equal(allowances, 0), first, ends))

    def business_deadline(self, starts: Column, days: int, to_the_hour: bool) -> Column:
        """The end of `days` business days from each start, as `CompiledCalendar.business_deadline` (5.4)."""
        if not len(starts):
            return starts.copy()
        made = self.next_open(starts) if to_the_hour else starts
        never = made == NEVER
        made = np.where(never, starts, made)
        dates = self._dates_for(int(made.min()), int(made.max()), days)
        wall = made + dates.offsets[np.searchsorted(dates.changes, made, "right")]
        day = wall // DAY
        row = day - dates.first
        late = made >= dates.closes_by_day[row]
        begun = dates.following[row + late]
        last = begun + days
        never |= (dates.days[begun] - day > PATIENCE_DAYS) | (dates.jumps[last] != dates.jumps[begun])
        if to_the_hour:
            ends = dates.days[last] * DAY + wall - day * DAY
            ends -= dates.offsets[np.searchsorted(dates.wall_changes, ends, "right")]
        else:
            ends = dates.closes[last]
        return np.where(never, NEVER, ends)

    def width(self, start: int, end: int) -> int:
        """How wide the widest slots are in which nothing opens or closes from one UTC midnight to another, unless there
        are too many; else a day."""
        starts, ends = _runs(self._calendar.covering(start, end), start, end)
        widths = (width for width in _WIDTHS if (end - start) // width <= _MOST)
        return next((width for width in widths if not (starts % width).any() and not (ends % width).any()), DAY)

    def slots(self, start: int, end: int, width: int) -> Slots:
        """The slots of such a width from one UTC midnight to another."""
        return _slots(self._calendar.covering(start, end), start, end, width)

    def _slots_for(self, start: int, end: int) -> Slots:
        slots = self._slots
        if slots is None or not slots.cover(start, end):
            with self._lock:
                start, end = whole_years(start, end, slots)
                slots = self._slots = self.slots(start, end, self.width(start, end))
        return slots

    def _inverse_for(self, values: Column) -> _Inverse:
        for value in (values.min(), values.max()) if len(values) else ():
            _reach(self._calendar, int(value))
        return self._inverse_of(self._calendar.known)

    def _inverse_of(self, known: Known) -> _Inverse:
        inverse = self._inverse
        if inverse is None or inverse.known is not known:
            inverse = self._inverse = _Inverse(known)
        return inverse

    def _dates_for(self, start: int, end: int, days: int) -> _Dates:
        dates = self._dates
        if dates is None or start < dates.start or end > dates.end or days > dates.ahead:
            with self._lock:
                dates = self._dates = _Dates(self._calendar, start, end, days)
        return dates


@dataclass(frozen=True, slots=True)
class Window:
    """An open time in each slot, in microseconds: how far into the slot it opens, and how long it lasts, which may be
    not at all. Without `opens` it opens with the slot."""

    lasts: Column
    opens: Column | None = None

    def part(self, chosen: slice) -> Window:
        """The windows of some slots."""
        return Window(self.lasts[chosen], None if self.opens is None else self.opens[chosen])

    def counted(self, slot: Column, within: Column) -> Column:
        """What the window counts in a slot up to an instant so far into it."""
        if self.opens is None:
            return np.minimum(within, self.lasts[slot])
        part = within - self.opens[slot]
        counted: Column = np.clip(part, 0, self.lasts[slot], out=part)
        return counted


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots of one width, in microseconds, from slot `first` after 1970-01-01 on: B where each begins, its windows.

    The widest slots in which nothing opens or closes have one window at most; where hours are too fine for that, or
    years too many, a slot is a UTC day with as many windows as any has.
    """

    width: int
    first: int
    before: Column
    windows: tuple[Window, ...]

    @property
    def start(self) -> int:
        """Where the first slot begins, in UTC microseconds."""
        return self.first * self.width

    @property
    def end(self) -> int:
        """Where the last slot ends, in UTC microseconds, if they are of one calendar."""
        return self.start + len(self.before) * self.width

    def cover(self, start: int, end: int) -> bool:
        """Whether there are slots from one instant to another."""
        return self.start <= start and end < self.end

    def counted_at(self, instants: Column, offset: Column | int = 0) -> Column:
        """B of each instant; its slot stands so much further down as `offset` says."""
        slot = instants // self.width
        within = instants - slot * self.width
        slot += offset - self.first
        counted: Column = self.before[slot]
        for window in self.windows:
            counted += window.counted(slot, within)
        return counted


_WIDTHS = HOUR, HOUR // 2, HOUR // 4
_MOST = 1 << 17
"""More slots than these are not looked up as quickly as the days they are in."""


def whole_years(start: int, end: int, so_far: Slots | None) -> tuple[int, int]:
    """The UTC years from one instant to another, and those that slots cover so far."""
    if so_far is not None:
        start, end = min(start, so_far.start), max(end, so_far.end - 1)
    return year_start(year_of(start)), year_start(year_of(end) + 1)


def _runs(known: Known, start: int, end: int) -> tuple[Column, Column]:
    """Where open time begins and ends from one instant to another."""
    starts, ends = np.array(known.starts, np.int64), np.array(known.ends, np.int64)
    within = (ends > start) & (starts < end)
    return np.maximum(starts[within], start), np.minimum(ends[within], end)


def _slots(known: Known, start: int, end: int, width: int) -> Slots:
    first, count = start // width, (end - start) // width
    starts, ends = _runs(known, start, end)
    met = (ends - 1) // width - starts // width + 1  # a run is cut into one window for each slot it meets
    run = np.repeat(np.arange(len(starts)), met)
    place = np.arange(len(run)) - np.repeat(np.cumsum(met) - met, met)
    slot = starts[run] // width + place
    opens, closes = np.maximum(starts[run], slot * width), np.minimum(ends[run], (slot + 1) * width)
    # The n-th window of a slot goes to the n-th pair of columns.
    nth = np.arange(len(slot)) - np.searchsorted(slot, slot)
    table = [np.zeros((2, count), np.int64) for _ in range(nth.max() + 1 if len(nth) else 0)]
    for number, columns in enumerate(table):
        mine = nth == number
        columns[0, slot[mine] - first] = opens[mine] - slot[mine] * width
        columns[1, slot[mine] - first] = (closes - opens)[mine]
    counted = sum((columns[1] for columns in table), np.zeros(count, np.int64))
    before = known.counted_at(start) + np.cumsum(counted) - counted
    windows = (Window(columns[1], columns[0] if columns[0].any() else None) for columns in table)
    return Slots(width, first, before, tuple(windows))


class _Inverse:
    """The runs of open time as columns, for the way from counted time back to instants."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.starts = np.array([*known.starts, NEVER], np.int64)
        self.ends = Steps(np.array(known.ends, np.int64))
        self.after = Steps(np.array(known.after, np.int64))
        self._shift = np.array([*map(int.__sub__, known.starts, known.before), 0], np.int64)

    def instants(self, runs: NDArray[np.intp], values: Column) -> Column:
        """The instants at which values are counted in the runs of these numbers."""
        return np.where(runs == len(self.starts) - 1, NEVER, values + self._shift[runs])


def _reach(calendar: CompiledCalendar, value: int) -> None:
    """Make known what a value of B needs; where the calendar never opens again, there is no more to know."""
    for search in (calendar.earliest, calendar.latest):
        try:
            search(value)
        except CalendarError:
            continue


class _Dates:
    """Open dates for starts within `[start, end]` and up to `ahead` business days: by local day from `first` on, when
    it closes and the number of the first open date that is not before it; by number, the date and when it closes."""

    def __init__(self, calendar: CompiledCalendar, start: int, end: int, ahead: int) -> None:
        zone = zone_named(calendar.zone)
        self.start, self.end, self.ahead = start - 366 * DAY, end + 366 * DAY, ahead
        self.first, last = zone.day(self.start), zone.day(self.end)
        known = calendar.open_dates(self.first, _last_needed(calendar, last, ahead))
        # Dates that nothing reaches stand for those there are not; each is a jump, so whatever leads there is NEVER.
        far = range(10**7, 10**7 + (ahead + 2) * 1000, 1000)
        self.days = np.array([*known, *far], np.int64)
        closes = [calendar.closing_of(day) or 0 for day in known]
        self.closes = np.array([*closes, *(0 for _ in far)], np.int64)
        self.jumps = np.cumsum(np.diff(self.days, prepend=self.days[:1]) > PATIENCE_DAYS)
        by_day = np.arange(self.first, last + 2)
        self.following = np.searchsorted(self.days, by_day)
        is_open = self.days[self.following] == by_day
        self.closes_by_day = np.where(is_open, self.closes[self.following], -NEVER)
        self._clock_changes(calendar, zone.instant(int(self.days[len(known) - 1] + 3) * DAY) if known else self.end)

    def _clock_changes(self, calendar: CompiledCalendar, last: int) -> None:
        stretches = list(zone_named(calendar.zone).stretches(self.start - 3 * DAY, max(last, self.end) + 3 * DAY))
        self.offsets = np.array([stretch.offset for stretch in stretches], np.int64)
        self.changes = np.array([stretch.start for stretch in stretches[1:]], np.int64)
        # Up to the later of the two wall-clock times of a change the offset before it holds (2.5).
        self.wall_changes = self.changes + np.maximum(self.offsets[:-1], self.offsets[1:])


def _last_needed(calendar: CompiledCalendar, day: int, ahead: int) -> int:
    """A local date up to which there are `ahead` open ones after a date and one more, if the calendar has them."""
    zone = zone_named(calendar.zone)
    try:
        return zone.day(calendar.business_deadline(zone.instant((day + 1) * DAY), ahead + 1, False)) + 1
    except CalendarError:
        return min(day + PATIENCE_DAYS * (ahead + 2), year_start(LAST_YEAR - 2) // DAY)
