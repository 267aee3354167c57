"""What the periods of each run come to, in figures and in money; runs that are alike are reckoned once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import CaseBatch, Micros
from slacode.engine.evaluate.charges import charges_of, sources_of
from slacode.engine.evaluate.choose import Choice, Chosen
from slacode.engine.evaluate.judge import Judge, Sums, View
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.settling import settled
from slacode.engine.evaluate.tolls import Tolls
from slacode.engine.metrics.clock import CycleTable, Verdict
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.metrics.clock.tally import cells_of, tally
from slacode.engine.metrics.clock.tolls import tolls_of
from slacode.engine.model.agreements import Level
from slacode.engine.model.conditions import Condition
from slacode.engine.model.policy_tests import Reference
from slacode.engine.periods import beginning
from slacode.engine.settle.run import Settled
from slacode.engine.testing.judging import Bench
from slacode.engine.testing.sheets import Sheet, scanned

Key = tuple[object, ...]


@dataclass(frozen=True)
class Summed:
    """A target in one run. Runs with one `key` have the same results, which are made only where they are new."""

    judge: Judge
    as_of: int
    sheet: Sheet
    number: int

    @property
    def key(self) -> Key:
        """All that its results follow from: nothing but the target and the instant, if the run has no rows for it."""
        is_empty = self.sheet.bounds[self.number] == self.sheet.bounds[self.number + 1]
        return (id(self.judge), self.as_of, None if is_empty else self.number)

    @property
    def tolls(self) -> Tolls:
        """What settlement needs besides."""
        return Tolls()

    @cached_property
    def sums(self) -> Sums:
        """The sums of the run's cases."""
        batch = self.sheet.of_run(self.number)
        return self.judge.look(View(batch, self.as_of, keep=False))[0] if batch.size else self.judge.empty()


@dataclass(frozen=True)
class SummedClock(Summed):
    """A clock in one run: its part of the cycles of all runs, and the cells in which these count."""

    judge: ClockJudge
    table: CycleTable
    cells: Micros
    part: slice

    @cached_property
    def key(self) -> Key:
        """The columns that its results are made of."""
        target = self.judge.plan.chosen.target
        names = ["row", "verdict", "settled"]
        names += ["started"] if target.count_by == "opened" else []
        names += ["elapsed"] if any(isinstance(row.obligation, Level) for row in target.rows) else []
        columns = (getattr(self.table, name)[self.part].tobytes() for name in names)
        return (id(self.judge), self.as_of, self.cells[self.part].tobytes(), *columns)

    @cached_property
    def tolls(self) -> Tolls:
        """What its breaches cost one by one, and their causes."""
        if self.judge.toll is None or not (self.table.verdict[self.part] == Verdict.BREACHED).any():
            return Tolls()
        batch = self.sheet.of_run(self.number)
        return tolls_of(self._of_run, self.cells[self.part], batch, self.judge.plan, self.judge.toll)

    @cached_property
    def sums(self) -> Sums:
        """The sums of the run's cycles."""
        batch = self.sheet.of_run(self.number)
        sums = tally(self._of_run, self.cells[self.part], lambda: batch.cases, self.judge.plan, self.as_of)
        sums.tolls = self.tolls
        return sums

    @cached_property
    def _of_run(self) -> CycleTable:
        table = self.table.part(self.part)
        return replace(table, case=table.case - self.sheet.bounds[self.number])


@dataclass(frozen=True, slots=True)
class _Charged:
    """The rows of one run as a log of charges: those up to the instant of the run."""

    batch: CaseBatch

    def scan(
        self, conditions: Sequence[Condition], *, as_of: int | None, numbers: Sequence[str]
    ) -> Iterator[CaseBatch]:
        """The rows, if there are any."""
        return scanned(self.batch)


class Reckoning:
    """The results and the money of runs."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._cells: dict[int, Micros] = {}
        self._results: dict[Key, tuple[TargetResult, ...]] = {}
        self._settled: dict[Key, Settled] = {}

    def results(self, number: int, ref: Reference) -> list[TargetResult]:
        """The results, period by period, of the targets that tell of a reference, as of the run's instant."""
        return [result for chosen in self.bench.targets(ref) for result in self._of(self._summed(number, chosen))]

    def settled(self, number: int, ref: Reference) -> Settled:
        """What the targets that tell of a reference cost, as of the run's instant."""
        as_of, targets = self.bench.runs[number].as_of, self.bench.targets(ref)
        summed = [self._summed(number, chosen) for chosen in targets]
        sources = sources_of(targets)
        opened = {log: _Charged(self.bench.sheets[log].of_run(number)) for log, _, _ in sources}
        charges = charges_of(sources, opened, as_of)
        charged = tuple((source, tuple(days.items())) for source, days in charges.items())
        tolls = (frozenset((*one.tolls.stops.items(), *one.tolls.causes)) for one in summed)
        key = (ref.agreement, as_of, charged, *(one.key for one in summed), *tolls)
        if key not in self._settled:
            agreements = (self.bench.agreements[ref.agreement],)
            model = self.bench.model.model_copy(update={"agreements": agreements})
            left = tuple(one for one in self.bench.choice.not_evaluated if one.agreement == ref.agreement)
            results = [result for one in summed for result in self._of(one)]
            self._settled[key] = settled(model, Choice(tuple(targets), left), summed, results, charges, as_of)
        return self._settled[key]

    def _of(self, one: Summed) -> tuple[TargetResult, ...]:
        if one.key not in self._results:
            names = _begun(one.judge.plan, one.as_of)
            every = one.judge.results(one.sums, one.as_of)
            self._results[one.key] = tuple(result for result in every if result.period in names)
        return self._results[one.key]

    def _summed(self, number: int, chosen: Chosen) -> Summed:
        run, sheet = self.bench.runs[number], self.bench.sheets[chosen.measure.log]
        judge = self.bench.judge(chosen, run)
        if not isinstance(judge, ClockJudge):
            return Summed(judge, run.as_of, sheet, number)
        cycles = self.bench.table(chosen)
        if id(judge) not in self._cells:
            self._cells[id(judge)] = cells_of(cycles.table, judge.plan)
        part = slice(cycles.of_run[number], cycles.of_run[number + 1])
        return SummedClock(judge, run.as_of, sheet, number, cycles.table, self._cells[id(judge)], part)


def _begun(plan: TargetPlan, as_of: int) -> set[str]:
    """The periods that an evaluation as of an instant has; a plan has those of later runs as well."""
    today = date_of(zone_named(plan.chosen.version.zone).day(as_of))
    per = plan.chosen.target.per
    begins = (
        (window.dates.last if window.rolling else beginning(per, window.dates.first), window.name)
        for window in plan.periods.windows
    )
    return {name for date, name in begins if date <= today}
