"""Cycles that are not over, as columns: what they have used, when they are due, and whether their clock runs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.ahead.glance import Glance, Look, began_of
from slacode.engine.evaluate.ahead.open_cases import STATES
from slacode.engine.evaluate.batch import NO_INSTANT, Bools, CaseBatch, Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.metrics.clock.promise import Kind, kind_of
from slacode.engine.metrics.clock.rules import ClockRule, RowRule
from slacode.engine.metrics.clock.table import CycleTable, Verdict

_RUNNING, _PAUSED, _EXCLUDED, _CLOSED, _STOPPED = range(len(STATES))


def glance(table: CycleTable, batch: CaseBatch, rule: ClockRule, plan: TargetPlan, as_of: int, look: Look) -> Glance:
    """What looking ahead takes from the cycles of a batch."""
    reported = np.isin(table.row, plan.chosen.rows)
    began = reported & (table.cycle == 1) & (table.verdict != Verdict.EXCLUDED)
    chosen = np.flatnonzero(reported & _told(table, rule, look))
    found = Glance(began=began_of(table.started[began], table.row[began], plan, as_of))
    if chosen.size:
        found.cycles.append(_columns(table, batch, rule, as_of, chosen))
    return found


def _told(table: CycleTable, rule: ClockRule, look: Look) -> Bools:
    """Open cycles with a promise of their own, which a level is not; and breaches that were stopped since."""
    kinds = np.array([*(kind_of(row.obligation) for row in rule.rows), Kind.NOTHING], dtype=np.int8)
    promised = np.isin(kinds[table.row], (Kind.WITHIN, Kind.BY_FIELD))
    breached = table.verdict == Verdict.BREACHED
    told = (table.verdict == Verdict.PENDING) | (breached & (table.stopped == NO_INSTANT))
    if look.since is not None:
        told |= breached & (table.verdict_at >= look.since)
    both: Bools = promised & told
    return both


def _columns(
    table: CycleTable, batch: CaseBatch, rule: ClockRule, as_of: int, chosen: NDArray[np.int64]
) -> pa.RecordBatch:
    used, allowed = _used(table, chosen)
    columns = {
        "case": batch.cases.take(pa.array(table.case[chosen])).cast(pa.string()),
        "cycle": pa.array(table.cycle[chosen]),
        "row": pa.array(table.row[chosen]),
        "started": pa.array(table.started[chosen]),
        "used": pa.array(used),
        "allowed": pa.array(allowed),
        "in_data": pa.array(table.allowance[chosen] == NO_INSTANT),
        "due": pa.array(table.due[chosen], mask=table.due[chosen] == NO_INSTANT),
        "breached": pa.array(table.verdict_at[chosen], mask=table.verdict[chosen] != Verdict.BREACHED),
        "state": pa.array(_states(table, batch, rule, as_of, chosen)),
    }
    return pa.RecordBatch.from_pydict(columns)


def _used(table: CycleTable, chosen: NDArray[np.int64]) -> tuple[Micros, Micros]:
    """E and A; where the deadline stands in the data, the time from the start to the end seen, and to the deadline."""
    started = table.started[chosen]
    in_data = table.allowance[chosen] == NO_INSTANT
    used = np.where(in_data, table.ended[chosen] - started, table.elapsed[chosen])
    return used, np.where(in_data, table.due[chosen] - started, table.allowance[chosen])


def _states(
    table: CycleTable, batch: CaseBatch, rule: ClockRule, as_of: int, chosen: NDArray[np.int64]
) -> NDArray[np.int8]:
    last = batch.offsets[table.case[chosen] + 1] - 1
    closed = np.array([_closed(row, as_of) for row in rule.rows], dtype=np.int8)
    state = closed[table.row[chosen]]
    if rule.clock.pause is not None:
        state[batch.flags[rule.clock.pause][last]] = _PAUSED
    for condition in rule.excluded_while:
        state[batch.flags[condition][last]] = _EXCLUDED
    state[table.stopped[chosen] != NO_INSTANT] = _STOPPED
    return state


def _closed(row: RowRule, instant: int) -> int:
    """Whether time counts at an instant, and if not, why."""
    if row.counted.calendar.is_open(instant):
        return _RUNNING
    return _EXCLUDED if row.hours.calendar.is_open(instant) else _CLOSED
