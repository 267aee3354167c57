"""What several rules on one batch have in common: the cycles of a clock and the stretches in which they count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import CaseBatch, Moment
from slacode.engine.metrics.clock.counting import Runs, idle_rows, runs_of
from slacode.engine.metrics.clock.cycles import Cycles, cycles_of
from slacode.engine.metrics.clock.table import CycleTable
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock

Places = NDArray[Any]
"""Whole numbers, as wide as there are rows of a target."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Work done once for one batch and one `as_of`, whatever the number of rules. Not to be shared by threads.

    `tables` are those that `judged` has made, by the identity of their rules, which outlive the batch.
    """

    batch: CaseBatch
    as_of: Moment
    tables: dict[int, CycleTable] = field(default_factory=dict)
    _cycles: dict[Clock, Cycles] = field(default_factory=dict)
    _runs: dict[tuple[Clock, tuple[Condition, ...]], Runs] = field(default_factory=dict)
    _rows: dict[tuple[Condition | None, ...], Places] = field(default_factory=dict)
    _span: list[tuple[int, int]] = field(default_factory=list)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last time of the batch."""
        if not self._span:
            time = self.batch.time
            self._span.append((int(time.min()), int(time.max())) if time.size else (0, 0))
        return self._span[0]

    def cycles(self, clock: Clock) -> Cycles:
        """The cycles of the clock."""
        if clock not in self._cycles:
            self._cycles[clock] = cycles_of(self.batch, clock)
        return self._cycles[clock]

    def runs(self, clock: Clock, excluded_while: tuple[Condition, ...]) -> Runs:
        """When those cycles count."""
        key = (clock, excluded_while)
        if key not in self._runs:
            idle = idle_rows(self.batch, clock, excluded_while)
            self._runs[key] = runs_of(self.batch, self.cycles(clock), idle, self.as_of)
        return self._runs[key]

    def rows(self, conditions: tuple[Condition | None, ...]) -> Places:
        """After each row of the batch, the place of the first condition that holds; None holds always, -1 is none."""
        if conditions not in self._rows:
            self._rows[conditions] = _first_that_holds(self.batch, conditions)
        return self._rows[conditions]


def _first_that_holds(batch: CaseBatch, conditions: tuple[Condition | None, ...]) -> Places:
    """By operations on bits, of which many are done at once."""
    width = np.dtype(np.int16 if len(conditions) < 1 << 15 else np.int32)
    first: Places = np.full(batch.time.size, -1, dtype=width)
    for place, condition in reversed([*enumerate(conditions)]):
        if condition is None:
            first[:] = place
        else:
            holds = -batch.flags[condition].astype(width)
            first ^= (first ^ width.type(place)) & holds
    return first
