"""Exact figures of many numbers of 128 bits: sums, extremes and nearest ranks, without an object a number."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from slacode.engine.evaluate.batch import Micros

WIDTH = 5
"""The columns of compressed numbers: row, cell, high half, low half (its bits as a signed number), how many."""

_HALF = 0xFFFF_FFFF

Columns = tuple[Micros, Micros, Micros, Micros, Micros]


def compressed(row: Micros, cell: Micros, high: Micros, low: Micros) -> Columns:
    """Equal numbers of one row and cell as one, in order of row, cell and number."""
    return _grouped(row, cell, high, low, np.ones(row.size, dtype=np.int64))


def _grouped(row: Micros, cell: Micros, high: Micros, low: Micros, count: Micros) -> Columns:
    order = np.lexsort((low.view(np.uint64), high, cell, row))
    row, cell, high, low = row[order], cell[order], high[order], low[order]
    new = np.ones(order.size, dtype=np.bool_)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in (row, cell, high, low)])
    starts = np.flatnonzero(new)
    counts = np.add.reduceat(count[order], starts) if starts.size else count
    return row[starts], cell[starts], high[starts], low[starts], counts


class Exact:
    """Numbers by row and cell, in units of `1 / scale`."""

    def __init__(self, columns: tuple[Micros, ...], scale: int) -> None:
        self._columns = _grouped(*columns)
        self._scale = scale

    def of(self, row: int, cells: tuple[int, int]) -> Numbers:
        """The numbers of a row in a range of cells."""
        rows, cell, high, low, count = self._columns
        first, last = np.searchsorted(rows, [row, row + 1]).tolist()
        begin, end = (first + np.searchsorted(cell[first:last], cells)).tolist()
        return Numbers(high[begin:end], low[begin:end], count[begin:end], self._scale)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers with how often each occurs; the same one may stand there several times."""

    high: Micros
    low: Micros
    times: Micros
    scale: int

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return int(self.times.sum())

    def figure(self, aggregate: str) -> Fraction:
        """`average`, `total`, `longest` or `max`, `min`, or `p95` by nearest rank; there must be a number."""
        if aggregate in ("average", "total"):
            return Fraction(self._sum(), self.scale * (self.count if aggregate == "average" else 1))
        return Fraction(self._at(self._rank(aggregate)), self.scale)

    def _rank(self, aggregate: str) -> int:
        """The place, from 1, of the number that is meant among all in ascending order."""
        if aggregate == "min":
            return 1
        if aggregate in ("longest", "max"):
            return self.count
        percent = Fraction(Decimal(aggregate[1:]))
        return min(max(1, -(-percent * self.count // 100)), self.count)

    def _at(self, rank: int) -> int:
        order = np.lexsort((self.low.view(np.uint64), self.high))
        place = order[int(np.searchsorted(np.cumsum(self.times[order]), rank))]
        return (int(self.high[place]) << 64) + int(self.low.view(np.uint64)[place])

    def _sum(self) -> int:
        """By quarters of 32 bits, the sums of which stay below 64 bits up to two thousand million numbers."""
        low = self.low.view(np.uint64)
        upper, lower = (low >> np.uint64(32)).astype(np.int64), (low & np.uint64(_HALF)).astype(np.int64)
        sums = [int((part * self.times).sum()) for part in (self.high >> 32, self.high & _HALF, upper, lower)]
        return (sums[0] << 96) + (sums[1] << 64) + (sums[2] << 32) + sums[3]
