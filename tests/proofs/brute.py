"""Worst cases by brute force: every minute and the microsecond before it is tried, on open time looked up cell by cell.

Shares no code with the proofs. Open time is a row of quarter-hour cells, each put on the wall clock by the calendars'
own oracle; B is their running sum, and its inverse a search in it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Mapping

from slacode.engine.model.calendar import Calendar
from tests.calendar.oracle import is_open

MINUTE = 60_000_000
CELL = 15 * MINUTE
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Cells:
    """A calendar as quarter-hour cells from `first` on for some days; nothing is open beyond."""

    def __init__(self, name: str, calendars: Mapping[str, Calendar], zone: str, first: int, days: int) -> None:
        moment = EPOCH + dt.timedelta(microseconds=first)
        quarter = dt.timedelta(minutes=15)
        self.first = first
        self.open = [is_open(name, calendars, zone, moment + i * quarter) for i in range(days * 96)]
        self.before = [0]
        for cell in self.open:
            self.before.append(self.before[-1] + CELL * cell)

    def counted(self, instant: int) -> int:
        """Counted time from `first` to an instant."""
        cell, rest = divmod(instant - self.first, CELL)
        return self.before[cell] + rest * self.open[cell]

    def latest(self, value: int) -> int:
        """The latest instant at which no more than `value` is counted."""
        cell = bisect_right(self.before, value) - 1
        if cell >= len(self.open):
            raise OverflowError("beyond the cells")
        return self.first + cell * CELL + (value - self.before[cell])


def slack(
    allowance: Callable[[int], int], own: Cells, finish: Callable[[int], int], first: int, last: int
) -> tuple[int, int]:
    """The least slack over every minute from first to last, and the microsecond before, and the earliest such start."""
    starts = [at for minute in range(first, last + 1, MINUTE) for at in (minute - 1, minute) if first <= at <= last]
    starts.append(last)
    return min((allowance(s) - (own.counted(finish(s)) - own.counted(s)), s) for s in starts)
