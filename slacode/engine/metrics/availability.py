"""Availability: the downtime of each covered service beside the time agreed (language reference, 6.1).

What the reference leaves open:

- With `down from ... to ...` a row where both hold ends an outage that is on, and begins none. `where` is asked of the
  row at which an outage begins; the outage is that of the entity named there. Which row of the target it falls under,
  `where` of the target and `exclude cases` look at the state at its end or, while it is open, as of `as of`; under
  `classify at start` at its beginning. `exclude while` takes out the time of an outage in such a state.
- With `down while` all these look at each state. Where several cases tell of one entity at one instant, down wins.
- A service is named in the log by its name or by its title. A row of the target, or its `where`, that asks for an
  entity is that entity's alone.
- The cause of an outage is the last value that its field has from its first row on, until another outage of its case
  begins; where several cases tell of one entity by `down while`, causes are not known.
- Outages that touch are one. `longest` looks at the part of an outage that lies in the period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.evaluate.judge import Notes, Sums, View
from slacode.engine.evaluate.plan import Planning, TargetPlan, excluded_cases, excluded_while
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.tolls import Due, cause_of
from slacode.engine.metrics._causes import causes_between, cells_between, last_rows, told
from slacode.engine.metrics._downtime import figures_of
from slacode.engine.metrics._entities import Entities, decided
from slacode.engine.metrics._outages import (
    Exclusions,
    Outages,
    Stretches,
    down_states,
    from_outages,
    from_states,
    note,
    outages_of,
    runs_of_states,
    stretches_of,
)
from slacode.engine.model.agreements import Level, Obligation, Version
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Availability
from slacode.engine.model.values import Duration, Percent
from slacode.engine.wording import say_obligation

_WIDTH = 5


@dataclass(frozen=True)
class AvailabilityJudge:
    """A target on availability. `by_entity`: the cases of the log are the entities. `cause` is the field that says what
    an outage is due to, None where that does not matter."""

    plan: TargetPlan
    planning: Planning
    measure: Availability
    entities: Entities
    exclusions: Exclusions
    by_entity: bool
    cause: str | None = None

    @property
    def needs(self) -> Needs:
        """When something is down, what is excluded, and the entity."""
        measure, target = self.measure, self.plan.chosen.target
        wanted: tuple[Condition | None, ...] = (
            *(measure.down_while, measure.down_from, measure.down_to, measure.where, target.where),
            *(*self.exclusions.states, *self.exclusions.states_up, *self.exclusions.cases),
            *(row.condition for row in target.rows),
        )
        conditions = tuple(dict.fromkeys(condition for condition in wanted if condition is not None))
        return Needs(conditions, texts=(measure.entity, *(() if self.cause is None else (self.cause,))))

    def empty(self) -> Sums:
        """No outages; services that no row of the target is about are noted."""
        without = sorted(name for name in self.plan.chosen.version.covers if self._rows_of(name) == ())
        return Sums(np.zeros(0, dtype=np.int64), notes={"no-row": Notes(len(without), without[:5])})

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The outages of a batch, or the states of its entities."""
        sums = Sums(np.zeros(0, dtype=np.int64))
        codes = self.entities.read(view.batch, self.measure.entity)
        target = self.plan.chosen.target
        if self.measure.down_while is None:
            found = outages_of(view, self.measure, target, self.exclusions, codes)
            note(sums, view.batch, self.measure.entity, found)
            sums.columns.append(from_outages(view, found, self.exclusions, codes))
            sums.tolls.causes = self._causes(view.batch, found)
        else:
            states = down_states(view.batch, self.measure, target, self.exclusions)
            sums.columns.append(from_states(view.batch, codes, states, changes_only=self.by_entity))
            if self.by_entity:
                sums.tolls.causes = self._causes(view.batch, runs_of_states(view.batch, states, codes, view.as_of))
        return sums, None

    def _causes(self, batch: CaseBatch, outages: Outages) -> set[Due]:
        """What outages are due to, by the row that each falls under, its service, and the cells in which it counts."""
        if self.cause is None or not self.plan.periods.cells:
            return set()
        first, code, place = outages.runs.first, outages.code, outages.place
        names, causes = causes_between(batch, self.cause, first, last_rows(batch, first))
        covers = self.plan.chosen.version.covers
        found: set[Due] = set()
        for row, promise in enumerate(self.plan.rows):
            ours = np.flatnonzero((place == row) & (code >= 0))
            hours = self.planning.counted(promise, self.plan.chosen.version)
            outage, cell = cells_between(self.plan, hours, outages.runs.start[ours], outages.runs.end[ours])
            at = ours[outage]
            found |= {Due(row, of, names[c], covers[e]) for of, c, e in told(cell, causes[at], code[at])}
        return found

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Row by row as written, then by service as covered, then by period."""
        if self.measure.down_while is None:
            found = Stretches(*sums.whole(_WIDTH))
        else:
            found = stretches_of(sums.whole(3), as_of)
        for row in self.plan.chosen.rows:
            for code, name in enumerate(self.plan.chosen.version.covers):
                if row in (self._rows_of(name) or ()):
                    yield from figures_of(self.plan, self.planning, row, name, found.of(code), as_of)

    def _rows_of(self, entity: str) -> tuple[int, ...] | None:
        """The rows of the target that a covered service may fall under; None if it is not the target's business."""
        spoken = self.planning.spoken_names(entity)
        target = self.plan.chosen.target
        if target.where is not None and decided(target.where, self.measure.entity, spoken) is False:
            return None
        rows = []
        for place, row in enumerate(target.rows):
            taken = True if row.condition is None else decided(row.condition, self.measure.entity, spoken)
            if taken is not False:
                rows.append(place)
            if taken:
                break
        return tuple(rows)


def judge_of(plan: TargetPlan, planning: Planning) -> AvailabilityJudge:
    """The target, ready to be judged."""
    measure = plan.chosen.measure
    assert isinstance(measure, Availability), "a member judges its own kind"  # noqa: S101
    spoken = [planning.spoken_names(name) for name in plan.chosen.version.covers]
    exclusions = Exclusions(
        states=excluded_while(plan.chosen, counted_as_up=False),
        states_up=excluded_while(plan.chosen, counted_as_up=True),
        cases=excluded_cases(plan.chosen),
    )
    by_entity = planning.case_of(measure.log) == measure.entity
    entities = Entities(tuple(spoken), planning.covered)
    cause = cause_of(plan, planning.fields_of(measure.log))
    return AvailabilityJudge(plan, planning, measure, entities, exclusions, by_entity, cause)


def unclear(promise: Obligation, version: Version) -> str | None:
    """Why a row on availability cannot be judged, or None if it can."""
    if not isinstance(promise, Level) or not _fits(promise):
        said = say_obligation(promise)
        return f"`{said}` is no promise of an availability; write `at least 99.9%`, or `total at most 43min`"
    if not version.covers:
        return "the agreement covers no service whose availability could be judged; say which with `covers`"
    return None


def _fits(promise: Level) -> bool:
    wanted = Percent if promise.aggregate is None else Duration
    return promise.aggregate in (None, "total", "longest", "max") and isinstance(promise.quantity, wanted)
