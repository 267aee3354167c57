"""Where the cycles of every case begin and end: the state machine of a clock, as jumps between rows.

A cycle is wholly decided by the row it begins at. So the step from a cycle to its end and to the next one is written
once, on arrays of rows; it is taken for all cases at once, and for the few cases with very many cycles it is taken for
every row first and the chain of cycles then read off.

What the language reference, 5.2 leaves open:

- On a cycle's own first row `cancel`, then `stop` are looked at; `again` is not. On any other row `cancel` beats
  `stop`, which beats `again`: where `stop` and `again` hold on one row the cycle stops and none begins.
- `ignored`: the first stop ends everything of the case, later starts too.
- `continues`: on a reopening row the clock runs again, then `cancel` and `again` are looked at.
- `restarts`: the next cycle begins at the first row after the stop where `stop` does not hold.
- After a cancelled cycle the next later row where `start` holds begins a further one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, CaseBatch
from slacode.engine.metrics.clock.marks import Marks, Rows
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock

ROUNDS = 8
"""So many cycles of every case are found for all cases at once, whatever the number of cases."""
FEW = 512
"""After those rounds, fewer cases than this are followed one by one."""


class How(IntEnum):
    """What ended a cycle."""

    OPEN = 0
    STOPPED = 1
    AGAIN = 2
    CANCELLED = 3


@dataclass(frozen=True, slots=True)
class Cycles:
    """All cycles of a batch, ordered by case, then number (from 1), whatever version or target they belong to.

    `start` and `end` are rows of the batch; the cycle spans the times of `[start, end]`. An open cycle ends at its
    case's end, which is the row after the case's last one. `how` holds a `How`.
    """

    case: Rows
    number: Rows
    start: Rows
    end: Rows
    how: NDArray[np.int8]

    def only(self, chosen: Rows) -> Cycles:
        """Some of the cycles, each once and in their order; themselves if these are all, as is common."""
        if chosen.size == self.case.size:
            return self
        case, number, start, end = (column[chosen] for column in (self.case, self.number, self.start, self.end))
        return Cycles(case, number, start, end, self.how[chosen])


class _Leg(NamedTuple):
    """Some cycles, at most one of a case or all of it, before they are put in order."""

    case: Rows
    start: Rows
    end: Rows
    how: NDArray[np.int8]

    def only(self, chosen: Bools | Rows) -> _Leg:
        return _Leg(self.case[chosen], self.start[chosen], self.end[chosen], self.how[chosen])


@dataclass(frozen=True, slots=True)
class _Events:
    """What the clock looks for; None where it has no such clause, or where the clause cannot end a cycle."""

    clock: Clock
    case_end: Rows
    starts: Marks
    stops: Marks | None
    leaves: Marks | None
    cancels: Marks | None
    agains: Marks | None
    stop: Bools
    cancel: Bools | None


def cycles_of(batch: CaseBatch, clock: Clock) -> Cycles:
    """The cycles of every case of the batch by this clock (language reference, 5.1, 5.2)."""
    events = _events(batch, clock)
    begins = events.starts.following(batch.offsets[:-1])
    case = np.flatnonzero(begins < events.case_end)
    leg = _ends(events, case, begins[case])
    legs = []
    while leg.case.size:
        legs.append(leg)
        case, start = _successors(events, leg)
        if len(legs) >= ROUNDS and start.size < FEW:
            legs.append(_chased(events, case, start))
            break
        leg = _ends(events, case, start)
    return _in_order(legs)


def _events(batch: CaseBatch, clock: Clock) -> _Events:
    def flag(condition: Condition | None) -> Bools | None:
        return None if condition is None else batch.flags[condition]

    stop, cancel, again = batch.flags[clock.stop], flag(clock.cancel), flag(clock.again)
    continues = clock.reopen == "continues"
    ends = None if cancel is None else cancel & ~_still(stop) if continues else cancel
    renews = None if again is None else again & ~stop if continues else again
    return _Events(
        clock=clock,
        case_end=batch.offsets[1:],
        starts=Marks(batch.flags[clock.start]),
        stops=None if continues else Marks(stop),
        leaves=None if clock.reopen == "ignored" else Marks(~stop),
        cancels=None if ends is None else Marks(ends),
        agains=None if renews is None else Marks(renews),
        stop=stop,
        cancel=cancel,
    )


def _still(flag: Bools) -> Bools:
    """Whether the flag holds on the row and held on the one before: a clock that was stopped and stays so.

    Only rows after a cycle's first are asked, so the row before is of the same case.
    """
    both = flag.copy()
    both[1:] &= flag[:-1]
    return both


def _ends(events: _Events, case: Rows, start: Rows) -> _Leg:
    """Where cycles that begin at the rows `start` end, and how: of what falls on one row the last one here wins."""
    last = events.case_end[case]
    leg = _Leg(case, start, last, np.zeros(case.size, dtype=np.int8))
    if events.agains is not None:
        leg = _ended(leg, events.agains.following(start + 1), last, How.AGAIN)
    if events.stops is not None:
        leg = _ended(leg, events.stops.following(start), last, How.STOPPED)
    if events.cancels is not None and events.cancel is not None:
        cancel = np.where(events.cancel[start], start, events.cancels.following(start + 1))
        leg = _ended(leg, cancel, last, How.CANCELLED)
    return _stopped_at_last(events, leg) if events.clock.reopen == "continues" else leg


def _ended(leg: _Leg, at: Rows, last: Rows, how: How) -> _Leg:
    """The cycles, ended at the rows `at` where these come in time."""
    ends = (at <= leg.end) & (at < last)
    return leg._replace(end=np.where(ends, at, leg.end), how=np.where(ends, np.int8(how), leg.how))


def _stopped_at_last(events: _Events, leg: _Leg) -> _Leg:
    """Under `continues` a cycle that nothing else ended is stopped if its last row is a stop row; what decides is the
    first row of that last run of stop rows."""
    stopped = np.flatnonzero((leg.how == How.OPEN) & events.stop[leg.end - 1])
    if not stopped.size or events.leaves is None:
        return leg
    first_of_run = events.leaves.last_before(leg.end[stopped]) + 1
    leg.end[stopped] = np.maximum(first_of_run, leg.start[stopped])
    leg.how[stopped] = How.STOPPED
    return leg


def _successors(events: _Events, leg: _Leg) -> tuple[Rows, Rows]:
    """The cases that have a further cycle, and the row it begins at."""
    following = _successor_rows(events, leg)
    goes_on = following < events.case_end[leg.case]
    return leg.case[goes_on], following[goes_on]


def _successor_rows(events: _Events, leg: _Leg) -> Rows:
    """The row at which the cycle after each begins; one not before the end of its case where there is none."""
    following = events.case_end[leg.case]
    if events.agains is not None:
        again = leg.how == How.AGAIN
        following[again] = leg.end[again]
    if events.cancels is not None:
        cancelled = np.flatnonzero(leg.how == How.CANCELLED)
        following[cancelled] = events.starts.following(leg.end[cancelled] + 1)
    if events.leaves is not None and events.clock.reopen == "restarts":
        stopped = np.flatnonzero(leg.how == How.STOPPED)
        following[stopped] = events.leaves.following(leg.end[stopped] + 1)
    return following


def _chased(events: _Events, case: Rows, start: Rows) -> _Leg:
    """All cycles from the given one on, for a few cases that may have very many."""
    size = events.case_end[case] - start
    base = np.cumsum(size) - size
    within = np.arange(int(size.sum()), dtype=np.int64) - np.repeat(base, size)
    leg = _ends(events, np.repeat(case, size), np.repeat(start, size) + within)
    following = _successor_rows(events, leg)
    jump = following - leg.start + np.arange(leg.start.size, dtype=np.int64)
    jump[following >= events.case_end[leg.case]] = -1
    return leg.only(_chain(jump.tolist(), base.tolist()))


def _chain(jump: list[int], firsts: list[int]) -> Rows:
    """The places visited from each of `firsts` on; -1 ends a chain."""
    visited = []
    for first in firsts:
        place = first
        while place >= 0:
            visited.append(place)
            place = jump[place]
    return np.array(visited, dtype=np.int64)


def _in_order(legs: list[_Leg]) -> Cycles:
    if not legs:
        nothing = np.zeros(0, dtype=np.int64)
        return Cycles(nothing, nothing, nothing, nothing, np.zeros(0, dtype=np.int8))
    leg = _Leg(*(np.concatenate(columns) for columns in zip(*legs, strict=True)))
    if len(legs) == 1:
        return Cycles(leg.case, np.ones(leg.case.size, dtype=np.int64), leg.start, leg.end, leg.how)
    # no two cycles begin at one row, and the rows of a case stand together: their order is that of the start rows
    leg = leg.only(np.argsort(leg.start))
    place = np.arange(leg.case.size, dtype=np.int64)
    new_case = np.ones(leg.case.size, dtype=np.bool_)
    new_case[1:] = leg.case[1:] != leg.case[:-1]
    number = place - np.maximum.accumulate(np.where(new_case, place, 0)) + 1
    return Cycles(leg.case, number, leg.start, leg.end, leg.how)
