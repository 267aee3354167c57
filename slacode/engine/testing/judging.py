"""All runs judged together: each clock once over the cases of every run, sums and money run by run, alike ones once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from slacode.engine.calendar.instants import year_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import NO_INSTANT, CaseBatch, Needs
from slacode.engine.evaluate.charges import charges_of, sources_of
from slacode.engine.evaluate.choose import Choice, Chosen, choose
from slacode.engine.evaluate.judge import Judge, Sums, View
from slacode.engine.evaluate.plan import Planning, Sight, target_plan
from slacode.engine.evaluate.result import NotEvaluated, TargetResult
from slacode.engine.evaluate.settling import settled
from slacode.engine.evaluate.why import CaseHistory, Judgement, Unjudged, history_of, said_of
from slacode.engine.metrics import kind_of
from slacode.engine.metrics.clock import CycleTable, Shared, Verdict, judge
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.metrics.clock.tally import cells_of, tally
from slacode.engine.metrics.clock.tolls import tolls_of
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import ExpectFigure, ExpectVerdict, Reference
from slacode.engine.settle.run import Settled
from slacode.engine.terms import term_of
from slacode.engine.testing.runs import Run
from slacode.engine.testing.sheets import Sheet, scanned, sheet_of

Name = tuple[str, int, str]
"""Agreement, number of the version, target."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle of a case under a target: the label of its row, whether there is one, its verdict in a word (None: it
    has none) and the time counted in microseconds."""

    number: int
    row: str | None
    matched: bool
    verdict: str | None
    elapsed: int | None


@dataclass(frozen=True)
class _Summed:
    """A target with the sums of one run, which judged as a whole are judged once."""

    judge: Judge
    sums: Sums

    @cached_property
    def key(self) -> tuple[object, ...]:
        columns = tuple(column.tobytes() for piece in self.sums.columns for column in piece)
        tolls = frozenset(self.sums.tolls.stops.items()), frozenset(self.sums.tolls.causes)
        return id(self.judge), self.sums.counts.tobytes(), columns, tolls


@dataclass(frozen=True, slots=True)
class _Charged:
    """The rows of one run as a log of charges."""

    batch: CaseBatch

    def scan(
        self, conditions: Sequence[Condition], *, as_of: int | None, numbers: Sequence[str]
    ) -> Iterator[CaseBatch]:
        """The rows, which are those up to the instant of the run."""
        return scanned(self.batch)


class Bench:
    """A policy and the runs that are judged by it; whatever is asked for twice is worked out once."""

    def __init__(self, model: PolicyModel, runs: Sequence[Run]) -> None:
        self.model = model
        self.runs = runs
        self.choice = choose(model)
        self._planning = Planning(model)
        self._agreements = {agreement.name: agreement for agreement in model.agreements}
        self._judges: dict[object, Judge] = {}
        self._tables: dict[Name, tuple[CycleTable, list[int]]] = {}
        self._results: dict[object, tuple[TargetResult, ...]] = {}
        self._settled: dict[object, Settled] = {}

    # ---- What is looked at

    def targets(self, ref: Reference) -> list[Chosen]:
        """The targets, version by version, that tell of a reference: of a penalty all of its agreement."""
        versions = self._agreements[ref.agreement].versions
        is_target = any(version.target(ref.target) for version in versions) if ref.target else False
        of_agreement = (one for one in self.choice.chosen if one.agreement.name == ref.agreement)
        return [one for one in of_agreement if not is_target or one.target.name == ref.target]

    def lacking(self, ref: Reference) -> list[NotEvaluated]:
        """The rows that a reference means and that cannot be judged."""
        return [
            one
            for one in self.choice.not_evaluated
            if one.agreement == ref.agreement and ref.target in (None, one.target) and ref.row in (None, one.row)
        ]

    @cached_property
    def sheets(self) -> Mapping[str, Sheet]:
        """The batch of each log that any run is judged by."""
        chosen: dict[Name, Chosen] = {}
        for run in self.runs:
            for expected in _expectations(run):
                chosen |= {_name(one): one for one in self.targets(expected.ref)}
        needs: dict[str, list[Needs]] = {}
        for one in chosen.values():
            if self.runs:
                needs.setdefault(one.measure.log, []).append(self._judge(one, self.runs[0]).needs)
        for log, field, _ in sources_of(chosen.values()):
            needs.setdefault(log, []).append(Needs(numbers=(field,)))
        logs = {log.name: log for log in self.model.logs}
        return {name: sheet_of(logs[name], self.runs, wanted) for name, wanted in needs.items()}

    def _judge(self, chosen: Chosen, run: Run) -> Judge:
        """A target with its periods up to the end of the run's year, from where they begin."""
        begins = None if term_of(chosen.agreement)[0] else zone_named(chosen.version.zone).day(run.begins)
        year = year_of(run.as_of)
        key = (_name(chosen), begins, year)
        if key not in self._judges:
            latest = max(other.as_of for other in self.runs if year_of(other.as_of) == year)
            plan = target_plan(chosen, Sight(run.begins, latest))
            self._judges[key] = kind_of(chosen.measure).judge_of(plan, self._planning)
        return self._judges[key]

    # ---- Cases

    def cycles(self, number: int, expected: ExpectVerdict) -> list[Cycle] | None:
        """The cycles of a case under a target, None if no row of the case is seen."""
        found: list[Cycle] = []
        is_seen = False
        for chosen in self.targets(expected.ref):
            if isinstance(chosen.measure, Clock):
                place = self.sheets[chosen.measure.log].place.get((number, expected.case))
                if place is not None:
                    is_seen = True
                    found += self._cycles(chosen, place)
        return found if is_seen else None

    def _cycles(self, chosen: Chosen, place: int) -> Iterator[Cycle]:
        table, cases = self._table(chosen)
        for entry in range(bisect_left(cases, place), bisect_left(cases, place + 1)):
            row, verdict = int(table.row[entry]), Verdict(int(table.verdict[entry]))
            elapsed = int(table.elapsed[entry])
            yield Cycle(
                number=int(table.cycle[entry]),
                row=chosen.target.rows[row].label if row >= 0 else None,
                matched=row >= 0,
                verdict=None if verdict == Verdict.NONE else verdict.name.lower(),
                elapsed=None if elapsed == NO_INSTANT else elapsed,
            )

    def _table(self, chosen: Chosen) -> tuple[CycleTable, list[int]]:
        """The cycles of all runs under a target, and the case of each."""
        name = _name(chosen)
        if name not in self._tables:
            clock = self._judge(chosen, self.runs[0])
            assert isinstance(clock, ClockJudge), "only clocks have cycles"  # noqa: S101
            shared = self._shareds[chosen.measure.log]
            table = judge(shared.batch, clock.rule, shared.as_of, shared)
            self._tables[name] = table, table.case.tolist()
        return self._tables[name]

    @cached_property
    def _shareds(self) -> dict[str, Shared]:
        """The cases of each log, every one as of its own run."""
        instants = np.array([run.as_of for run in self.runs], dtype=np.int64)
        return {log: Shared(sheet.batch, instants[sheet.runs]) for log, sheet in self.sheets.items()}

    def history(self, number: int, expected: ExpectVerdict) -> CaseHistory:
        """The timeline of a case, as `why` tells it."""
        run = self.runs[number]
        found: list[Judgement | Unjudged] = []
        for chosen in self.targets(expected.ref):
            sheet, clock = self.sheets[chosen.measure.log], self._judge(chosen, run)
            if isinstance(clock, ClockJudge) and (number, expected.case) in sheet.place:
                found += said_of(clock, sheet.of_case(number, expected.case), run.as_of)
        return history_of(expected.case, run.as_of, found)

    # ---- Periods and money

    def results(self, number: int, ref: Reference) -> list[TargetResult]:
        """The results, period by period, of the targets that a reference means, as of the run's instant."""
        return [result for chosen in self.targets(ref) for result in self._of(self._summed(number, chosen), number)]

    def _of(self, one: _Summed, number: int) -> tuple[TargetResult, ...]:
        as_of = self.runs[number].as_of
        key = (*one.key, as_of)
        if key not in self._results:
            self._results[key] = tuple(one.judge.results(one.sums, as_of))
        return self._results[key]

    def settled(self, number: int, agreement: str) -> Settled:
        """All that an agreement comes to in money, as of the run's instant."""
        run = self.runs[number]
        targets = self.targets(Reference(agreement=agreement))
        summed = [self._summed(number, chosen) for chosen in targets]
        opened = {log: _Charged(sheet.of_run(number)) for log, sheet in self.sheets.items()}
        charges = charges_of(sources_of(targets), opened, run.as_of)
        charged = tuple((source, tuple(days.items())) for source, days in charges.items())
        key = (agreement, run.as_of, charged, *(one.key for one in summed))
        if key not in self._settled:
            model = self.model.model_copy(update={"agreements": (self._agreements[agreement],)})
            left = tuple(one for one in self.choice.not_evaluated if one.agreement == agreement)
            results = [result for one in summed for result in self._of(one, number)]
            choice = Choice(tuple(targets), left)
            self._settled[key] = settled(model, choice, summed, results, charges, run.as_of)
        return self._settled[key]

    def _summed(self, number: int, chosen: Chosen) -> _Summed:
        judge_ = self._judge(chosen, self.runs[number])
        if isinstance(judge_, ClockJudge):
            return _Summed(judge_, self._sums_of_clock(number, chosen, judge_))
        batch = self.sheets[chosen.measure.log].of_run(number)
        if not len(batch.cases):
            return _Summed(judge_, judge_.empty())
        return _Summed(judge_, judge_.look(View(batch, self.runs[number].as_of, keep=False))[0])

    def _sums_of_clock(self, number: int, chosen: Chosen, clock: ClockJudge) -> Sums:
        """The sums of a run's part of the cycles of all runs."""
        sheet, as_of = self.sheets[chosen.measure.log], self.runs[number].as_of
        table, cases = self._table(chosen)
        first, behind = sheet.bounds[number], sheet.bounds[number + 1]
        part = slice(bisect_left(cases, first), bisect_left(cases, behind))
        of_run = table.part(part)
        of_run = replace(of_run, case=of_run.case - first)
        batch = sheet.of_run(number)
        cells = cells_of(of_run, clock.plan, as_of)
        sums = tally(of_run, cells, batch.cases, clock.plan, as_of)
        if clock.toll is not None and len(batch.cases):
            sums.tolls = tolls_of(of_run, cells, batch, clock.plan, clock.toll)
        return sums


def _name(chosen: Chosen) -> Name:
    return chosen.agreement.name, chosen.version.number, chosen.target.name


def _expectations(run: Run) -> Iterator[ExpectVerdict | ExpectFigure]:
    yield from (expected for _, expected in run.verdicts)
    yield from (expected for _, expected in run.figures)
