"""Tests as JUnit: a suite a file, a case a test."""

from __future__ import annotations

from itertools import groupby

from slacode.engine.testing.record import Status, TestOutcome, TestReport
from slacode.reports._junit import Case, Outcome, Suite, document

_OUTCOMES: dict[Status, Outcome] = {"passed": "passed", "failed": "failure", "undetermined": "skipped"}


def results(report: TestReport, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """What failed with what was expected and got; what cannot be told is skipped, and says so."""
    suites = [Suite(path, tuple(map(_case, group))) for path, group in groupby(report.tests, key=_path)]
    return document("slacode test", suites)


def _path(test: TestOutcome) -> str:
    return test.at.path if test.at else "slacode test"


def _case(test: TestOutcome) -> Case:
    from slacode.reports.tests.text import said_of

    wrong = [outcome for outcome in test.outcomes if outcome.status != "passed"]
    message = "; ".join(f"{outcome.text}: got {outcome.got}" for outcome in wrong)
    return Case(test.title, _path(test), _OUTCOMES[test.status], test.status, message, said_of(test) if wrong else "")
