"""What of a policy its tests exercise: targets, rows, tiers, pauses, exclusions (language reference, 10.6).

A target and its row are exercised by what is expected of a case that falls under it, or of a period in which something
counts under it; a pause and an exclusion by such a case whose clock it stops, or which it takes out; a tier by an
expected amount that it is a part of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slacode.diagnostics import Location
from slacode.engine.evaluate.hours import Tables
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.why import Judgement
from slacode.engine.hours import windows_of
from slacode.engine.model.agreements import (
    Agreement,
    ExcludedCases,
    ExcludedState,
    Exclusion,
    Exempt,
    OneOffWindow,
    RecurringWindow,
    Version,
)
from slacode.engine.model.metrics import Clock, Metric
from slacode.engine.model.money import Penalty
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import ExpectFigure, ExpectVerdict, Reference
from slacode.engine.settle.run import name_of
from slacode.engine.testing.reckoning import Reckoning
from slacode.engine.testing.record import Coverage, Covered, Kind
from slacode.engine.testing.sheets import Sheet
from slacode.engine.wording import (
    say_condition,
    say_day_hours,
    say_each_breach,
    say_moment,
    say_obligation,
    say_ref,
    say_step,
    say_tier,
)

Key = tuple[Kind, str, Location | None]
"""What tells things apart that can be exercised; a clause that several versions share is one."""


def coverage_of(model: PolicyModel, reckoning: Reckoning | None) -> Coverage:
    """Everything that tests could exercise, by agreement, with what they do."""
    exercised = set(_exercised(model, reckoning)) if reckoning else set()
    every = {key: text for agreement in model.agreements for key, text in _items(model, agreement)}
    return Coverage(tuple(Covered(*key[:2], text, key[2], key in exercised) for key, text in every.items()))


# ---- What there is


def _items(model: PolicyModel, agreement: Agreement) -> Iterator[tuple[Key, str]]:
    metrics = {metric.name: metric for metric in model.metrics}
    for version in agreement.versions:
        for target in version.targets:
            name = say_ref(agreement.name, target.name)
            metric = metrics.get(target.metric or "")
            promises = [row for row in target.rows if not isinstance(row.obligation, Exempt)]
            if promises:
                yield ("target", name, None), target.title or name
            for row in promises if len(target.rows) > 1 else ():
                yield ("row", say_ref(agreement.name, target.name, row.label), row.at), say_obligation(row.obligation)
            if metric is not None and isinstance(metric.measure, Clock) and metric.measure.pause is not None:
                yield _pause(metric), f"pause while {say_condition(metric.measure.pause)}"
        for penalty in version.penalties:
            yield from _tiers(agreement, penalty)
        for exclusion in version.exclusions:
            yield _exclusion(agreement, exclusion), _say_exclusion(exclusion)


def _tiers(agreement: Agreement, penalty: Penalty) -> Iterator[tuple[Key, str]]:
    name = f"{agreement.name}.{penalty.name}" if penalty.name else f"{agreement.name}: {name_of(penalty)}"
    said = [
        *((tier.at, say_tier(tier)) for tier in penalty.tiers),
        *((step.at, say_step(step)) for step in penalty.steps),
        *((each.at, say_each_breach(each)) for each in penalty.each_breach),
    ]
    for at, text in said:
        yield ("tier", name, at), text


def _pause(metric: Metric) -> Key:
    return "pause", metric.name, metric.at


def _exclusion(agreement: Agreement, exclusion: Exclusion) -> Key:
    return "exclusion", agreement.name, exclusion.at


def _say_exclusion(exclusion: Exclusion) -> str:
    if exclusion.reason is not None:
        return f'exclude "{exclusion.reason}"'
    match exclusion:
        case RecurringWindow():
            return f"exclude every {say_day_hours(exclusion.hours)}"
        case OneOffWindow():
            return f"exclude from {say_moment(exclusion.start)} to {say_moment(exclusion.end)}"
        case ExcludedState() | ExcludedCases():
            word = "while" if isinstance(exclusion, ExcludedState) else "cases where"
            return f"exclude {word} {say_condition(exclusion.conditions[0].condition)}"


# ---- What is exercised


def _exercised(model: PolicyModel, reckoning: Reckoning) -> Iterator[Key]:
    looking = _Looking(model, reckoning)
    for number, run in enumerate(reckoning.bench.runs):
        for _, verdict in run.verdicts:
            yield from looking.at_case(number, verdict)
        for _, figure in run.figures:
            yield from looking.at_period(number, figure)


class _Looking:
    """Looks at what was judged for each expectation."""

    def __init__(self, model: PolicyModel, reckoning: Reckoning) -> None:
        self.reckoning = reckoning
        self.bench = reckoning.bench
        self.tables = Tables(model)
        self.agreements = {agreement.name: agreement for agreement in model.agreements}
        self.metrics = {metric.name: metric for metric in model.metrics}

    def at_case(self, number: int, expected: ExpectVerdict, period: str | None = None) -> Iterator[Key]:
        """What a case exercises under a target, in one period if that is said."""
        for judgement in self.bench.history(number, expected).judgements:
            in_row = expected.ref.row is None or judgement.row == expected.ref.row
            if judgement.matched and in_row and period in (None, judgement.period):
                yield ("target", say_ref(judgement.agreement, judgement.target), None)
                yield ("row", say_ref(judgement.agreement, judgement.target, judgement.row), judgement.at)
                yield from self._pauses(judgement)
                yield from self._exclusions(number, expected.case, judgement)

    def at_period(self, number: int, expected: ExpectFigure) -> Iterator[Key]:
        """What a period exercises: the rows under which something counts, their cases, and the tiers of its money."""
        refs = [expected.ref]
        if expected.money is not None:
            settled = self.reckoning.settled(number, expected.ref).amounts
            meant = [one for one in settled if expected.ref.target in (None, one.penalty)]
            of_period = [one for one in meant if one.period.name == expected.period]
            lines = [line.at for one in of_period for line in one.lines if line.amount]
            yield from self._tiers(expected.ref.agreement, lines)
            refs = [Reference(agreement=one.agreement, target=one.target) for one in of_period]
        for ref in refs:
            for result in self.reckoning.results(number, ref):
                if result.period == expected.period and result.attained is not None and ref.row in (None, result.row):
                    yield ("target", say_ref(result.agreement, result.target), None)
                    yield ("row", say_ref(result.agreement, result.target, result.row), result.at)
                    yield from self._of_cases(number, result)

    def _tiers(self, agreement: str, places: Iterable[Location | None]) -> Iterator[Key]:
        known = set(places)
        for version in self.agreements[agreement].versions:
            for penalty in version.penalties:
                yield from (key for key, _ in _tiers(self.agreements[agreement], penalty) if key[2] in known)

    def _of_cases(self, number: int, result: TargetResult) -> Iterator[Key]:
        """What the cases of a run exercise under the row of a result."""
        ref = Reference(agreement=result.agreement, target=result.target, row=result.row)
        for chosen in self.bench.targets(ref):
            sheet = self.bench.sheets[chosen.measure.log]
            for case in _cases_of(sheet, number):
                if isinstance(chosen.measure, Clock):
                    yield from self.at_case(number, ExpectVerdict(ref=ref, case=case, verdict="met"), result.period)
                elif chosen.version.number == result.version:
                    batch = sheet.of_case(number, case)
                    spans = [(int(batch.time[0]), int(batch.time[-1]) + 1)]
                    yield from self._taken_out(number, case, chosen.agreement, chosen.version, spans, cases=True)

    def _pauses(self, judgement: Judgement) -> Iterator[Key]:
        target = self._version(judgement).target(judgement.target)
        if target is not None and any(interval.reason == "paused" for interval in judgement.intervals):
            yield _pause(self.metrics[target.metric or ""])

    def _exclusions(self, number: int, case: str, judgement: Judgement) -> Iterator[Key]:
        spans = [(interval.start, interval.end) for interval in judgement.intervals if interval.reason == "excluded"]
        agreement, version = self.agreements[judgement.agreement], self._version(judgement)
        yield from self._taken_out(number, case, agreement, version, spans, cases=judgement.verdict == "excluded")

    def _version(self, judgement: Judgement) -> Version:
        return self.agreements[judgement.agreement].versions[judgement.version - 1]

    def _taken_out(
        self,
        number: int,
        case: str,
        agreement: Agreement,
        version: Version,
        spans: list[tuple[int, int]],
        *,
        cases: bool,
    ) -> Iterator[Key]:
        """The exclusions that take time out of some spans, or the case itself if `cases` may be."""
        for exclusion in version.exclusions:
            if isinstance(exclusion, ExcludedCases | ExcludedState):
                may_be = cases if isinstance(exclusion, ExcludedCases) else bool(spans)
                if may_be and self._holds(number, case, exclusion):
                    yield _exclusion(agreement, exclusion)
            elif self._takes(version, exclusion, spans):
                yield _exclusion(agreement, exclusion)

    def _holds(self, number: int, case: str, exclusion: ExcludedCases | ExcludedState) -> bool:
        """Whether a condition holds after any row of the case."""
        for typed in exclusion.conditions:
            sheet = self.bench.sheets.get(typed.log)
            if sheet is not None and (number, case) in sheet.place:
                flags = sheet.of_case(number, case).flags
                if typed.condition in flags and bool(flags[typed.condition].any()):
                    return True
        return False

    def _takes(self, version: Version, exclusion: Exclusion, spans: list[tuple[int, int]]) -> bool:
        windows = windows_of(version.model_copy(update={"exclusions": (exclusion,)}))
        left = self.tables.table(None, version.zone, windows).calendar
        return any(left.counted(start, end) < end - start for start, end in spans)


def _cases_of(sheet: Sheet, number: int) -> list[str]:
    names: list[str] = sheet.of_run(number).cases.to_pylist()
    return names
