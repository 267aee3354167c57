"""An evaluation for people in a hurry: a line for each row of a target and period."""

from __future__ import annotations

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.wording import say_ref
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.evaluation._sum import has_cases, notes_of, say_attained, say_downtime, say_status, sum_of

_STYLES = {"met": "good", "missed": "error", "open": "note", "no data": "faint"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The lines, then what else is to be known, then the sum."""
    every = (*result.targets, *(kpi.result for kpi in result.objectives))
    lines = [paint(clean(_line(target)), _STYLES[target.status], color) for target in every]
    return "\n".join([*lines, *map(clean, notes_of(result)), sum_of(result)]) + "\n"


def _line(result: TargetResult) -> str:
    ref = say_ref(result.agreement, result.target, result.row)
    of = "" if result.entity is None else f" {result.entity}"
    details = "; ".join([result.obligation, *_details(result)])
    return f"{ref}{of} v{result.version} {result.period}: {say_status(result)}, {say_attained(result)} ({details})"


def _details(result: TargetResult) -> list[str]:
    counts = result.counts
    if result.downtime is not None:
        return [f"{say_downtime(result)} down"]
    return [f"{counts.met} met, {counts.breached} breached, {counts.pending} pending"] if has_cases(result) else []
