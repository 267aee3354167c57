"""All runs judged together: which targets tell of what is expected, and each clock once over the cases of every run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from slacode.engine.calendar.instants import year_of
from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import NO_INSTANT, Moment, Needs, moment_of
from slacode.engine.evaluate.charges import sources_of
from slacode.engine.evaluate.choose import Chosen, choose
from slacode.engine.evaluate.judge import Judge
from slacode.engine.evaluate.plan import Planning, Sight, target_plan
from slacode.engine.evaluate.result import NotEvaluated
from slacode.engine.evaluate.why import CaseHistory, Judgement, Unjudged, history_of, said_of
from slacode.engine.metrics import kind_of
from slacode.engine.metrics.clock import CycleTable, Shared, Verdict, judge
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import ExpectFigure, ExpectVerdict, Reference
from slacode.engine.terms import term_of
from slacode.engine.testing.runs import Run
from slacode.engine.testing.sheets import Sheet, sheet_of

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


@dataclass(frozen=True, slots=True)
class Cycles:
    """The cycles of all runs under a target, each with the instant of its run, in UTC microseconds, and its case; those
    of run i are `of_run[i]:of_run[i + 1]`."""

    table: CycleTable
    as_of: Moment
    cases: list[int]
    of_run: list[int]


class Bench:
    """A policy and the runs that are judged by it; whatever is asked for twice is worked out once."""

    def __init__(self, model: PolicyModel, runs: Sequence[Run]) -> None:
        self.model = model
        self.runs = runs
        self.choice = choose(model)
        self._planning = Planning(model)
        self.agreements = {agreement.name: agreement for agreement in model.agreements}
        self._judges: dict[object, Judge] = {}
        self._tables: dict[Name, Cycles] = {}

    # ---- What is looked at

    def targets(self, ref: Reference) -> list[Chosen]:
        """The targets, version by version, that tell of a reference: of an agreement all, of a penalty those that
        decide what it comes to."""
        names = self._names(ref)
        of_agreement = (one for one in self.choice.chosen if one.agreement.name == ref.agreement)
        return [one for one in of_agreement if names is None or one.target.name in names]

    def _names(self, ref: Reference) -> set[str] | None:
        """The names of those targets, None for all of the agreement."""
        versions = self.agreements[ref.agreement].versions
        if ref.target is None:
            return None
        if any(version.target(ref.target) for version in versions):
            return {ref.target}
        # What limits penalties together makes each depend on what the others come to.
        if any(version.caps or version.at_risk or version.one_credit_by for version in versions):
            return None
        return {penalty.target for version in versions for penalty in version.penalties if penalty.name == ref.target}

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
                needs.setdefault(one.measure.log, []).append(self.judge(one, self.runs[0]).needs)
        for log, field, _ in sources_of(chosen.values()):
            needs.setdefault(log, []).append(Needs(numbers=(field,)))
        logs = {log.name: log for log in self.model.logs}
        return {name: sheet_of(logs[name], self.runs, wanted) for name, wanted in needs.items()}

    def judge(self, chosen: Chosen, run: Run) -> Judge:
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
        cycles = self.table(chosen)
        table, cases = cycles.table, cycles.cases
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

    def table(self, chosen: Chosen) -> Cycles:
        """The cycles of all runs under a target."""
        name = _name(chosen)
        if name not in self._tables:
            clock = self.judge(chosen, self.runs[0])
            assert isinstance(clock, ClockJudge), "only clocks have cycles"  # noqa: S101
            shared = self._shareds[chosen.measure.log]
            table = judge(shared.batch, clock.rule, shared.as_of, shared)
            of_run = np.searchsorted(table.case, self.sheets[chosen.measure.log].bounds).tolist()
            as_of = moment_of(shared.as_of, table.case)
            self._tables[name] = Cycles(table, as_of, table.case.tolist(), of_run)
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
            sheet, clock = self.sheets[chosen.measure.log], self.judge(chosen, run)
            if isinstance(clock, ClockJudge) and (number, expected.case) in sheet.place:
                found += said_of(clock, sheet.of_case(number, expected.case), run.as_of)
        return history_of(expected.case, run.as_of, found)


def _name(chosen: Chosen) -> Name:
    return chosen.agreement.name, chosen.version.number, chosen.target.name


def _expectations(run: Run) -> Iterator[ExpectVerdict | ExpectFigure]:
    yield from (expected for _, expected in run.verdicts)
    yield from (expected for _, expected in run.figures)
