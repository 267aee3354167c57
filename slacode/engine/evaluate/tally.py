"""From verdicts to sums: in which stretch of time each cycle counts, and how many of each verdict there are in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import nsmallest

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.metrics.clock.table import CycleTable, Verdict
from slacode.engine.model.agreements import ByField, Level

Cells = NDArray[np.int64]

NOWHERE = -1
"""The cell of a cycle that counts in no period."""
KEPT_NAMES = 5
"""So many cases a finding names."""

_VERDICTS = len(Verdict)
_JUDGED = (Verdict.MET, Verdict.BREACHED)


@dataclass(slots=True)
class Notes:
    """How many cycles a finding is about, and the first few of their cases by name."""

    count: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, cases: pa.Array, chosen: NDArray[np.int64]) -> None:
        """Note the cases at these places, of which one with several cycles is named once."""
        self.count += int(chosen.size)
        if chosen.size:
            self.merge(Notes(0, pc.unique(cases.take(pa.array(chosen))).to_pylist()))

    def merge(self, other: Notes) -> None:
        """Add what was noted elsewhere."""
        self.count += other.count
        self.cases = nsmallest(KEPT_NAMES, {*self.cases, *other.cases})


@dataclass(slots=True)
class Tally:
    """The sums of one target. `counts[v, s, r, c]` is the number of cycles with `Verdict` v, settled (s = 1) or not,
    in row r of the target and cell c of its periods. `levels` holds row, cell and elapsed time of what levels measure.
    """

    counts: NDArray[np.int64]
    levels: list[tuple[Cells, Cells, Micros]] = field(default_factory=list)
    no_row: Notes = field(default_factory=Notes)
    no_deadline: Notes = field(default_factory=Notes)
    overdue: Notes = field(default_factory=Notes)

    def merge(self, other: Tally) -> None:
        """Add the sums of other cases."""
        self.counts += other.counts
        self.levels += other.levels
        self.no_row.merge(other.no_row)
        self.no_deadline.merge(other.no_deadline)
        self.overdue.merge(other.overdue)


def empty(plan: TargetPlan) -> Tally:
    """Sums of nothing."""
    shape = (_VERDICTS, 2, len(plan.chosen.target.rows), len(plan.periods.cells))
    return Tally(np.zeros(shape, dtype=np.int64))


def cells_of(table: CycleTable, plan: TargetPlan, as_of: int) -> Cells:
    """The cell in which each cycle counts (language reference, 5.6); NOWHERE where it counts in none.

    Counted, for or against, is a cycle in the cell of its start (`opened`), its stop (`closed`) or its verdict's
    instant. Cancelled and excluded cycles stand in that of their start (`opened`), else of the instant they ended;
    excluded ones that are open and pending ones in none. What happens after the term's end, to cases that began
    within it, counts in its last period; nothing counts before the version began.
    """
    verdict = table.verdict
    ended = np.where((verdict == Verdict.EXCLUDED) & (table.ended >= as_of), table.stopped, table.ended)
    if plan.chosen.target.count_by == "opened":
        instant = np.where(ended == NO_INSTANT, NO_INSTANT, table.started)
    elif plan.chosen.target.count_by == "closed":
        instant = np.where(np.isin(verdict, _JUDGED), table.stopped, ended)
    else:
        instant = np.where(np.isin(verdict, _JUDGED), table.verdict_at, ended)
    nowhere = (verdict == Verdict.PENDING) | (verdict == Verdict.NONE) | (instant == NO_INSTANT)
    return np.where(nowhere, NOWHERE, _cells(instant, plan))


def _cells(instant: Micros, plan: TargetPlan) -> Cells:
    bounds = np.array(plan.periods.cells, dtype=np.int64)
    cell = np.searchsorted(bounds, instant, side="right") - 1
    return np.maximum(cell, plan.periods.cell_at(plan.rule.first))


def tally(table: CycleTable, cells: Cells, cases: pa.Array, plan: TargetPlan, as_of: int) -> Tally:
    """The sums of a batch; `cells` are those of `cells_of`, `cases` the names that `table.case` points at."""
    sums = empty(plan)
    if not table.case.size or not len(plan.periods.cells):
        return sums
    told = np.where(cells == NOWHERE, _told_in(table, plan, as_of), cells)
    in_row = (table.row >= 0) & (told != NOWHERE)
    key = ((table.verdict * 2 + table.settled) * sums.counts.shape[2] + table.row) * sums.counts.shape[3] + told
    sums.counts += np.bincount(key[in_row], minlength=sums.counts.size).reshape(sums.counts.shape)
    _add_levels(sums, table, cells, plan)
    _add_notes(sums, table, cells, cases, plan)
    return sums


def _told_in(table: CycleTable, plan: TargetPlan, as_of: int) -> Cells:
    """Where open cycles that count nowhere are told of: the cell just before `as_of`, or that of their start."""
    is_open = (table.verdict == Verdict.PENDING) | (table.verdict == Verdict.EXCLUDED)
    by_start = plan.chosen.target.count_by == "opened"
    cell = _cells(table.started if by_start else np.full(table.case.size, as_of - 1, dtype=np.int64), plan)
    return np.where(is_open, cell, NOWHERE)


def _add_levels(sums: Tally, table: CycleTable, cells: Cells, plan: TargetPlan) -> None:
    rows = [place for place, row in enumerate(plan.chosen.target.rows) if isinstance(row.obligation, Level)]
    if rows:
        chosen = np.isin(table.row, rows) & (table.verdict == Verdict.MET)
        sums.levels.append((table.row[chosen].astype(np.int64), cells[chosen], table.elapsed[chosen]))


def _add_notes(sums: Tally, table: CycleTable, cells: Cells, cases: pa.Array, plan: TargetPlan) -> None:
    rows = plan.chosen.target.rows
    none = table.verdict == Verdict.NONE
    by_field = [place for place, row in enumerate(rows) if isinstance(row.obligation, ByField)]
    reported = np.isin(table.row, plan.chosen.rows)
    for notes, which in (
        (sums.no_row, none & (table.row < 0)),
        (sums.no_deadline, none & np.isin(table.row, by_field) & reported),
        (sums.overdue, (table.verdict == Verdict.BREACHED) & (cells == NOWHERE) & reported),
    ):
        notes.add(cases, _cases_of(table, which))


def _cases_of(table: CycleTable, which: Bools) -> NDArray[np.int64]:
    return np.unique(table.case[which])
