"""An evaluation for people in a hurry: a line for each row and period, each amount, each case at risk."""

from __future__ import annotations

from slacode.engine.evaluate.ahead.open_cases import OpenCase
from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.settle.record import Settlement
from slacode.engine.wording import say_ref
from slacode.reports._ahead import say_case, say_case_ref, say_due, say_left, say_used
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.evaluation._money import say_amount, say_right, say_standing
from slacode.reports.evaluation._sum import has_cases, notes_of, say_attained, say_downtime, say_status, sum_of

_STYLES = {"met": "good", "missed": "error", "open": "note", "no data": "faint"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The lines, then what else is to be known, then the sum."""
    every = [(_line(target, f" v{target.version}"), target) for target in result.targets]
    every += ((_line(kpi.result, ""), kpi.result) for kpi in result.objectives)  # which have no versions
    lines = [paint(clean(line), _STYLES[target.status], color) for line, target in every]
    money = [*(_amount_line(one) for one in result.penalties if one.units), *map(say_right, result.rights)]
    ahead = result.ahead
    cases = [_case_line(case) for case in ahead.cases if case.reached(ahead.warn_at[0])] if ahead else []
    return "\n".join([*lines, *map(clean, [*money, *cases, *notes_of(result)]), sum_of(result)]) + "\n"


def _line(result: TargetResult, version: str) -> str:
    ref = say_ref(result.agreement, result.target, result.row)
    of = "" if result.entity is None else f" {result.entity}"
    details = "; ".join([result.obligation, *_details(result)])
    return f"{ref}{of}{version} {result.period}: {say_status(result)}, {say_attained(result)} ({details})"


def _case_line(case: OpenCase) -> str:
    said = f"{say_used(case)} used, {say_left(case)}{' left' if case.left >= 0 else ''}, due {say_due(case)}"
    return f"{say_case_ref(case)} v{case.version} {say_case(case)}: {said}"


def _amount_line(one: Settlement) -> str:
    of = "" if one.entity is None else f" {one.entity}"
    claim = "" if one.claim_until is None else f", to be claimed until {one.claim_until}"
    ref = say_ref(one.agreement, one.penalty)
    return f"{ref}{of} v{one.version} {one.period.name}: {one.kind} {say_amount(one)}, {say_standing(one)}{claim}"


def _details(result: TargetResult) -> list[str]:
    counts = result.counts
    if result.downtime is not None:
        return [f"{say_downtime(result)} down"]
    return [f"{counts.met} met, {counts.breached} breached, {counts.pending} pending"] if has_cases(result) else []
