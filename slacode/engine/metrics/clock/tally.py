"""From verdicts to sums: in which stretch of time each cycle counts, and how many of each verdict there are in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.calendar.steps import Steps
from slacode.engine.evaluate.batch import NO_INSTANT, NOWHERE, Micros
from slacode.engine.evaluate.judge import Notes, Sums
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import FindingKind
from slacode.engine.metrics.clock.table import CycleTable, Verdict
from slacode.engine.model.agreements import ByField, Level

Cells = NDArray[np.int64]

_VERDICTS = len(Verdict)


def empty(plan: TargetPlan) -> Sums:
    """Sums of nothing. `counts[v, s, r, c]` is the number of cycles with `Verdict` v, settled (s = 1) or not, in row r
    of the target and cell c of its periods; the columns hold row, cell and elapsed time of what levels measure."""
    shape = (_VERDICTS, 2, len(plan.chosen.target.rows), len(plan.periods.cells))
    return Sums(np.zeros(shape, dtype=np.int64))


def cells_of(table: CycleTable, plan: TargetPlan) -> Cells:
    """The cell in which each cycle counts (language reference, 5.6); NOWHERE where it counts in none.

    Counted, for or against, is a cycle in the cell of its start (`opened`), its stop (`closed`) or its verdict's
    instant. Cancelled and excluded cycles stand in that of their start (`opened`), else of the instant they ended, if
    they have; pending ones in none. What happens after the term's end, to cases that began
    within it, counts in its last period; nothing counts before the version began.
    """
    verdict = table.verdict
    instant = table.verdict_at
    if plan.chosen.target.count_by == "opened":
        instant = table.started
    elif plan.chosen.target.count_by == "closed":
        instant = np.where((verdict == Verdict.MET) | (verdict == Verdict.BREACHED), table.stopped, instant)
    cells = cells_at(instant, plan)
    nowhere = (verdict == Verdict.PENDING) | (verdict == Verdict.NONE) | (instant == NO_INSTANT)
    np.putmask(cells, nowhere, NOWHERE)
    return cells


def cells_at(instant: Micros, plan: TargetPlan) -> Cells:
    """The cells that hold some instants; none is before the version began, none after the term."""
    cell = _begun(plan.periods.cells).count_up_to(instant) - 1
    return np.maximum(cell, plan.periods.cell_at(plan.share.first))


@lru_cache(maxsize=64)
def _begun(cells: tuple[int, ...]) -> Steps:
    """Tells how many cells have begun, made once for all batches."""
    return Steps(np.array(cells, dtype=np.int64))


def tally(
    table: CycleTable, cells: Cells, cases: Callable[[], pa.Array], plan: TargetPlan, as_of: int
) -> Sums:
    """The sums of a batch; `cells` are those of `cells_of`, `cases` gives the names that `table.case` points at."""
    sums = empty(plan)
    if not table.case.size or not len(plan.periods.cells):
        return sums
    told = cells.copy()
    nowhere = np.flatnonzero(cells == NOWHERE)
    told[nowhere] = _told_in(table, nowhere, plan, as_of)
    in_row = (table.row >= 0) & (told != NOWHERE)
    verdict = table.verdict.astype(np.int64)  # in eight bits, places among many rows would not fit
    key = ((verdict * 2 + table.settled) * sums.counts.shape[2] + table.row) * sums.counts.shape[3] + told
    np.add.at(sums.counts.reshape(-1), key[in_row], 1)  # only where something counts: there may be many more cells
    _add_levels(sums, table, cells, plan)
    _add_notes(sums, table, cells, cases, plan)
    return sums


def _told_in(table: CycleTable, nowhere: NDArray[np.intp], plan: TargetPlan, as_of: int) -> Cells:
    """Where cycles that count nowhere are told of if they are open: the cell just before `as_of`, or of their start."""
    verdict = table.verdict[nowhere]
    is_open = (verdict == Verdict.PENDING) | (verdict == Verdict.EXCLUDED)
    by_start = plan.chosen.target.count_by == "opened"
    instant = table.started[nowhere] if by_start else np.full(nowhere.size, as_of - 1, dtype=np.int64)
    return np.where(is_open, cells_at(instant, plan), NOWHERE)


def _add_levels(sums: Sums, table: CycleTable, cells: Cells, plan: TargetPlan) -> None:
    rows = [place for place, row in enumerate(plan.chosen.target.rows) if isinstance(row.obligation, Level)]
    if rows:
        chosen = np.isin(table.row, rows) & (table.verdict == Verdict.MET)
        sums.columns.append((table.row[chosen].astype(np.int64), cells[chosen], table.elapsed[chosen]))


def _add_notes(sums: Sums, table: CycleTable, cells: Cells, cases: Callable[[], pa.Array], plan: TargetPlan) -> None:
    rows, reported = plan.chosen.target.rows, plan.chosen.rows
    by_field = [place for place in reported if isinstance(rows[place].obligation, ByField)]
    none = np.flatnonzero(table.verdict == Verdict.NONE)
    overdue = np.flatnonzero((table.verdict == Verdict.BREACHED) & (cells == NOWHERE))
    found: dict[FindingKind, NDArray[np.intp]] = {
        "no-row": none[table.row[none] < 0],
        "no-deadline": none[np.isin(table.row[none], by_field)],
        "overdue-not-closed": overdue[np.isin(table.row[overdue], reported)],
    }
    for kind, which in found.items():
        notes = sums.notes[kind] = Notes()
        notes.add(cases, np.unique(table.case[which]))
