"""A warning as a person reads it, on a line."""

from __future__ import annotations

from slacode.engine.evaluate.ahead.open_cases import OpenCase
from slacode.engine.evaluate.result import TargetResult, say_instant
from slacode.engine.wording import say_ref
from slacode.reports import _ahead as say
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.evaluation._sum import say_attained
from slacode.watch.alerts import Alert

_STYLES = {"used": "warning", "breach": "error", "at risk": "warning", "lost": "error"}


def alert(alert: Alert, color: bool = False) -> str:
    """`2026-03-09T08:30:00Z  75% used  T1 in support.fix_it[P1] (90% within 4h): 30min left, due ...`."""
    word = f"{alert.share:f}% used" if alert.share is not None else alert.warned
    said = _of_case(alert.case) if alert.case is not None else _of_period(alert.period)
    return f"{say_instant(alert.as_of)}  {paint(f'{word:<9}', _STYLES[alert.warned], color)}  {clean(said)}\n"


def _of_case(case: OpenCase) -> str:
    left = f"{say.say_left(case)}" + (" left" if case.left >= 0 else "")
    details = [f"{say.say_used(case)} used", left, f"due {say.say_due(case)}", say.say_state(case)]
    ref = f"{say.say_case(case)} in {say.say_case_ref(case)} ({case.obligation})"
    return f"{ref}: {', '.join(detail for detail in details if detail)}"


def _of_period(period: TargetResult | None) -> str:
    assert period is not None, "a warning is about a case or a period"  # noqa: S101
    of = f" {period.entity}" if period.entity else ""
    ref = f"{say_ref(period.agreement, period.target, period.row)}{of} in {period.period} ({period.obligation})"
    bears = f", bears {say.say_bears(period.bears)}" if period.bears and period.status == "open" else ""
    so_far = " so far" if period.status == "open" else ""
    return f"{ref}: {say_attained(period)}{so_far}{bears}"
