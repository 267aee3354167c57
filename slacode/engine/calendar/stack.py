"""Counted time in several calendars at once: the days of all stand in one table, so that no column is parted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.table import Column, DayRows, DayTable


class Stack:
    """The tables of some calendars, one below the other; it grows to what it is asked for."""

    def __init__(self, tables: Sequence[DayTable]) -> None:
        self._tables = tables
        self._lock = threading.Lock()
        self._rows: DayRows | None = None

    def counted_at(self, which: NDArray[np.intp], instants: Column) -> Column:
        """B of each instant in the calendar `which` of it, as `DayTable.counted_at`."""
        if not len(instants):
            return instants.copy()
        rows = self._rows_for(int(instants.min()) // DAY, int(instants.max()) // DAY)
        return rows.counted_at(instants, which * (len(rows.before) // len(self._tables)))

    def _rows_for(self, first: int, last: int) -> DayRows:
        with self._lock:
            rows = self._rows
            if rows is not None:
                known = len(rows.before) // len(self._tables)
                if rows.first <= first and last < rows.first + known:
                    return rows
                first, last = min(first, rows.first), max(last, rows.first + known - 1)
            rows = self._rows = _below([table.rows_of_days(first, last) for table in self._tables])
            return rows


def _below(parts: Sequence[DayRows]) -> DayRows:
    """Rows of the same days of several calendars as one; where one has fewer windows than another, they are empty."""
    none = np.zeros(len(parts[0].before), np.int64)
    opens, lasts = (
        tuple(np.concatenate(columns) for columns in zip_longest(*windows, fillvalue=none))
        for windows in ([part.opens for part in parts], [part.lasts for part in parts])
    )
    return DayRows(parts[0].first, np.concatenate([part.before for part in parts]), opens, lasts)


@lru_cache(maxsize=256)
def stacked(tables: tuple[DayTable, ...]) -> Stack:
    """The stack of some tables, made once."""
    return Stack(tables)
