"""What a clock gives: one entry a cycle, as columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, Micros


class Verdict(IntEnum):
    """How a cycle fared (language reference, 5.3). NONE: no row matched, it is exempt, or no deadline is known."""

    NONE = 0
    MET = 1
    BREACHED = 2
    PENDING = 3
    EXCLUDED = 4
    CANCELLED = 5


COLUMNS = (
    *("case", "cycle", "row", "started", "stopped", "allowance", "elapsed", "verdict", "verdict_at", "due"),
    *("ended", "settled"),
)
"""The columns of a `CycleTable`."""


@dataclass(frozen=True)
class CycleTable:
    """The cycles of a batch under one rule, ordered by case, then cycle; all columns have one length.

    Instants are UTC microseconds, durations microseconds; NO_INSTANT stands where there is none.

    - `case`: index into `CaseBatch.cases`; `cycle`: its number in the case, from 1, also over cycles that are left out;
    - `row`: index into `ClockRule.rows`, -1 where no row matched;
    - `started`, `stopped`: start and, if it stopped, stop (`again` stops a cycle too);
    - `allowance`, `elapsed`: A and E; A is empty for `by FIELD` and levels, both are where the row is exempt or none;
    - `verdict`: a `Verdict`; `verdict_at`: the stop if met, the breach instant if breached, the cancel instant if
      cancelled, the stop if excluded and stopped, else NO_INSTANT;
    - `due`: the earliest instant at which E = A, projected from `ended` where it was not reached; for business days the
      deadline as written while nothing moved it and it is open time; for `by FIELD` the field's value;
    - `ended`: stop, cancel, or `as of`;
    - `settled`: nothing that may still come in the log can change the entry's verdict or place.
    """

    case: NDArray[np.int64]
    cycle: NDArray[np.int32]
    row: NDArray[np.int64]
    started: Micros
    stopped: Micros
    allowance: Micros
    elapsed: Micros
    verdict: NDArray[np.int8]
    verdict_at: Micros
    ended: Micros
    settled: Bools
    project: Callable[[], Micros] = field(repr=False, compare=False)

    @cached_property
    def due(self) -> Micros:
        """When each allowance is used up; few ask for it, and it takes its time."""
        return self.project()

    def part(self, chosen: slice) -> CycleTable:
        """Some of the cycles."""
        columns = {name: getattr(self, name)[chosen] for name in COLUMNS if name != "due"}
        return CycleTable(**columns, project=lambda: self.due[chosen])
