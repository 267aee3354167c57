"""How much of some time falls in the open hours of each of several calendars at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
        self._stretches: dict[_Some, _Stretches] = {}

    def parts(self, own: int, others: _Some, since: Micros, until: Micros) -> Iterator[tuple[_Some, Micros]]:
        """The open time of calendar `own` in each `[since, until)`, parted by which of `others` are open with it.

        Only those are looked at that are open together at some time from the first to the last of these instants.
        """
        if others <= {own}:
            yield frozenset({own}), self._tables[own].counted(since, until)
            return
        found = self._over(others | {own}, int(since.min()), int(until.max()))
        first, last = found.at(since), found.at(until)
        met = slice(int(first.min()), int(last.max()) + 1)
        head, tail = since - found.begins[first], until - found.begins[last]
        which, lasts = found.which[met], found.lasts[met]
        first, last = first - met.start, last - met.start
        for place in np.unique(which).tolist():
            if own in found.together[place]:
                within = which == place
                before = np.append(0, np.cumsum(within * lasts))
                time = before[last] - before[first] + within[last] * tail - within[first] * head
                yield found.together[place], time

    def _over(self, some: _Some, start: int, end: int) -> _Stretches:
        """The stretches of some calendars. Threads that ask at once may make them twice, alike."""
        found = self._stretches.get(some)
        if found is None or not found.start <= start <= end < found.end:
            start, end = (start, end) if found is None else (min(start, found.start), max(end, found.end - 1))
            calendars = {place: self._tables[place].calendar for place in sorted(some)}
            found = self._stretches[some] = _Stretches.of(calendars, *whole_years(start, end, None))
        return found


@dataclass(frozen=True, slots=True)
class _Stretches:
    """Stretches from `start` on up to `end` in which none of some calendars opens or closes: when each begins, how long
    it lasts, and in `which` of the sets that occur `together` all of them are open; all in UTC microseconds."""

    start: int
    end: int
    begins: Micros
    lasts: Micros
    which: NDArray[np.intp]
    together: tuple[_Some, ...]
    _steps: Steps

    @classmethod
    def of(cls, calendars: Mapping[int, CompiledCalendar], start: int, end: int) -> _Stretches:
        """The stretches of calendars, by their places, from one instant to another."""
        known = [calendar.covering(start, end - 1) for calendar in calendars.values()]
        edges = [(np.array(one.starts, np.int64), np.array(one.ends, np.int64)) for one in known]
        every = np.unique(np.concatenate([*(edge for both in edges for edge in both), [start, end]]))
        marks = every[(every >= start) & (every <= end)]
        begins = marks[:-1]
        opened = np.stack([np.searchsorted(opens, begins, "right") for opens, _ in edges])
        closed = np.stack([np.searchsorted(closes, begins, "right") for _, closes in edges])
        bits = np.packbits(opened > closed, axis=0)
        _, one_of, which = np.unique(bits, axis=1, return_index=True, return_inverse=True)
        places = np.array([*calendars])
        together = tuple(frozenset(places[opened[:, k] > closed[:, k]].tolist()) for k in one_of.tolist())
        return cls(start, end, begins, np.diff(marks), which.reshape(-1), together, Steps(begins))

    def at(self, instants: Micros) -> NDArray[np.intp]:
        """The place of the stretch that holds each instant."""
        return self._steps.count_up_to(instants) - 1
