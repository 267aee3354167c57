"""Worst cases by brute force: every minute and the microsecond before it is tried, on open time looked up cell by cell.

Shares no code with the proofs. Open time is a row of quarter-hour cells, each put on the wall clock by the calendars'
own oracle; B is their running sum, and its inverse a search in it. All starts are tried at once, as columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np

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
        self.open = np.array([is_open(name, calendars, zone, moment + i * quarter) for i in range(days * 96)], np.int64)
        self.before = np.concatenate([[0], np.cumsum(CELL * self.open)])

    def counted(self, instants: np.ndarray) -> np.ndarray:
        """Counted time from `first` to each instant."""
        cell, rest = np.divmod(instants - self.first, CELL)
        return self.before[cell] + rest * self.open[cell]

    def latest(self, values: np.ndarray) -> np.ndarray:
        """The latest instants at which no more than each value is counted."""
        cell = np.searchsorted(self.before, values, side="right") - 1
        if (cell >= self.open.size).any():
            raise OverflowError("beyond the cells")
        return self.first + cell * CELL + (values - self.before[cell])


def slack(
    allowance: int, own: Cells, finish: Callable[[np.ndarray], np.ndarray], first: int, last: int
) -> tuple[int, int]:
    """The least slack over every minute from first to last, and the microsecond before, and the earliest such start."""
    minutes = np.arange(first, last + 1, MINUTE)
    starts = np.unique(np.concatenate([minutes, minutes[1:] - 1, [last]]))
    slacks = allowance - (own.counted(finish(starts)) - own.counted(starts))
    worst = int(slacks.argmin())
    return int(slacks[worst]), int(starts[worst])
