"""The sums of parted cycles by row, stretch of time and support, in whole numbers that no number of cases overflows."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NOWHERE, Micros

WHOLE = -1
"""What stands for the place of a support where a figure is that of the cycles themselves."""


class Figure(NamedTuple):
    """What is summed up, for a row of the target, of a support, in a cell of the target's periods.

    `by_stop`: the cell is that in which the cycles were stopped, else that in which they count.
    """

    what: str
    row: int
    support: int = WHOLE
    by_stop: bool = False
    cell: int = NOWHERE


@dataclass(slots=True)
class Attributed:
    """What was attributed of some cases: sums in microseconds or numbers of cycles; `rows` are those of a batch
    to be listed."""

    sums: Counter[Figure] = field(default_factory=Counter)
    rows: pa.RecordBatch | None = None

    def merge(self, other: Attributed) -> None:
        """Add the sums of other cases."""
        self.sums.update(other.sums)


class Totals:
    """Sums of figures over stretches of cells, however long."""

    def __init__(self, sums: Mapping[Figure, int]) -> None:
        self._cells: dict[Figure, list[int]] = {}
        self._until: dict[Figure, list[int]] = {}
        for figure in sorted(sums):
            key = figure._replace(cell=NOWHERE)
            self._cells.setdefault(key, []).append(figure.cell)
            until = self._until.setdefault(key, [0])
            until.append(until[-1] + sums[figure])

    def of(self, figure: Figure, cells: tuple[int, int]) -> int:
        """The sum of a figure, whose own cell means nothing, over the cells `[first, behind)`."""
        key = figure._replace(cell=NOWHERE)
        if key not in self._cells:
            return 0
        first, behind = (bisect_left(self._cells[key], cell) for cell in cells)
        return self._until[key][behind] - self._until[key][first]


@dataclass(frozen=True, slots=True)
class Places:
    """Where some cycles belong: the row of the target and the cell of its periods, NOWHERE for none."""

    row: NDArray[np.int64]
    cell: NDArray[np.int64]
    by_stop: bool = False


def summed(places: Places, columns: Mapping[tuple[str, int], Micros]) -> Counter[Figure]:
    """The sums of columns, by what they hold and of which support, over the cycles that belong to one place."""
    counted = np.flatnonzero(places.cell != NOWHERE)
    if not counted.size:
        return Counter()
    where, group = np.unique(np.stack((places.row[counted], places.cell[counted])), axis=1, return_inverse=True)
    found: Counter[Figure] = Counter()
    for (what, support), column in columns.items():
        totals = _exact_sums(column[counted], group.reshape(-1), where.shape[1])
        for row, cell, total in zip(*where.tolist(), totals, strict=True):
            if total:
                found[Figure(what, row, support, places.by_stop, cell)] = total
    return found


def _exact_sums(values: Micros, group: NDArray[np.int64], size: int) -> list[int]:
    """Sums by group, of upper and lower halves, as those of a batch may exceed 64 bits."""
    high, low = np.zeros((2, size), dtype=np.int64)
    np.add.at(high, group, values >> 32)
    np.add.at(low, group, values & 0xFFFFFFFF)
    return [(upper << 32) + lower for upper, lower in zip(high.tolist(), low.tolist(), strict=True)]
