"""Whose clocks ran while a target's clock did: the time of its cycles parted among the supports behind it, exactly.

The time that a cycle counts is parted at every instant among the supports whose own clocks count then. What several
count at once is divided equally among them, but the time of a support that rests on another one which counts as well
is the other's alone; the microseconds that a division leaves go to those that stand first (language reference, 8.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.attribution.path import Path
from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.metrics.clock.judge import judged
from slacode.engine.metrics.clock.laid import NO_HOURS, Laid, LaidClock, joined
from slacode.engine.metrics.clock.overlap import Overlaps
from slacode.engine.metrics.clock.promise import Kind, kind_of
from slacode.engine.metrics.clock.rules import ClockRule
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.metrics.clock.sweep import Band
from slacode.engine.metrics.clock.table import CycleTable, Verdict


class Stand(IntEnum):
    """How a support stands in a cycle; the worst of its own cycles decides. ABSENT: it has none there that it promises
    anything for; UNJUDGED: they are excluded or cancelled."""

    ABSENT = 0
    UNJUDGED = 1
    HELD = 2
    PENDING = 3
    BROKE = 4


_Owners = tuple[tuple[int, ...], tuple[int, ...]]
"""Some supports, and those of them that are late."""

_STANDS = {Verdict.MET: Stand.HELD, Verdict.PENDING: Stand.PENDING, Verdict.BREACHED: Stand.BROKE}
_STAND_OF = np.array([_STANDS.get(verdict, Stand.UNJUDGED) for verdict in Verdict], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Parted:
    """Some cycles of a target (`entry`: places in its `CycleTable`), each parted among supports: `[k, i]` is support k
    in cycle i. All times are in microseconds.

    `took` is what the support's own clock counted within the cycle; of the cycle's own counted time, `attributed` falls
    to the support, `late` is the part of that after the support had broken its promise, and `shared` is all that it had
    together with others. `rest` falls to none, `overdue` is what the cycle counted after it was in breach.
    """

    entry: NDArray[np.int64]
    stand: NDArray[np.int64]
    took: Micros
    attributed: Micros
    late: Micros
    shared: Micros
    rest: Micros
    overdue: Micros

    @property
    def unexplained(self) -> Micros:
        """What of the lateness exceeds the late time of all supports: it is the agreement's own."""
        exceeding: Micros = np.maximum(self.overdue - self.late.sum(axis=0), 0)
        return exceeding

    def only(self, chosen: Bools) -> Parted:
        """Some of the cycles."""
        return Parted(*(getattr(self, name)[..., chosen] for name in self.__slots__))


class Parting:
    """A target on a clock and the supports behind it, each with its rule in every version; none where it cannot be
    followed on this log."""

    def __init__(self, path: Path, rule: ClockRule, supports: Sequence[tuple[ClockRule, ...]]) -> None:
        self.path = path
        self.supports = tuple(supports)
        self.followed = tuple(one for rules in supports for one in rules)
        self._rule = rule
        tables = tuple(dict.fromkeys(row.counted for one in (rule, *self.followed) for row in one.rows))
        self._place = {table: place for place, table in enumerate(tables)}
        self._overlaps = Overlaps(tables)

    def part(self, shared: Shared, table: CycleTable) -> Parted:
        """The breached cycles of a batch, and those that were kept though a support broke its promise."""
        parted = self._of(shared, table, self._looked_at(shared, table))
        broken = (parted.stand == Stand.BROKE).any(axis=0)
        return parted.only((table.verdict[parted.entry] == Verdict.BREACHED) | broken)

    def part_all(self, shared: Shared, table: CycleTable) -> Parted:
        """All cycles of a batch in rows that have a path, whatever became of them."""
        return self._of(shared, table, self._has_path(table))

    def _of(self, shared: Shared, table: CycleTable, looked_at: Bools) -> Parted:
        cases = np.zeros(shared.batch.size, dtype=np.bool_)
        cases[table.case[looked_at]] = True
        own = self._clock(shared, self._rule, looked_at)
        behind = [
            joined([self._clock(shared, rule, cases[judged(shared, rule).case]) for rule in rules])
            for rules in self.supports
        ]
        return self._parted(own, behind, np.flatnonzero(looked_at), table)

    def _looked_at(self, shared: Shared, table: CycleTable) -> Bools:
        """Breached cycles, and kept ones in whose case a support broke its promise; only of rows that have a path."""
        broken = np.zeros(shared.batch.size, dtype=np.bool_)
        for rule in self.followed:
            found = judged(shared, rule)
            broken[found.case[found.verdict == Verdict.BREACHED]] = True
        kept = (table.verdict == Verdict.MET) & broken[table.case]
        looked_at: Bools = self._has_path(table) & ((table.verdict == Verdict.BREACHED) | kept)
        return looked_at

    def _has_path(self, table: CycleTable) -> Bools:
        has_path: Bools = np.array([*(bool(places) for places in self.path.of_row), False])[table.row]
        return has_path

    def _clock(self, shared: Shared, rule: ClockRule, chosen: Bools) -> LaidClock:
        table = judged(shared, rule)
        entry = np.flatnonzero(chosen)
        hours = [NO_HOURS if kind_of(row.obligation) == Kind.NOTHING else self._place[row.counted] for row in rule.rows]
        place = np.array([*hours, NO_HOURS])[table.row[entry]]
        case, since, until = table.case[entry], table.started[entry], table.ended[entry]
        late = np.flatnonzero(table.verdict[entry] == Verdict.BREACHED)
        broken = np.maximum(table.verdict_at[entry][late], since[late])
        return LaidClock(
            span=Band(case, since, until, np.arange(entry.size)),
            runs=_runs_of(shared, rule, table, entry),
            late=Band(case[late], broken, until[late], np.zeros_like(late)),
            hours=place,
            stand=np.where(place == NO_HOURS, Stand.ABSENT, _STAND_OF[table.verdict[entry]]),
        )

    def _parted(
        self, own: LaidClock, behind: Sequence[LaidClock], entry: NDArray[np.int64], table: CycleTable
    ) -> Parted:
        laid = Laid.of(own, behind, self._on_path(table.row[entry]))
        stand, took = np.zeros((2, len(behind), entry.size), dtype=np.int64)
        for k in range(len(behind)):
            np.maximum.at(stand[k], laid.cycle, laid.stand[k])
            np.add.at(took[k], laid.cycle, self._counted(laid.hours[k], laid))
        overdue = np.zeros(entry.size, dtype=np.int64)
        np.add.at(overdue, laid.cycle, np.where(laid.overdue, self._counted(laid.own, laid), 0))
        attributed, late, shared = np.zeros((3, len(behind), entry.size), dtype=np.int64)
        rest = np.zeros(entry.size, dtype=np.int64)
        for (owners, of_late), cycle, time in self._by_owners(laid, entry.size):
            if not owners:
                rest[cycle] += time
            for k, share in zip(owners, _equally(time, len(owners)), strict=True):
                attributed[k, cycle] += share
                late[k, cycle] += share if k in of_late else 0
                shared[k, cycle] += time if len(owners) > 1 else 0
        return Parted(entry, stand, took, attributed, late, shared, rest, overdue)

    def _on_path(self, row: NDArray[np.int64]) -> Bools:
        carries = np.zeros((len(self.supports), len(self.path.of_row)), dtype=np.bool_)
        for place, carriers in enumerate(self.path.of_row):
            carries[list(carriers), place] = True
        on_path: Bools = carries[:, row]
        return on_path

    def _counted(self, hours: Micros, laid: Laid) -> Micros:
        """The counted time of each piece in the calendar at that place, nothing where there is none."""
        counted = np.zeros(hours.size, dtype=np.int64)
        for table, place in self._place.items():
            chosen = np.flatnonzero(hours == place)
            counted[chosen] = table.counted(laid.since[chosen], laid.until[chosen])
        return counted

    def _by_owners(self, laid: Laid, size: int) -> Iterator[tuple[_Owners, NDArray[np.int64], Micros]]:
        """The counted time of cycles by whose it is, some supports and those of them that are late: which cycles have
        such time, and how much."""
        found: dict[_Owners, list[tuple[NDArray[np.int64], Micros]]] = {}
        for own, hours, late, pieces in laid.alike():
            others = frozenset(place for place in hours if place != NO_HOURS)
            cycle, since, until = laid.cycle[pieces], laid.since[pieces], laid.until[pieces]
            for is_open, time in self._overlaps.parts(own, others, since, until):
                owners = self._owners([k for k, place in enumerate(hours) if place in is_open])
                some = np.flatnonzero(time)
                key = (owners, tuple(k for k in owners if late[k]))
                found.setdefault(key, []).append((cycle[some], time[some]))
        for key in sorted(found):
            total = np.zeros(size, dtype=np.int64)
            for cycle, time in found[key]:
                np.add.at(total, cycle, time)
            counted = np.flatnonzero(total)
            yield key, counted, total[counted]

    def _owners(self, counting: Sequence[int]) -> tuple[int, ...]:
        """Of the supports that count, those that rest on no other of them; all of them where each rests on another."""
        last = tuple(k for k in counting if not self.path.below[k].intersection(counting))
        return last or tuple(counting)


def _runs_of(shared: Shared, rule: ClockRule, table: CycleTable, entry: NDArray[np.int64]) -> Band:
    cycles, runs = shared.cycles(rule.clock), shared.runs(rule.clock, rule.excluded_while)
    case = table.case[entry]
    cycle = np.searchsorted(cycles.case, case) + table.cycle[entry] - 1
    first, size = runs.bounds[cycle], runs.bounds[cycle + 1] - runs.bounds[cycle]
    run = np.arange(size.sum()) + np.repeat(first - np.cumsum(size) + size, size)
    return Band(np.repeat(case, size), runs.since[run], runs.until[run], np.zeros_like(run))


def _equally(time: Micros, parts: int) -> list[Micros]:
    """Times divided into equal parts; of what is left the first ones get a microsecond each."""
    return [time // parts + (place < time % parts) for place in range(parts)]
