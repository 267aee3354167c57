"""One pass over a log: what every target makes of each batch, and what is kept of single cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow as pa

from slacode.engine.evaluate.ahead.glance import Look
from slacode.engine.evaluate.attribution import rows
from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.evaluate.cases import cases_of
from slacode.engine.evaluate.judge import Judge, Sums, View
from slacode.engine.evaluate.options import Options
from slacode.engine.evaluate.plan import LogPlan
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.spool import Listed, Spool
from slacode.engine.logs.source import LogSource


@dataclass(frozen=True)
class Judged:
    """A target and its sums over everything."""

    judge: Judge
    sums: Sums
    _drawn: dict[int, tuple[TargetResult, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def of_objective(self) -> bool:
        """Whether it is a KPI."""
        return self.judge.plan.chosen.of_objective

    def results(self, as_of: int) -> tuple[TargetResult, ...]:
        """The results of its sums, once everything was read; drawn once, since two sides of a comparison may ask."""
        if as_of not in self._drawn:
            self._drawn[as_of] = tuple(self.judge.results(self.sums, as_of))
        return self._drawn[as_of]

    def is_asked(self, result: TargetResult) -> bool:
        """Whether a result is of a period that was asked for."""
        return result.period in self.asked

    @cached_property
    def asked(self) -> frozenset[str]:
        """The periods that were asked for."""
        plan = self.judge.plan
        return frozenset(plan.periods.windows[place].name for place in plan.asked)


@dataclass(frozen=True, slots=True)
class OfBatch:
    """The sums of a batch, target by target; its cycles, and whose time they were, where that is listed. `table` holds
    the cycles as a file does, if they need not be kept until all are there."""

    sums: tuple[Sums, ...]
    cycles: Listed | None
    attributed: Listed | None
    table: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """What every target of a log makes of a batch, and what of its cases is to be kept; it may travel to where the
    batch is."""

    plan: LogPlan
    as_of: int
    keep: bool
    look: Look | None
    attribute: bool

    def __call__(self, batch: CaseBatch) -> OfBatch:
        """The sums of a batch, and its cycles, target by target; those of KPIs are not listed."""
        view = View(batch, self.as_of, self.keep, self.look, self.attribute)
        sums, cycles = zip(*(judge.look(view) for judge in self.plan.judges), strict=True)
        if not (self.keep or self.attribute):
            return OfBatch(sums, None, None)
        names, parts = batch.cases, [part.attributed.rows for part in sums]
        return OfBatch(
            sums,
            Listed(self._own(cycles), names, batch.in_order) if self.keep else None,
            Listed(self._own(parts), names, batch.in_order) if self.attribute else None,
        )

    def _own(self, rows: Iterable[pa.RecordBatch | None]) -> tuple[pa.RecordBatch | None, ...]:
        """The rows of targets, without those of KPIs."""
        of_objective = (judge.plan.chosen.of_objective for judge in self.plan.judges)
        return tuple(None if other else one for one, other in zip(rows, of_objective, strict=True))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the single cases of a log: every cycle, and whose time breached ones were; None where it is not
    wanted. `to` takes the cycles as they are to stand in a file, as soon as may be."""

    cases: Spool | None
    attribution: Spool | None
    to: Callable[[pa.Table], None] | None

    @classmethod
    def of(cls, plan: LogPlan, options: Options) -> Kept:
        """What the options ask for."""
        judges = plan.judges
        return cls(
            Spool(len(judges), cases_of([judge.plan for judge in judges])) if options.lists_cases else None,
            Spool(len(judges), rows.attributed_of(judges)) if options.keep_attribution else None,
            options.cases_to,
        )

    def drawn(self, seen: OfBatch) -> OfBatch:
        """What a batch gave, with its cycles as in a file if they can be written at once."""
        if self.to is None or self.cases is None or seen.cycles is None or not seen.cycles.in_order:
            return seen
        return replace(seen, cycles=None, table=self.cases.table(seen.cycles))

    def add(self, seen: OfBatch) -> None:
        """Keep what a batch gave of single cases, or hand it on."""
        if self.to is not None and seen.table is not None:
            self.to(seen.table)
        if self.cases is not None and seen.cycles is not None:
            self.cases.add(seen.cycles)
        if self.attribution is not None and seen.attributed is not None:
            self.attribution.add(seen.attributed)

    def end(self) -> None:
        """Hand on what had to be kept until all was there."""
        if self.to is not None and self.cases is not None:
            for table in self.cases.tables():
                self.to(table)


def judge_log(log_plan: LogPlan, log: LogSource, as_of: int, kept: Kept, options: Options) -> tuple[Judged, ...]:
    """Judge all targets of a log in one pass; batches are judged side by side and summed as they come."""
    judged = tuple(Judged(judge, judge.empty()) for judge in log_plan.judges)
    judging = Judging(log_plan, as_of, kept.cases is not None, options.look, kept.attribution is not None)
    look = judging if options.spark is not None else lambda batch: kept.drawn(judging(batch))
    named = bool(judging.keep or judging.attribute or options.look)
    for seen in log.each(look, replace(log_plan.needs, names=named), as_of, options.threads):
        for one, part in zip(judged, seen.sums, strict=True):
            one.sums.merge(part)
        kept.add(seen)
    kept.end()
    return judged
