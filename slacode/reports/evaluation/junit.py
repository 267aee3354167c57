"""An evaluation as JUnit: a suite a target, a case a promise in a period."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from slacode.engine.evaluate.result import NotEvaluated, Result, TargetResult
from slacode.engine.wording import say_ref
from slacode.reports._junit import Case, Outcome, Suite, document
from slacode.reports.evaluation._sum import has_cases, say_attained, say_status, say_target

_OUTCOMES: dict[str, Outcome] = {"met": "passed", "missed": "failure", "open": "skipped", "no data": "skipped"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """What is missed has failed; what is open, without data or not evaluated is skipped, and says so."""
    cases = [_case(target, f" v{target.version}") for target in result.targets]
    cases += (_case(kpi.result, "") for kpi in result.objectives)  # which have no versions
    suites = [Suite(name, tuple(of_name)) for name, of_name in groupby(cases, key=attrgetter("group"))]
    left = tuple(dict.fromkeys(map(_left, result.not_evaluated)))
    return document("slacode evaluate", [*suites, *([Suite("not evaluated", left)] if left else [])])


def _case(result: TargetResult, version: str) -> Case:
    ref = say_ref(result.agreement, result.target, result.row)
    of = "" if result.entity is None else f" {result.entity}"
    name = f"{ref}{of}{version} {result.period}: {result.obligation}"
    counts = result.counts
    cases = f"; {counts.met} met, {counts.breached} breached, {counts.pending} pending" if has_cases(result) else ""
    told = f"{say_status(result)}, {say_attained(result)}{cases}"
    outcome = _OUTCOMES[result.status]
    # What has passed has no message, and says it in its text.
    return Case(name, say_target(result), outcome, result.status, told, told if outcome == "passed" else "")


def _left(left: NotEvaluated) -> Case:
    ref = say_ref(left.agreement, left.target, left.row)
    return Case(ref, say_ref(left.agreement, left.target), "skipped", message=f"not evaluated: {left.reason}")
