"""An evaluation for people in a hurry: a line for each row of a target and period."""

from __future__ import annotations

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.wording import say_ref
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.evaluation._sum import notes_of, say_attained, say_status, sum_of

_STYLES = {"met": "good", "missed": "error", "open": "note", "no data": "faint"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The lines, then what else is to be known, then the sum."""
    lines = [paint(clean(_line(target)), _STYLES[target.status], color) for target in result.targets]
    return "\n".join([*lines, *map(clean, notes_of(result)), sum_of(result)]) + "\n"


def _line(result: TargetResult) -> str:
    counts = result.counts
    ref = say_ref(result.agreement, result.target, result.row)
    return (
        f"{ref} v{result.version} {result.period}: {say_status(result)}, {say_attained(result)} "
        f"({result.obligation}; {counts.met} met, {counts.breached} breached, {counts.pending} pending)"
    )
