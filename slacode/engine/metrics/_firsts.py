"""Cases that count once, at the first row where a condition holds: what shares and counts have in common.

The row decides everything: the period, the version in force, the row of the target, `where`, `exclude cases`. What
happens in excluded time, in an excluded state, or outside a promise's own `during`, does not count (6.3, 7.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.ahead.glance import began_of
from slacode.engine.evaluate.batch import Bools, CaseBatch, Needs
from slacode.engine.evaluate.judge import Notes, Sums, View
from slacode.engine.evaluate.plan import Planning, TargetPlan, excluded_cases, excluded_while
from slacode.engine.evaluate.record import Part, parts_of
from slacode.engine.evaluate.tolls import Due, cause_of
from slacode.engine.metrics._causes import causes_of_cases, told
from slacode.engine.metrics._state import Places, any_of, holds_or_none, row_at
from slacode.engine.model.conditions import Condition

GOOD, BAD, EXCLUDED = range(3)


@dataclass(frozen=True, slots=True)
class Firsts:
    """The cases of a target: those whose `each` holds, good where `good` holds too (always if it is None).

    `events` are the tables of the rows of the target: the time in which what happens counts for them; `cause` is the
    field that says what a case is due to, None where that does not matter.
    """

    plan: TargetPlan
    each: Condition
    good: Condition | None
    excluded: tuple[Condition, ...]
    events: tuple[DayTable, ...]
    cause: str | None = None

    @property
    def needs(self) -> Needs:
        """The conditions."""
        rows = (row.condition for row in self.plan.rows)
        wanted = (self.each, self.good, self.plan.chosen.target.where, *self.excluded, *rows)
        conditions = tuple(dict.fromkeys(condition for condition in wanted if condition is not None))
        return Needs(conditions, texts=() if self.cause is None else (self.cause,))

    def empty(self) -> Sums:
        """No cases: `counts[k, r, c]` is how many are good, bad or excluded, by row and cell."""
        return Sums(np.zeros((3, len(self.plan.rows), len(self.plan.periods.cells)), dtype=np.int64))

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The cases of a batch."""
        batch, sums = view.batch, self.empty()
        at = self._rows(batch)
        place = row_at(batch, self.plan.rows, at)
        excluded = any_of(batch, self.excluded)[at]
        self._note(sums, batch, at[(place == -1) & ~excluded])
        ours = place >= 0
        at, place, excluded = at[ours], place[ours], excluded[ours]
        if at.size and sums.counts.size:
            excluded |= ~open_at(batch.time[at], place, self.events)
            kind = np.where(excluded, EXCLUDED, np.where(holds_or_none(batch, self.good)[at], GOOD, BAD))
            cell = cells_at(batch.time[at], self.plan)
            if self.cause is not None:
                against = np.flatnonzero(kind == self._against[place])
                sums.tolls.causes = self._causes(batch, self.cause, at[against], place[against], cell[against])
            key = np.ravel_multi_index((kind, place, cell), sums.counts.shape)
            np.add.at(sums.counts.reshape(-1), key, 1)
            if view.look is not None:
                sums.glance.began = began_of(batch.time[at[~excluded]], place[~excluded], self.plan, view.as_of)
        return sums, None

    @property
    def _against(self) -> Places:
        """Which cases count against each row: where there may be at most so many, those that are good."""
        bounds = (getattr(row.obligation, "bound", None) for row in self.plan.rows)
        return np.array([GOOD if bound == "at most" else BAD for bound in bounds])

    def _causes(self, batch: CaseBatch, field: str, at: Places, place: Places, cell: Places) -> set[Due]:
        names, codes = causes_of_cases(batch, field, np.searchsorted(batch.offsets, at, side="right") - 1)
        return {Due(row, of, names[code]) for row, of, code in told(place, cell, codes)}

    def parts(self, sums: Sums, as_of: int) -> Iterator[tuple[int, Part, tuple[int, int, int]]]:
        """For each row and part of a period: how many are good, bad and excluded."""
        for row in self.plan.chosen.rows:
            for part in parts_of(self.plan, as_of):
                good, bad, excluded = sums.counts[:, row, slice(*part.window.cells)].sum(axis=1).tolist()
                yield row, part, (good, bad, excluded)

    def _rows(self, batch: CaseBatch) -> Places:
        """The first row of each case where `each` holds, if it is the target's business."""
        holding = np.flatnonzero(batch.flags[self.each])
        case = np.searchsorted(batch.offsets, holding, side="right") - 1
        first = np.ones(case.size, dtype=np.bool_)
        first[1:] = case[1:] != case[:-1]
        at = holding[first]
        share = self.plan.share
        ours = holds_or_none(batch, self.plan.chosen.target.where)[at]
        ours &= (batch.time[at] >= share.first) & (batch.time[at] < share.last)
        return at[ours]

    def _note(self, sums: Sums, batch: CaseBatch, at: Places) -> None:
        notes = sums.notes["no-row"] = Notes()
        notes.add(lambda: batch.cases, np.searchsorted(batch.offsets, at, side="right") - 1)


Judging = TypeVar("Judging", bound=Firsts)


def firsts(
    kind: type[Judging], plan: TargetPlan, planning: Planning, each: Condition, good: Condition | None
) -> Judging:
    """The cases of a target that count by some conditions, in a kind's own class."""
    excluded = (*excluded_while(plan.chosen), *excluded_cases(plan.chosen))
    cause = cause_of(plan, planning.fields_of(plan.chosen.measure.log))
    return kind(plan, each, good, excluded, events_of(plan, planning), cause)


def events_of(plan: TargetPlan, planning: Planning) -> tuple[DayTable, ...]:
    """For each row of a target the time in which what happens counts."""
    return tuple(planning.events(row, plan.chosen.version) for row in plan.rows)


def open_at(instants: NDArray[np.int64], place: Places, tables: tuple[DayTable, ...]) -> Bools:
    """Whether each instant lies in open time of its row's table."""
    is_open = np.zeros(instants.size, dtype=np.bool_)
    for index, table in enumerate(tables):
        of_row = np.flatnonzero(place == index)
        is_open[of_row] = table.counted(instants[of_row], instants[of_row] + 1) > 0
    return is_open


def cells_at(instants: NDArray[np.int64], plan: TargetPlan) -> Places:
    """The cells of instants that lie in the version's share of the term."""
    bounds = np.array(plan.periods.cells, dtype=np.int64)
    return np.maximum(np.searchsorted(bounds, instants, side="right") - 1, 0)
