"""Clocks as a kind of metric: the rule of a target, the sums of its cycles, its results (language reference, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.choose import Chosen
from slacode.engine.evaluate.judge import Sums, View
from slacode.engine.evaluate.plan import Planning, TargetPlan, excluded_cases, excluded_while
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.tolls import Toll, toll_of
from slacode.engine.metrics.clock.attributed import attributed, rows_of
from slacode.engine.metrics.clock.glance import glance
from slacode.engine.metrics.clock.judge import judged
from slacode.engine.metrics.clock.listing import cycles_batch, verdicts_batch
from slacode.engine.metrics.clock.parting import Parting
from slacode.engine.metrics.clock.report import results_of
from slacode.engine.metrics.clock.rules import ClockRule, RowRule, conditions_of, instants_of
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.metrics.clock.table import CycleTable
from slacode.engine.metrics.clock.tally import Cells, cells_of, empty, tally
from slacode.engine.metrics.clock.tolls import tolls_of
from slacode.engine.model.agreements import Level, Obligation, Version
from slacode.engine.model.metrics import Clock
from slacode.engine.model.values import Duration
from slacode.engine.terms import Share
from slacode.engine.wording import say_obligation


@dataclass(frozen=True, slots=True)
class ClockJudge:
    """A target on a clock; `parting`: its time is parted among the supports behind it."""

    plan: TargetPlan
    rule: ClockRule
    toll: Toll | None = None
    parting: Parting | None = None

    @property
    def needs(self) -> Needs:
        """Its conditions, the deadlines in the data, those of its supports, and the causes of breaches."""
        texts = self.toll.texts if self.toll else ()
        rules = (self.rule, *(self.parting.followed if self.parting else ()))
        conditions = (condition for rule in rules for condition in conditions_of(rule))
        instants = (field for rule in rules for field in instants_of(rule))
        return Needs(tuple(dict.fromkeys(conditions)), tuple(dict.fromkeys(instants)), texts)

    def empty(self) -> Sums:
        """No cycles."""
        return empty(self.plan)

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The sums of the cycles of a batch, and the cycles themselves."""
        table = judged(view.once(Shared), self.rule)
        cells = cells_of(table, self.plan)
        sums = tally(table, cells, lambda: view.batch.cases, self.plan, view.as_of)
        if self.toll is not None:
            sums.tolls = tolls_of(table, cells, view.batch, self.plan, self.toll)
        if view.look is not None:
            sums.glance = glance(table, view.batch, self.rule, self.plan, view.as_of, view.look)
        if self.parting is not None:
            self._part(self.parting, view, table, cells, sums)
        return sums, self._listed(view, table, cells)

    def _listed(self, view: View, table: CycleTable, cells: Cells) -> pa.RecordBatch | None:
        if not view.keep:
            return None
        if view.keep == "verdicts":
            return verdicts_batch(table, cells, self.plan)
        return cycles_batch(table, cells, self.plan)

    def _part(self, parting: Parting, view: View, table: CycleTable, cells: Cells, sums: Sums) -> None:
        parted = parting.part(view.once(Shared), table)
        by_stop = self.toll is not None and self.toll.unit is not None
        sums.attributed = attributed(parted, table, cells, self.plan, by_stop=by_stop)
        if view.keep_attribution:
            sums.attributed.rows = rows_of(parted, table, cells, self.plan)

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Row by row as written, then by period."""
        return results_of(self.plan, sums, as_of)


def judge_of(plan: TargetPlan, planning: Planning) -> ClockJudge:
    """The target with its rule."""
    rule = rule_of(plan.chosen, plan.share, planning)
    return ClockJudge(plan, rule, toll_of(plan, planning.fields_of(rule.clock.log)))


def rule_of(chosen: Chosen, share: Share, planning: Planning) -> ClockRule:
    """The rule of a target (language reference, 5, 7.4), whose version has that share of the term."""
    target, version, clock = chosen.target, chosen.version, chosen.measure
    assert isinstance(clock, Clock), "a member judges its own kind"  # noqa: S101
    return ClockRule(
        clock=clock,
        where=target.where,
        excluded_while=excluded_while(chosen),
        excluded_cases=excluded_cases(chosen),
        classify_at=target.classify_at,
        rows=tuple(
            RowRule(row.condition, row.obligation, planning.hours(row, version), planning.counted(row, version))
            for row in target.rows
        ),
        first=share.first,
        last=share.last,
    )


def unclear(promise: Obligation, version: Version) -> str | None:  # noqa: ARG001 - one signature for all kinds
    """Why a row on a clock cannot be judged, or None if it can."""
    if not isinstance(promise, Level):
        return None
    if promise.aggregate is None:
        return f"`{say_obligation(promise)}` does not say of which figure: average, total, longest, min or p95"
    if not isinstance(promise.quantity, Duration):
        return f"`{say_obligation(promise)}` does not say how long: a clock is bounded by a duration such as `4h`"
    return None
