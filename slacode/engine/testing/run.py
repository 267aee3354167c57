"""Runs tests: those of findings by what `check` finds, all others as one evaluation in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.engine.checks import check_named
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.policy_tests import ExpectFinding, PolicyTest
from slacode.engine.testing import findings
from slacode.engine.testing.findings import Checked
from slacode.engine.testing.record import Coverage, Outcome, TestOutcome, TestReport

if TYPE_CHECKING:
    from slacode.engine.testing.reckoning import Reckoning


def run_tests(model: PolicyModel, tests: Sequence[PolicyTest], checked: Checked, *, cover: bool = False) -> TestReport:
    """Run some tests of a policy, and say, if asked, what of it they exercise.

    Raises `PolicyError` for tests that can say nothing, each with its place.
    """
    problems = [problem for test in tests for problem in _problems(test)]
    if problems:
        raise PolicyError(problems)
    outcomes: list[dict[int, Outcome]] = [dict(_of_findings(test, checked)) for test in tests]
    reckoning = _reckoning(model, tests)
    for number, place, outcome in _of_runs(reckoning) if reckoning else ():
        outcomes[number][place] = outcome
    told = tuple(
        TestOutcome(test.title, test.at, test.zone, tuple(found[place] for place in sorted(found)) or (_empty(test),))
        for test, found in zip(tests, outcomes, strict=True)
    )
    return TestReport(told, _coverage(model, reckoning) if cover else None)


def _problems(test: PolicyTest) -> Iterator[Diagnostic]:
    """Findings that depend on the date, expected of no date."""
    for expected in test.expectations:
        if isinstance(expected, ExpectFinding) and test.today is None and _depends_on_date(expected.check):
            message = f"`{expected.check}` is found on some dates only, and the test names none"
            help_ = ("say when it is looked at, as in `as of 2026-03-31`",)
            yield Diagnostic("test", Severity.ERROR, message, expected.at or test.at, "on which date", help=help_)


def _depends_on_date(check: str | None) -> bool:
    return check is not None and getattr(check_named(check), "DEPENDS_ON_DATE", False)


def _of_findings(test: PolicyTest, checked: Checked) -> Iterator[tuple[int, Outcome]]:
    for place, expected in enumerate(test.expectations):
        if isinstance(expected, ExpectFinding):
            yield place, findings.outcome_of(expected, checked(test.today), test.at)


def _reckoning(model: PolicyModel, tests: Sequence[PolicyTest]) -> Reckoning | None:
    """The runs of the tests on the data engine; None where findings alone are expected, which loads none."""
    if all(isinstance(expected, ExpectFinding) for test in tests for expected in test.expectations):
        return None
    from slacode.engine.testing.judging import Bench
    from slacode.engine.testing.reckoning import Reckoning
    from slacode.engine.testing.runs import runs_of

    return Reckoning(Bench(model, runs_of(tests, {agreement.name: agreement for agreement in model.agreements})))


def _of_runs(reckoning: Reckoning) -> Iterator[tuple[int, int, Outcome]]:
    from slacode.engine.testing import figures, verdicts

    for number, run in enumerate(reckoning.bench.runs):
        for place, verdict in run.verdicts:
            yield run.test, place, verdicts.outcome_of(reckoning.bench, number, verdict)
        for place, figure in run.figures:
            yield run.test, place, figures.outcome_of(reckoning, number, figure)


def _empty(test: PolicyTest) -> Outcome:
    return Outcome("expect", test.at, "failed", "nothing: the test says no `expect`, so it would pass whatever happens")


def _coverage(model: PolicyModel, reckoning: Reckoning | None) -> Coverage:
    from slacode.engine.testing.coverage import coverage_of

    return coverage_of(model, reckoning)
