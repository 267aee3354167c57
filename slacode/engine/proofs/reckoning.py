"""Reckons the downtime behind a claim within single periods; what claims have in common is worked out once."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.proofs.budgets import Budgets, Overlaps, StageBudgets
from slacode.engine.proofs.downtime_claims import DowntimeClaim
from slacode.engine.proofs.grids import Stretch
from slacode.engine.proofs.structures import Cell, Most, Node, most_downtime, with_known

Figure = Literal["guaranteed", "budgeted"]

MOST_CELLS = 64
"""So many spans of equal coverage of one period are told apart; beyond, the figure is an upper bound."""

_Limited = list[tuple[CompiledCalendar, frozenset[int]]]
_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Supplies:
    """What a period offers: its agreed time, that in which downtime counts, and each part's budget and coverage."""

    period: Stretch
    agreed: int
    time: int
    budgets: tuple[int, ...]
    covered: tuple[int, ...]


class Memory:
    """What reckonings have in common, for one policy."""

    def __init__(self, first: int, last: int) -> None:
        self.overlaps = Overlaps(first, last)
        self.budgets = Budgets(self.overlaps)
        self.times: dict[Hashable, dict[Stretch, tuple[int, int]]] = {}
        self.cells: dict[Hashable, tuple[Cell, ...]] = {}
        self.most: dict[Node, dict[Hashable, Most]] = {}


class Reckoning:
    """The downtime behind one claim, period by period."""

    def __init__(self, claim: DowntimeClaim, memory: Memory) -> None:
        self.claim, self._memory = claim, memory
        counted = claim.frame.counted
        self._parts = [tuple(memory.budgets.of(stage, counted) for stage in part.stages) for part in claim.suppliers]
        self._times = memory.times.setdefault((claim.frame.agreed, counted), {})
        known = {place: part.lack == "single outages" for place, part in enumerate(claim.suppliers) if part.lack}
        self._lacks = known

    def supplies(self, period: Stretch) -> Supplies:
        """What a period offers."""
        times = self._times.get(period)
        if times is None:
            frame = self.claim.frame
            times = self._times[period] = frame.agreed.counted(*period), frame.counted.counted(*period)
        found = [_supply(stages, period) for stages in self._parts]
        budgets, covered = tuple(budget for budget, _ in found), tuple(cover for _, cover in found)
        return Supplies(period, *times, budgets, covered)

    def most(self, structure: Node, supplies: Supplies, figure: Figure) -> Most:
        """The most downtime within a period that a structure of the claim's suppliers can have.

        For `budgeted` nothing but a promise lets a part fail: those that nobody promises never do, and those of which
        only single outages are limited may be down all the time.
        """
        whole = (Cell(_NONE, supplies.time),)
        if figure == "budgeted":
            promised = with_known(structure, self._lacks) if self._lacks else structure
            return self._solved(promised, whole, supplies.budgets)
        if all(cover == supplies.time for cover in supplies.covered):
            return self._solved(structure, whole, supplies.budgets)
        cells = self._cells(supplies)
        if len(cells) > MOST_CELLS:
            pairs = zip(supplies.budgets, supplies.covered, strict=True)
            loose = tuple(budget + supplies.time - covered for budget, covered in pairs)
            return replace(self._solved(structure, whole, loose), exact=False)
        return self._solved(structure, cells, supplies.budgets)

    def _solved(self, structure: Node, cells: tuple[Cell, ...], budgets: tuple[int, ...]) -> Most:
        found = self._memory.most.setdefault(structure, {})
        if (cells, budgets) not in found:
            found[cells, budgets] = most_downtime(structure, cells, budgets)
        return found[cells, budgets]

    def _cells(self, supplies: Supplies) -> tuple[Cell, ...]:
        """The time of a period by which parts may be down in it as long as they like."""
        if all(cover in (0, supplies.time) for cover in supplies.covered):
            free = frozenset(place for place, cover in enumerate(supplies.covered) if cover < supplies.time)
            return (Cell(free, supplies.time),)
        parts = [cell for start, end in pairwise(self.edges(supplies.period)) for cell in self._cells_in(start, end)]
        times: dict[frozenset[int], int] = {}
        for cell in parts:
            times[cell.free] = times.get(cell.free, 0) + cell.time
        return tuple(Cell(free, time) for free, time in sorted(times.items(), key=lambda one: sorted(one[0])))

    def edges(self, inside: Stretch) -> list[int]:
        """The ends of a stretch of time and the changes of the supports within it."""
        stages = [stage for part in self.claim.suppliers for stage in part.stages]
        changes = {edge for stage in stages for edge in (stage.frame.first, stage.frame.last)}
        return sorted({*inside, *(edge for edge in changes if inside[0] < edge < inside[1])})

    def _cells_in(self, start: int, end: int) -> tuple[Cell, ...]:
        """The same where no support changes."""
        hours = tuple(_hours_at(stages, start) for stages in self._parts)
        key = (self.claim.frame.counted, hours, start, end)
        found = self._memory.cells.get(key)
        if found is None:
            free = frozenset(place for place, covers in enumerate(hours) if covers is None)
            limited = [
                (covers, frozenset(place for place, other in enumerate(hours) if other is covers))
                for covers in dict.fromkeys(hours)
                if covers is not None
            ]
            cells: list[Cell] = []
            self._split(self.claim.frame.counted, (start, end), limited, free, cells)
            found = self._memory.cells[key] = tuple(cells)
        return found

    def _split(
        self, time: CompiledCalendar, inside: Stretch, limited: _Limited, free: frozenset[int], cells: list[Cell]
    ) -> None:
        """Add the open time of a calendar within a stretch by which of the hours cover it, until there are too many."""
        whole = time.counted(*inside)
        if not whole or len(cells) > MOST_CELLS:
            return
        overlaps, partly = self._memory.overlaps, []
        for hours, places in limited:
            shared = overlaps.both(time, hours).counted(*inside)
            if shared == 0:
                free |= places
            elif shared < whole:
                partly.append((hours, places, shared))
        if not partly:
            cells.append(Cell(free, whole))
        elif len(partly) == 1:
            ((_, places, shared),) = partly
            cells += (Cell(free, shared), Cell(free | places, whole - shared))
        else:
            (hours, places, _), rest = partly[0], [(other, its) for other, its, _ in partly[1:]]
            self._split(overlaps.both(time, hours), inside, rest, free, cells)
            self._split(overlaps.only(time, hours), inside, rest, free | places, cells)


def _supply(stages: tuple[StageBudgets, ...], period: Stretch) -> tuple[int, int]:
    """The budget of a part within a period and how much of it is covered, over the versions of the part."""
    if len(stages) == 1:
        return stages[0].within(period)
    found = [stage.within(period) for stage in stages]
    return sum(budget for budget, _ in found), sum(covered for _, covered in found)


def _hours_at(stages: tuple[StageBudgets, ...], instant: int) -> CompiledCalendar | None:
    """The hours in which a part is limited in the version that is in force at an instant."""
    frames = (stage.frame for stage in stages)
    return next((frame.counted for frame in frames if frame.first <= instant < frame.last), None)
