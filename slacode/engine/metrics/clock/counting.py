"""When a cycle counts: the runs of rows between which it is neither paused, excluded nor stopped.

Pauses and excluded states are states after a row: they hold from the row's instant to that of the next row
(language reference, 5.1, 7.4). Several excluded states are joined by "or".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slacode.engine.evaluate.batch import Bools, CaseBatch, Micros, Moment, moment_of
from slacode.engine.metrics.clock.cycles import Cycles, How
from slacode.engine.metrics.clock.marks import Marks, Rows, between
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock


@dataclass(frozen=True, slots=True)
class Runs:
    """Stretches in which cycles count, in order: `[since, until)` in UTC microseconds, cycle by cycle.

    Cycle i of `Cycles` has the runs `bounds[i]:bounds[i + 1]`. Within a cycle they are disjoint and never touch. They
    may be empty in time, where rows share an instant.
    """

    bounds: Rows
    since: Micros
    until: Micros


def idle_rows(batch: CaseBatch, clock: Clock, excluded_while: tuple[Condition, ...]) -> Bools | None:
    """Whether the clock rests after each row; None where it never rests within a cycle."""
    resting = excluded_while if clock.pause is None else (clock.pause, *excluded_while)
    if clock.reopen == "continues":
        resting = (clock.stop, *resting)
    if not resting:
        return None
    idle = batch.flags[resting[0]].copy()
    for condition in resting[1:]:
        idle |= batch.flags[condition]
    return idle


def runs_of(batch: CaseBatch, cycles: Cycles, idle: Bools | None, as_of: Moment) -> Runs:
    """The runs of every cycle; a cycle that is open counts to `as_of`."""
    lasts = cycles.start < cycles.end
    lasting = np.flatnonzero(lasts)
    start, end = cycles.start[lasting], cycles.end[lasting]
    if idle is None:
        first, last = start, end
        begins = np.arange(lasting.size + 1, dtype=np.int64)
    else:
        first, last, begins = _run_rows(start, end, idle)
    bounds = begins
    if lasting.size < lasts.size:  # one that does not last has no run
        bounds = np.append(begins[np.cumsum(lasts) - lasts], first.size)
    until = batch.time[np.minimum(last, batch.time.size - 1)]
    still = lasting[cycles.how[lasting] == How.OPEN]
    still = still[bounds[still] < bounds[still + 1]]
    final = bounds[still + 1] - 1
    to_the_end = last[final] == cycles.end[still]
    until[final[to_the_end]] = moment_of(as_of, cycles.case[still[to_the_end]])
    return Runs(bounds, batch.time[first], until)


def _run_rows(start: Rows, end: Rows, idle: Bools) -> tuple[Rows, Rows, Rows]:
    """The rows at which runs begin, and those at which they end, in order; and how many begin before each cycle, and in
    all.

    Cycles may share a row (`again`), at which one run ends and the next begins; but no two begin, or end, at one row,
    so that a mark a row suffices for either.
    """
    edge = np.zeros(idle.size + 1, dtype=np.bool_)
    edge[start] = True
    edge[end] ^= True
    counts = between(edge[:-1])
    counts &= ~idle
    begins = counts.copy()
    begins[1:] &= ~counts[:-1]
    begins[start] = counts[start]
    ends = np.zeros(idle.size + 1, dtype=np.bool_)
    ends[1:] = counts
    ends[:-1] &= ~counts
    ends[end] = counts[end - 1]
    marks = Marks(begins)
    return np.flatnonzero(begins), np.flatnonzero(ends), marks.before(np.append(start, idle.size))
