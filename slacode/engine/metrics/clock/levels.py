"""The elapsed times that levels such as `average at most 4h` look at, by row and period."""

from __future__ import annotations

import numpy as np

from slacode.engine.evaluate.batch import Micros
from slacode.engine.evaluate.ordering import in_order

WIDTH = 3
"""The columns of elapsed times: row, cell, and the time in microseconds."""


class ElapsedTimes:
    """Elapsed times in order of row and cell, so that those of a row in a range of cells stand together."""

    def __init__(self, columns: tuple[Micros, ...]) -> None:
        row, cell, elapsed = columns
        order = in_order(row, cell)
        self._row, self._cell, self._elapsed = row[order], cell[order], elapsed[order]

    def of(self, row: int, cells: tuple[int, int]) -> list[int]:
        """The times, in microseconds, of a row of the target in the cells `[first, behind)`."""
        first, last = np.searchsorted(self._row, [row, row + 1]).tolist()
        begin, end = (first + np.searchsorted(self._cell[first:last], cells)).tolist()
        times: list[int] = self._elapsed[begin:end].tolist()
        return times
