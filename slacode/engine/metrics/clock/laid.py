"""The clock of a target over those of its supports: the time of its cycles in pieces in which nothing changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.metrics.clock.sweep import Band, Sweep

NO_HOURS = -1
"""The place of the calendar of what does not count."""


@dataclass(frozen=True, slots=True)
class LaidClock:
    """Some cycles of a clock: their spans (with their number), when they count, when they are in breach, the place of
    the calendar that each counts in (-1: none), and how it stands."""

    span: Band
    runs: Band
    late: Band
    hours: Micros
    stand: NDArray[np.int64]


def joined(clocks: Sequence[LaidClock]) -> LaidClock:
    """The clock of an agreement in all its versions, which have no case in common."""
    before = np.cumsum([0, *(clock.hours.size for clock in clocks)])
    spans = [
        Band(c.span.case, c.span.since, c.span.until, c.span.value + n) for c, n in zip(clocks, before, strict=False)
    ]
    nothing = np.zeros(0, dtype=np.int64)
    return LaidClock(
        span=Band.joined(spans),
        runs=Band.joined([clock.runs for clock in clocks]),
        late=Band.joined([clock.late for clock in clocks]),
        hours=np.concatenate([nothing, *(clock.hours for clock in clocks)]),
        stand=np.concatenate([nothing, *(clock.stand for clock in clocks)]),
    )


@dataclass(frozen=True, slots=True)
class Laid:
    """The time of cycles cut into pieces `[since, until)` in which nothing changes: the `cycle` of each, the place of
    the calendar that it counts in (`own`, -1 while it does not count), whether it is in breach; and of each support
    `[k, piece]` the same, and how its own cycle stands."""

    cycle: NDArray[np.int64]
    since: Micros
    until: Micros
    own: Micros
    overdue: Bools
    hours: Micros
    late: Bools
    stand: NDArray[np.int64]

    @classmethod
    def of(cls, own: LaidClock, behind: Sequence[LaidClock], on_path: Bools) -> Laid:
        """The clock of a target over those of its supports; `on_path[k, cycle]`: support k carries the cycle."""
        sweep = Sweep([band for clock in (own, *behind) for band in (clock.span, clock.runs, clock.late)])
        held = np.stack([sweep.held(place) for place in range(3 * (len(behind) + 1))])
        inside = np.flatnonzero(held[0] >= 0)
        span, runs, late = (held[first::3, inside] for first in range(3))
        cycle = span[0]
        stand = np.zeros((len(behind), inside.size), dtype=np.int64)
        hours = np.full_like(stand, NO_HOURS)
        for k, clock in enumerate(behind):
            taken = np.flatnonzero((span[k + 1] >= 0) & on_path[k, cycle])
            stand[k, taken] = clock.stand[span[k + 1, taken]]
            counting = taken[runs[k + 1, taken] >= 0]
            hours[k, counting] = clock.hours[span[k + 1, counting]]
        counts = np.where(runs[0] >= 0, own.hours[cycle], NO_HOURS)
        return cls(cycle, sweep.time[inside], sweep.until[inside], counts, late[0] >= 0, hours, late[1:] >= 0, stand)

    def alike(self) -> Iterator[tuple[int, list[int], list[bool], NDArray[np.int64]]]:
        """The pieces that the cycle counts, those together in which the same calendars count and the same supports are
        late: the calendars of the target and of each support, who is late, and which pieces these are."""
        counted = np.flatnonzero(self.own >= 0)
        late = (self.late & (self.hours >= 0))[:, counted]
        columns = np.concatenate((self.own[None, counted], self.hours[:, counted], late))
        order = np.lexsort(columns)
        sorted_ = columns[:, order]
        begins = np.flatnonzero(np.append(True, (sorted_[:, 1:] != sorted_[:, :-1]).any(axis=0))[: order.size])
        for pieces in np.split(order, begins[1:]) if order.size else ():
            own, *others = columns[:, pieces[0]].tolist()
            half = len(others) // 2
            yield own, others[:half], [bool(one) for one in others[half:]], counted[pieces]
