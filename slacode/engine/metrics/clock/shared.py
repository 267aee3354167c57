"""What several rules on one batch have in common: the cycles of a clock and the stretches in which they count."""

from __future__ import annotations

from dataclasses import dataclass, field

from slacode.engine.evaluate.batch import CaseBatch, Moment
from slacode.engine.metrics.clock.counting import Runs, idle_rows, runs_of
from slacode.engine.metrics.clock.cycles import Cycles, cycles_of
from slacode.engine.metrics.clock.table import CycleTable
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock


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
