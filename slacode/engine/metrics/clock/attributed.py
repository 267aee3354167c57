"""What is kept of the parted cycles of a batch: their sums, and the rows of the file of `--attribution`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.attribution.figures import WHOLE, Attributed, Figure, Places, summed
from slacode.engine.evaluate.batch import NO_INSTANT, Bools, Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.metrics.clock.listing import listed
from slacode.engine.metrics.clock.parting import Parted, Stand
from slacode.engine.metrics.clock.table import CycleTable, Verdict
from slacode.engine.metrics.clock.tally import Cells, cells_at

Columns = dict[tuple[str, int], Micros]


def attributed(parted: Parted, table: CycleTable, cells: Cells, plan: TargetPlan, *, by_stop: bool) -> Attributed:
    """The sums of parted cycles; `by_stop`: money is due by the period of the stop too."""
    if not plan.periods.cells:
        return Attributed()
    is_breached = table.verdict[parted.entry] == Verdict.BREACHED
    broken = parted.only(is_breached)
    found = summed(_places(broken, table, cells), _of_breached(broken, table))
    kept = parted.only(~is_breached)
    found.update(summed(_places(kept, table, cells), dict(_kept(kept))))
    if by_stop:
        found.update(_by_stop(broken, table, plan))
    return Attributed(found)


def _places(parted: Parted, table: CycleTable, cells: Cells) -> Places:
    return Places(table.row[parted.entry].astype(np.int64), cells[parted.entry])


def _of_breached(parted: Parted, table: CycleTable) -> Columns:
    broke = (parted.stand == Stand.BROKE).any(axis=0)
    absent = (parted.stand == Stand.ABSENT).all(axis=0)
    allowance = table.allowance[parted.entry]
    columns: Columns = {
        ("breached", WHOLE): np.ones_like(parted.entry),
        ("support broke", WHOLE): _number(broke),
        ("supports held", WHOLE): _number(~broke & ~absent),
        ("no support", WHOLE): _number(absent),
        ("elapsed", WHOLE): table.elapsed[parted.entry],
        ("allowance", WHOLE): np.where(allowance == NO_INSTANT, 0, allowance),
        ("overdue", WHOLE): parted.overdue,
        ("attributed", WHOLE): parted.rest,
        ("late", WHOLE): parted.unexplained,
    }
    for k, stand in enumerate(parted.stand):
        columns[("breached", k)] = _number(stand != Stand.ABSENT)
        columns[("support broke", k)] = _number(stand == Stand.BROKE)
        for what in ("took", "attributed", "late", "shared"):
            columns[(what, k)] = getattr(parted, what)[k]
    return columns


def _kept(parted: Parted) -> Iterator[tuple[tuple[str, int], Micros]]:
    """The cycles that were kept though a support broke its promise, and by which one."""
    yield ("kept though broke", WHOLE), np.ones_like(parted.entry)
    for k, stand in enumerate(parted.stand):
        yield ("kept though broke", k), _number(stand == Stand.BROKE)


def _by_stop(parted: Parted, table: CycleTable, plan: TargetPlan) -> Counter[Figure]:
    """Late time in the periods in which breached cycles were stopped, to which what each of them costs belongs."""
    stopped = parted.only(table.stopped[parted.entry] != NO_INSTANT)
    row, cell = table.row[stopped.entry].astype(np.int64), cells_at(table.stopped[stopped.entry], plan)
    late = {("late", k): column for k, column in enumerate(stopped.late)}
    return summed(Places(row, cell, by_stop=True), {("late", WHOLE): stopped.unexplained, **late})


def _number(which: Bools) -> Micros:
    return which.astype(np.int64)


def rows_of(parted: Parted, table: CycleTable, cells: Cells, plan: TargetPlan) -> pa.RecordBatch:
    """For each cycle a row for each support that took part in it, and one for what falls to none; cases are places
    among those of the batch."""
    parted = parted.only(listed(table, cells, plan)[parted.entry])
    none = np.zeros((1, parted.entry.size), dtype=np.int64)
    stand = np.concatenate((parted.stand, none))
    told = stand != Stand.ABSENT
    told[-1] = True
    cycle, support = np.nonzero(told.T)
    entry = parted.entry[cycle]
    times = {
        "took": np.concatenate((parted.took, none + NO_INSTANT)),
        "attributed": np.concatenate((parted.attributed, parted.rest[None])),
        "shared": np.concatenate((parted.shared, none)),
        "late": np.concatenate((parted.late, parted.unexplained[None])),
    }
    columns = {
        "case": pa.array(table.case[entry]),
        "cycle": pa.array(table.cycle[entry]),
        "support": pa.array(support.astype(np.int32)),
        "row": pa.array(table.row[entry]),
        "verdict": pa.array(table.verdict[entry]),
        "cell": pa.array(cells[entry]),
        "allowance": pa.array(table.allowance[entry]),
        "elapsed": pa.array(table.elapsed[entry]),
        "stand": pa.array(stand[support, cycle]),
        **{name: pa.array(time[support, cycle]) for name, time in times.items()},
    }
    return pa.RecordBatch.from_pydict(columns)
