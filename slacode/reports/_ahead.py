"""What is ahead in words: how a case stands, what a period bears, what its demand is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from slacode.engine.calendar.zones import say_local, zone_named
from slacode.engine.evaluate.ahead.bears import Bears
from slacode.engine.evaluate.ahead.open_cases import OpenCase
from slacode.engine.evaluate.ahead.open_periods import Demand, OpenPeriod
from slacode.engine.evaluate.outcome import say_exactly
from slacode.engine.wording import say_duration, say_ref
from slacode.ground.saying import say_count


def say_case(case: OpenCase) -> str:
    """The case, with its cycle if it is not the first."""
    return case.case + (f", cycle {case.cycle}" if case.cycle > 1 else "")


def say_case_ref(case: OpenCase) -> str:
    """`checkout_support.resolution[P1]`."""
    return say_ref(case.agreement, case.target, case.row)


def say_used(case: OpenCase) -> str:
    """`82.5%`, cut at one place; a case with no allowance has used all of it."""
    return "all" if case.share is None else f"{_cut(case.share)}%"


def say_left(case: OpenCase) -> str:
    """`42min` left, `3h over`; to the second, cut so that it never flatters."""
    whole = case.left // 10**6 * 10**6
    return say_duration(whole) if case.left >= 0 else f"{say_duration(-whole)} over"


def say_due(case: OpenCase) -> str:
    """The due instant on the agreement's clock, `never` where its hours do not open again."""
    return "never" if case.due is None else say_local(case.due, zone_named(case.zone))


def say_state(case: OpenCase) -> str:
    """How the clock stands; where it rests and the due instant depends on that, what that instant supposes."""
    resting = case.state in ("paused", "excluded") and case.breached is None and not case.in_data
    words = ["in breach"] if case.breached is not None and not case.is_stopped else []
    words += [] if case.state == "running" else [case.state]
    return ", ".join(words) + (": due if it goes on now" if resting else "")


def say_reached(case: OpenCase, warn_at: Sequence[Decimal]) -> str:
    """The highest share of the allowance that was reached."""
    return next((f"{share:f}%" for share in reversed(warn_at) if case.reached(share)), "")


def say_bears(bears: Bears | None) -> str:
    """`3 more breaches`, `12min more downtime`, `no more, needs 4 kept cases`; a dash where no number says it."""
    if bears is None:
        return "-"
    if bears.amount is None:
        return "any" if not bears.needs else f"needs {say_count(bears.needs, 'more case')}"
    if bears.needs is None:
        return "none, cannot be mended"
    if bears.needs:
        which = "others" if bears.of == "good cases" else "kept"
        return f"none, needs {say_count(bears.needs, 'more case')} that are {which}"
    if bears.of == "downtime":
        return f"{say_duration(bears.amount // 10**6 * 10**6)} more downtime"
    of = {"breaches": "breach", "bad cases": "bad case", "good cases": "such case", "cases": "case"}[bears.of]
    ending = "es" if of == "breach" else "s"
    amount = f"{bears.amount:,}" if bears.amount else "no"
    return f"{amount} more {of}{'' if bears.amount == 1 else ending}"


def say_period_ref(period: OpenPeriod) -> str:
    """`checkout_support.availability`, with the service."""
    result = period.result
    return say_ref(result.agreement, result.target, result.row) + (f" {result.entity}" if result.entity else "")


def say_then(period: OpenPeriod) -> str:
    """What it bears if demand goes on as before."""
    if period.then_bears is None:
        return ""
    return "missed even so" if period.then_bears.needs is None else say_bears(period.then_bears)


def say_demand(demand: Demand | None) -> str:
    """`12.5 a week, 10 before`."""
    if demand is None or demand.per_week is None:
        return ""
    before = demand.before_per_week
    return f"{_cut(demand.per_week)} a week, " + ("nothing before" if before is None else f"{_cut(before)} before")


def _cut(figure: Fraction) -> str:
    return say_exactly(Fraction(figure * 10 // 1, 10), round_up=False)
