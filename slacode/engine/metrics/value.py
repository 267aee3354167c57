"""Values: a figure of a field on the rows that satisfy `where` (language reference, 6.2).

A value counts at its row's instant: in that period, by the version in force then, under the row of the target that its
state matches. What is measured in excluded time, in an excluded state, or outside a promise's own `during`, does not
count (7.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.evaluate.judge import Notes, Sums, View
from slacode.engine.evaluate.outcome import figure_outcome, level_can_become, shortfall
from slacode.engine.evaluate.plan import Planning, TargetPlan, excluded_cases, excluded_while
from slacode.engine.evaluate.record import parts_of, record
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.metrics._exact import WIDTH, Exact, compressed
from slacode.engine.metrics._firsts import cells_at, events_of, open_at
from slacode.engine.metrics._state import Places, any_of, holds_or_none, row_at
from slacode.engine.model.agreements import Level, Obligation, Version
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import RowValue
from slacode.engine.model.values import BusinessDays
from slacode.engine.wording import say_obligation


@dataclass(frozen=True, slots=True)
class ValueJudge:
    """A target on the values of a field; those of a duration are microseconds."""

    plan: TargetPlan
    measure: RowValue
    is_duration: bool
    excluded: tuple[Condition, ...]
    events: tuple[DayTable, ...]

    @property
    def needs(self) -> Needs:
        """The field and the conditions."""
        rows = (row.condition for row in self.plan.rows)
        wanted = (self.measure.where, self.plan.chosen.target.where, *self.excluded, *rows)
        conditions = tuple(dict.fromkeys(condition for condition in wanted if condition is not None))
        return Needs(conditions, numbers=(self.measure.field,))

    def empty(self) -> Sums:
        """No values."""
        return Sums(np.zeros(0, dtype=np.int64))

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The values of a batch, equal ones of a row and cell together."""
        batch, sums = view.batch, self.empty()
        at = self._rows(batch)
        place = row_at(batch, self.plan.rows, at)
        self._note(sums, batch, at[place == -1])
        at, place = at[place >= 0], place[place >= 0]
        counts = open_at(batch.time[at], place, self.events)
        at, place = at[counts], place[counts]
        if self.plan.periods.cells:
            values = batch.numbers[self.measure.field]
            cells = cells_at(batch.time[at], self.plan)
            sums.columns.append(compressed(place, cells, values.high[at], values.low[at].view(np.int64)))
        return sums, None

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Row by row as written, then by period."""
        found = Exact(sums.whole(WIDTH), 10**6 if self.is_duration else 10**18)
        no_data = self.plan.chosen.target.no_data_counts_as
        for row in self.plan.chosen.rows:
            promise = self.plan.rows[row].obligation
            assert isinstance(promise, Level), "a value is bounded by a level"  # noqa: S101
            for part in parts_of(self.plan, as_of):
                values = found.of(row, part.window.cells)
                figure = values.figure(promise.aggregate or "") if values.count else None
                # a total of numbers may fall again, by a negative one
                changeable = promise.aggregate == "total" and not self.is_duration
                enough = values.count >= (promise.at_least_cases or 1)
                short = shortfall(enough, no_data)
                span = part.span
                can_become = None if span.over else level_can_become(promise, figure, span, changeable, short)
                outcome = figure_outcome(promise, figure, enough=enough, can_become=can_become, no_data=no_data)
                yield record(self.plan, row, part.window, outcome, "s" if self.is_duration else "")

    def _rows(self, batch: CaseBatch) -> Places:
        """The rows with a value that are the target's business and not excluded."""
        share = self.plan.share
        ours = batch.numbers[self.measure.field].known & holds_or_none(batch, self.measure.where)
        ours = ours & holds_or_none(batch, self.plan.chosen.target.where) & ~any_of(batch, self.excluded)
        return np.flatnonzero(ours & (batch.time >= share.first) & (batch.time < share.last))

    def _note(self, sums: Sums, batch: CaseBatch, at: Places) -> None:
        notes = sums.notes["no-row"] = Notes()
        notes.add(lambda: batch.cases, np.unique(np.searchsorted(batch.offsets, at, side="right") - 1))


def judge_of(plan: TargetPlan, planning: Planning) -> ValueJudge:
    """The target, ready to be judged."""
    measure = plan.chosen.measure
    assert isinstance(measure, RowValue), "a member judges its own kind"  # noqa: S101
    excluded = (*excluded_while(plan.chosen), *excluded_cases(plan.chosen))
    is_duration = planning.type_of(measure.log, measure.field) == "duration"
    return ValueJudge(plan, measure, is_duration, excluded, events_of(plan, planning))


def unclear(promise: Obligation, version: Version) -> str | None:  # noqa: ARG001 - one signature for all kinds
    """Why a row on values cannot be judged, or None if it can."""
    said = say_obligation(promise)
    if not isinstance(promise, Level) or isinstance(promise.quantity, BusinessDays):
        return f"`{said}` is no promise of a value; write `average at most 4.2`, or `p95 at most 250ms`"
    return None if promise.aggregate else f"`{said}` does not say of which figure: average, total, longest, min or p95"
