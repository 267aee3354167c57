"""Spans of time as columns: what is left of some when others are taken out, and how much of it is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import Micros


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans `[starts, ends)` in UTC microseconds, which may overlap, touch, be empty and stand in any order."""

    starts: Micros
    ends: Micros

    def without(self, out: Spans) -> Spans:
        """The time of these spans that no span of `out` holds, in order, neither overlapping nor touching."""
        at = np.concatenate((self.starts, self.ends, out.starts, out.ends))
        step = np.repeat(
            np.array([[1, 0], [-1, 0], [0, 1], [0, -1]], dtype=np.int64),
            [self.starts.size, self.ends.size, out.starts.size, out.ends.size],
            axis=0,
        )
        order = np.argsort(at, kind="stable")
        at, held = at[order], np.cumsum(step[order], axis=0)
        # between one edge and the next that lies later
        lasting = np.flatnonzero(np.diff(at) > 0)
        ours = (held[lasting, 0] > 0) & (held[lasting, 1] == 0)
        starts, ends = at[lasting][ours], at[lasting + 1][ours]
        apart = np.ones(starts.size + 1, dtype=np.bool_)  # whether a span begins here; the last entry closes the last
        apart[1:-1] = starts[1:] != ends[:-1]
        return Spans(starts[apart[:-1]], ends[apart[1:]])

    def merged(self) -> Spans:
        """The same time in order, neither overlapping nor touching."""
        nothing = np.zeros(0, dtype=np.int64)
        return self.without(Spans(nothing, nothing))


class Counted:
    """The counted time of merged spans up to any instant."""

    def __init__(self, spans: Spans, table: DayTable) -> None:
        self._spans, self._table = spans, table
        self._opened = table.counted_at(spans.starts)
        self._before = np.append(0, np.cumsum(table.counted_at(spans.ends) - self._opened))

    def until(self, instants: Micros) -> Micros:
        """How much of the spans is counted before each instant, in microseconds."""
        if not self._spans.starts.size:
            return np.zeros_like(instants)
        place = np.searchsorted(self._spans.starts, instants, side="right") - 1
        inside = np.maximum(place, 0)
        reached = self._table.counted_at(np.minimum(instants, self._spans.ends[inside])) - self._opened[inside]
        return np.where(place < 0, 0, self._before[inside] + reached)

    def between(self, starts: Micros, ends: Micros) -> Micros:
        """How much of the spans is counted from each start to its end."""
        return self.until(ends) - self.until(starts)
