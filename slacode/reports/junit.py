"""The format `junit`: a suite a file and a case a finding, for whatever collects the results of tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from slacode.diagnostics import Diagnostic
from slacode.reports import Findings
from slacode.reports._junit import Case, Outcome, Suite, document
from slacode.reports.text import finding

_NOWHERE = "slacode check"


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """What fails the run has failed, what a policy allows is skipped, other findings and clean files have passed."""
    found = {path: list(group) for path, group in groupby(record.diagnostics, key=_path)}
    names = sorted({*found, *record.sources}) or [_NOWHERE]
    failing = set(map(id, record.failing))
    return document(_NOWHERE, [Suite(name, _cases(found.get(name, ()), record, failing, name)) for name in names])


def _path(d: Diagnostic) -> str:
    return d.at.path if d.at else _NOWHERE


def _cases(found: Iterable[Diagnostic], record: Findings, failing: set[int], path: str) -> tuple[Case, ...]:
    seen: Counter[str] = Counter()
    cases = []
    for d in found:
        name = f"{d.check}: {d.message}"
        seen[name] += 1
        unique = name if seen[name] == 1 else f"{name} ({seen[name]})"
        cases.append(_case(d, unique, record, id(d) in failing))
    return tuple(cases) or (Case("no findings", path),)


def _case(d: Diagnostic, name: str, record: Findings, fails: bool) -> Case:
    if d.allowed is not None:
        until = f"until {d.allowed.until}: " if d.allowed.until else ""
        return Case(name, _path(d), "skipped", d.severity.value, f"allowed, {until}{d.allowed.reason}")
    outcome: Outcome = "failure" if fails else "passed"
    return Case(name, _path(d), outcome, d.severity.value, d.message, finding(d, record.sources))
