"""Which cycles are a target's business, and under which of its rows each of them falls (language reference, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from slacode.engine.evaluate.batch import Bools, CaseBatch
from slacode.engine.metrics.clock.cycles import Cycles, How
from slacode.engine.metrics.clock.marks import Rows
from slacode.engine.metrics.clock.rules import ClockRule
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.model.conditions import Condition


@dataclass(frozen=True, slots=True)
class Placed:
    """The cycles that are the target's business: `cycle` (index into `Cycles`), the `row` of the target (-1 none),
    whether `exclude cases` takes it out, and the row of the batch at which the cycle was `decided`."""

    cycle: Rows
    row: Rows
    excluded: Bools
    decided: Rows


def placed(shared: Shared, rule: ClockRule, cycles: Cycles) -> Placed:
    """The cycles of cases whose first cycle starts within `[rule.first, rule.last)` and that satisfy `where`.

    A cycle is decided at its stop row, its cancel row, the `again` row that ended it, or, while it is open, the last
    row of its case. Row, `where` and `exclude cases` look at the state there, under `classify at start` at that of the
    start row.
    """
    batch = shared.batch
    decided = cycles.end - (cycles.how == How.OPEN)
    looked_at = cycles.start if rule.classify_at == "start" else decided
    ours = _in_force(batch, rule, cycles, shared.span)
    if rule.where is not None:
        ours &= batch.flags[rule.where][looked_at]
    chosen = np.flatnonzero(ours)
    state = looked_at[chosen]
    row = shared.rows(tuple(one.condition for one in rule.rows))[state]
    excluded = _any(batch, rule.excluded_cases, state)
    # what is looked up by whole numbers of full width is found three times as quickly
    return Placed(chosen, row.astype(np.int64), excluded, decided[chosen])


def _in_force(batch: CaseBatch, rule: ClockRule, cycles: Cycles, span: tuple[int, int]) -> Bools:
    """Whether the first cycle of the cycle's case starts in the version's share of the term; `span` holds all times."""
    if rule.first <= span[0] and span[1] < rule.last:
        return np.ones(cycles.case.size, dtype=np.bool_)
    first_cycle = np.arange(cycles.case.size, dtype=np.int64) - (cycles.number - 1)
    begun = batch.time[cycles.start[first_cycle]]
    in_force: Bools = (begun >= rule.first) & (begun < rule.last)
    return in_force


def _any(batch: CaseBatch, conditions: tuple[Condition, ...], state: Rows) -> Bools:
    holds = np.zeros(state.size, dtype=np.bool_)
    for condition in conditions:
        holds |= batch.flags[condition][state]
    return holds
