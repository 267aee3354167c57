"""The cycles of a batch that are to be listed, as narrow columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.batch import Bools
from slacode.engine.evaluate.cases import INSTANTS
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.metrics.clock.table import CycleTable
from slacode.engine.metrics.clock.tally import Cells
from slacode.engine.model.agreements import Exempt


def cycles_batch(table: CycleTable, cells: Cells, plan: TargetPlan) -> pa.RecordBatch:
    """The cycles of a batch that are to be listed, as narrow columns; cases are places among those of the batch."""
    chosen = listed(table, cells, plan)
    names = "case", "cycle", "row", "verdict", *INSTANTS, "allowance", "elapsed"
    columns = {name: getattr(table, name) for name in names} | {"cell": cells}
    if not chosen.all():
        columns = {name: column[chosen] for name, column in columns.items()}
    return pa.RecordBatch.from_pydict({name: pa.array(column) for name, column in columns.items()})


def verdicts_batch(table: CycleTable, cells: Cells, plan: TargetPlan) -> pa.RecordBatch:
    """The same with verdicts and what they follow from alone."""
    chosen = np.flatnonzero(listed(table, cells, plan))
    names = "case", "cycle", "row", "verdict", "allowance", "elapsed"
    return pa.RecordBatch.from_pydict({name: pa.array(getattr(table, name)[chosen]) for name in names})


def listed(table: CycleTable, cells: Cells, plan: TargetPlan) -> Bools:
    """Which cycles are listed: all, or those that count in the selected periods and fall under the selected rows."""
    listed = np.ones(table.case.size, dtype=np.bool_)
    if len(plan.asked) < len(plan.periods.windows):
        asked = np.zeros(len(plan.periods.cells) + 1, dtype=np.bool_)
        for place in plan.asked:
            asked[slice(*plan.periods.windows[place].cells)] = True
        listed &= asked[cells]  # NOWHERE is the last entry, which is never asked for
    rows = plan.chosen.target.rows
    left_out = [r for r, row in enumerate(rows) if not isinstance(row.obligation, Exempt) and r not in plan.chosen.rows]
    if left_out:
        listed &= np.isin(table.row, plan.chosen.rows)
    return listed
