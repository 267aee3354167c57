"""What became of tests as findings (`test-failed`), each on the line of the expectation that does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.testing.record import TestReport


def failures(report: TestReport) -> Iterator[Diagnostic]:
    """An error for each expectation that failed, a warning for each of which nothing can be said."""
    for test in report.tests:
        for outcome in test.outcomes:
            if outcome.status == "passed":
                continue
            got = f": got {outcome.got}" if outcome.got else ""
            failed = outcome.status == "failed"
            message = f'test "{test.title}" {"fails" if failed else "cannot tell"}: `{outcome.text}`{got}'
            severity = Severity.ERROR if failed else Severity.WARNING
            yield Diagnostic("test-failed", severity, message, outcome.at or test.at, notes=outcome.notes)
