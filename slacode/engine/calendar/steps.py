"""Searches in a sorted column by buckets of equal width: a take in place of a search."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
_ABOVE = 2**63 - 1


class Steps:
    """How many values of a sorted column, all less than 2**63 - 1, lie below others."""

    def __init__(self, values: Column) -> None:
        self._values = np.append(values, _ABOVE)  # so that every count is an index
        self._low = int(values[0]) if len(values) else 0
        reach = int(values[-1]) - self._low if len(values) else 0
        buckets = min(8 * len(values) + 1, 1 << 17)
        self._width = reach // buckets + 1
        edges = self._low + np.arange(buckets + 1) * self._width
        self._below = np.searchsorted(values, edges)
        self._most = int(np.diff(self._below).max())

    def count_below(self, wanted: Column) -> NDArray[np.intp]:
        """How many values are less than each wanted one."""
        if self._most > 8:  # crowded buckets: a search is quicker than a walk
            return np.searchsorted(self._values[:-1], wanted, "left")
        count = self._bucket(wanted)
        for _ in range(self._most):
            count += self._values[count] < wanted
        return count

    def count_up_to(self, wanted: Column) -> NDArray[np.intp]:
        """How many values are less than or equal to each wanted one."""
        return self.count_below(wanted + 1)

    def _bucket(self, wanted: Column) -> NDArray[np.intp]:
        bucket = np.clip((wanted - self._low) // self._width, 0, len(self._below) - 1)
        found: NDArray[np.intp] = self._below[bucket]
        return found
