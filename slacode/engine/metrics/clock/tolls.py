"""What breached cycles cost one by one: how late each was stopped, and what the case was due to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, NOWHERE, CaseBatch, Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.tolls import Due, Stop, Toll, Tolls
from slacode.engine.metrics._causes import causes_of_cases, told
from slacode.engine.metrics.clock.table import CycleTable, Verdict
from slacode.engine.metrics.clock.tally import Cells, cells_at


def tolls_of(table: CycleTable, cells: Cells, batch: CaseBatch, plan: TargetPlan, toll: Toll) -> Tolls:
    """The tolls of a batch; `cells` are those in which the cycles count.

    A breach is late by elapsed time less allowance, with a deadline in the data by the time from it to the stop,
    rounded up to the unit; it belongs to the cell of its stop (language reference, 7.6). Its cause is the last value of
    the field that the case has, also one that is written after the stop.
    """
    tolls = Tolls()
    breached = np.flatnonzero((table.verdict == Verdict.BREACHED) & (table.row >= 0))
    if not breached.size or not len(plan.periods.cells):
        return tolls
    names, codes = _causes(batch, table.case[breached], toll.cause)
    if toll.unit is not None:
        stopped = table.stopped[breached] != NO_INSTANT
        one, of_one = breached[stopped], codes[stopped]
        late = _late(table, one, toll.unit)
        columns = (table.row[one], cells_at(table.stopped[one], plan), late, of_one, table.settled[one])
        for (row, cell, units, code, settled), count in _counted(columns):
            tolls.stops[Stop(row, cell, units, names[code], bool(settled))] += count
    if toll.cause is not None:
        counted = cells[breached] != NOWHERE
        columns_ = (table.row[breached][counted], cells[breached][counted], codes[counted])
        tolls.causes = {Due(row, cell, names[code]) for row, cell, code in told(*columns_)}
    return tolls


def _late(table: CycleTable, chosen: NDArray[np.int64], unit: int) -> Micros:
    allowance = table.allowance[chosen]
    late = table.elapsed[chosen] - allowance
    in_data = allowance == NO_INSTANT
    if in_data.any():
        np.putmask(late, in_data, table.stopped[chosen] - table.due[chosen])
    return -(-late // unit) * unit if unit else np.zeros_like(late)


def _causes(batch: CaseBatch, cases: NDArray[np.int64], field: str | None) -> tuple[list[str | None], Cells]:
    """What each case is due to, None where that does not matter."""
    return ([None], np.zeros_like(cases)) if field is None else causes_of_cases(batch, field, cases)


def _counted(columns: tuple[NDArray[np.generic], ...]) -> list[tuple[list[int], int]]:
    """Equal rows of some columns together, with how many there are."""
    if not columns[0].size:
        return []
    table = np.stack([column.astype(np.int64) for column in columns], axis=1)
    rows, counts = np.unique(table, axis=0, return_counts=True)
    return list(zip(rows.tolist(), counts.tolist(), strict=True))
