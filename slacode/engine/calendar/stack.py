"""Counted time in several calendars at once: the slots of all stand in one table, so that no column is parted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.table import Column, DayTable, Slots, Window, whole_years


class Stack:
    """The tables of some calendars, one below the other; it grows to what it is asked for."""

    def __init__(self, tables: Sequence[DayTable]) -> None:
        self._tables = tables
        self._lock = threading.Lock()
        self._own: Slots | None = None
        self._all: Slots | None = None

    def counted_at(self, which: NDArray[np.intp], instants: Column) -> Column:
        """B of each instant in the calendar `which` of it, as `DayTable.counted_at`."""
        if not len(instants):
            return instants.copy()
        slots = self._slots_for(int(instants.min()), int(instants.max()))
        return slots.counted_at(instants, which * (len(slots.before) // len(self._tables)))

    def _slots_for(self, start: int, end: int) -> Slots:
        """The slots of all tables; `_own` are those of the first one, which tell what they cover."""
        with self._lock:
            if self._all is None or self._own is None or not self._own.cover(start, end):
                start, end = whole_years(start, end, self._own)
                widths = {table.width(start, end) for table in self._tables}
                width = DAY if DAY in widths else min(widths)
                parts = [table.slots(start, end, width) for table in self._tables]
                self._own, self._all = parts[0], _below(parts)
            return self._all


def _below(parts: Sequence[Slots]) -> Slots:
    """The same slots of several calendars as one; where one has fewer windows than another, they are empty."""
    none = np.zeros(len(parts[0].before), np.int64)
    windows = tuple(
        Window(
            np.concatenate([window.lasts for window in same]),
            None
            if all(window.opens is None for window in same)
            else np.concatenate([none if window.opens is None else window.opens for window in same]),
        )
        for same in zip_longest(*(part.windows for part in parts), fillvalue=Window(none))
    )
    before = np.concatenate([part.before for part in parts])
    return Slots(parts[0].width, parts[0].first, before, windows)


@lru_cache(maxsize=256)
def stacked(tables: tuple[DayTable, ...]) -> Stack:
    """The stack of some tables, made once."""
    return Stack(tables)
