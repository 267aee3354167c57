"""Formats of what became of tests: one file each, with one function `results` for the report; others show findings."""

from __future__ import annotations

from collections.abc import Iterable

from slacode import family
from slacode.engine.testing.failures import failures
from slacode.engine.testing.record import TestReport
from slacode.reports import Findings, render_findings
from slacode.reports._formats import WideRender, wide_renderer
from slacode.source import Source

_results: WideRender[TestReport] = wide_renderer(__name__, "results")


def render_tests(
    format_name: str,
    report: TestReport,
    color: bool = False,
    width: int | None = None,
    sources: Iterable[Source] = (),
) -> str:
    """What became of tests in a format; one that shows findings alone shows what failed as such, in `sources`."""
    if format_name in family.names(__name__):
        return _results(format_name, report, color, width)
    return render_findings(format_name, Findings.of(failures(report), sources), color)
