"""How much of some time falls in the open hours of each of several calendars at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.steps import Steps
from slacode.engine.calendar.table import DayTable, whole_years
from slacode.engine.evaluate.batch import Micros

_Some = frozenset[int]
"""Places of calendars."""


class Overlaps:
    """The calendars of a target and of its supports, with the stretches between their openings and closings."""

    def __init__(self, tables: Sequence[DayTable]) -> None:
        self._tables = tables
        self._stretches: _Stretches | None = None

    def parts(self, own: int, others: _Some, since: Micros, until: Micros) -> Iterator[tuple[_Some, Micros]]:
        """The open time of calendar `own` in each `[since, until)`, parted by which of `others` are open with it.

        Only those are looked at that are open together at some time from the first to the last of these instants.
        """
        if others <= {own}:
            yield frozenset({own}), self._tables[own].counted(since, until)
            return
        found = self._over(int(since.min()), int(until.max()))
        first, last = found.at(since), found.at(until)
        met = slice(int(first.min()), int(last.max()) + 1)
        head, tail = since - found.begins[first], until - found.begins[last]
        which, lasts = found.which[met], found.lasts[met]
        first, last = first - met.start, last - met.start
        for is_open, places in _alike(found.together, np.unique(which).tolist(), others | {own}).items():
            if own in is_open:
                within = np.isin(which, places)
                before = np.append(0, np.cumsum(within * lasts))
                yield is_open, before[last] - before[first] + within[last] * tail - within[first] * head

    def _over(self, start: int, end: int) -> _Stretches:
        """The stretches, which grow to what they are asked for. Threads that ask at once may make them twice, alike."""
        found = self._stretches
        if found is None or not found.start <= start <= end < found.end:
            start, end = (start, end) if found is None else (min(start, found.start), max(end, found.end - 1))
            calendars = [table.calendar for table in self._tables]
            found = self._stretches = _Stretches.of(calendars, *whole_years(start, end, None))
        return found


def _alike(together: Sequence[_Some], places: Iterable[int], some: _Some) -> dict[_Some, list[int]]:
    """Places of sets of calendars, by which of some calendars are among each."""
    found: dict[_Some, list[int]] = {}
    for place in places:
        found.setdefault(together[place] & some, []).append(place)
    return found


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Stretches from `start` on up to `end` in which no calendar opens or closes: when each begins, how long it lasts,
    and in `which` of the sets that occur `together` all of them are open; all in UTC microseconds."""

    start: int
    end: int
    begins: Micros
    lasts: Micros
    which: NDArray[np.intp]
    together: tuple[_Some, ...]
    _steps: Steps

    @classmethod
    def of(cls, calendars: Sequence[CompiledCalendar], start: int, end: int) -> _Stretches:
        """The stretches of calendars from one instant to another."""
        known = [calendar.covering(start, end - 1) for calendar in calendars]
        edges = [(np.array(one.starts, np.int64), np.array(one.ends, np.int64)) for one in known]
        every = np.unique(np.concatenate([*(edge for both in edges for edge in both), [start, end]]))
        marks = every[(every >= start) & (every <= end)]
        begins = marks[:-1]
        is_open = np.stack([_count(opens, begins) > _count(closes, begins) for opens, closes in edges])
        _, one_of, which = np.unique(np.packbits(is_open, axis=0), axis=1, return_index=True, return_inverse=True)
        together = tuple(frozenset(np.flatnonzero(is_open[:, one]).tolist()) for one in one_of.tolist())
        return cls(start, end, begins, np.diff(marks), which.reshape(-1), together, Steps(begins))

    def at(self, instants: Micros) -> NDArray[np.intp]:
        """The place of the stretch that holds each instant."""
        return self._steps.count_up_to(instants) - 1


def _count(edges: Micros, instants: Micros) -> NDArray[np.intp]:
    """How many edges, which are sorted, lie at each instant or before it."""
    return np.searchsorted(edges, instants, "right")
