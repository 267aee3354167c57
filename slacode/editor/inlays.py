"""What a figure comes to, told beside it: the downtime of an availability, the date on which business days end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from slacode.editor.documents import Document
from slacode.editor.naming import clauses
from slacode.editor.workspace import Known, Workspace, obligations
from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY, CalendarError, from_us, to_us
from slacode.engine.lookup import version_on
from slacode.engine.wording import say_duration
from slacode.grammar import tree

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}


@dataclass(frozen=True)
class Inlay:
    """A remark behind the character at `offset`, and a sentence that says how it comes about."""

    offset: int
    text: str
    reason: str


@dataclass(frozen=True)
class _Here:
    """What is known around a figure: the target it stands in, and of its agreement the name, hours and zone."""

    agreement: str
    target: str
    hours: str | None
    zone: str


def inlays(workspace: Workspace, document: Document, start: int = 0, end: int | None = None) -> list[Inlay]:
    """The remarks between two places of a text, for what was known of the set when it was last understood."""
    known = workspace.known
    last = len(document.text) if end is None else end
    found: list[Inlay] = []
    for item in document.items if known else ():
        if known and isinstance(item, tree.Agreement) and item.span[1] >= start and item.span[0] <= last:
            found += _of_agreement(workspace, known, item)
    return [one for one in found if start <= one.offset <= last]


def _of_agreement(workspace: Workspace, known: Known, item: tree.Agreement) -> Iterator[Inlay]:
    agreement = known.prover.lookup.agreements.get(str(item.name))
    if agreement is None:
        return
    version = version_on(agreement, workspace.today)
    here = _Here(agreement.name, "", version.hours, version.zone)
    for clause in clauses(item):
        if isinstance(clause, tree.Target):
            inside = replace(here, target=str(clause.name))
            for _, obligation in obligations(clause):
                yield from _of_obligation(workspace, known, inside, obligation)


def _of_obligation(workspace: Workspace, known: Known, here: _Here, obligation: tree.Obligation) -> Iterator[Inlay]:
    if not isinstance(obligation, tree.Within | tree.Level):
        return
    named = str(obligation.during.calendar) if obligation.during else here.hours
    try:
        hours = known.prover.hours.compiled(named, here.zone)
        match obligation:
            case tree.Within(allowance=tree.BusinessDays() | tree.BusinessDaysToTheHour() as days):
                yield _end_of_days(obligation, days, hours, workspace.today)
            case tree.Level(bound="at least", quantity=tree.Word(type="PERCENT") as share):
                yield from _downtime(workspace, here, share, hours)
    except (CalendarError, ValueError):  # a calendar that does not open then: the checks tell it
        return


def _end_of_days(
    obligation: tree.Within,
    days: tree.BusinessDays | tree.BusinessDaysToTheHour,
    hours: CompiledCalendar,
    today: dt.date,
) -> Inlay:
    """When business days end that begin with a date (language reference, 5.4)."""
    zone = ZoneInfo(hours.zone)
    start = to_us(dt.datetime.combine(today, dt.time(), zone))
    due = from_us(hours.business_deadline(start, int(days.days), isinstance(days, tree.BusinessDaysToTheHour)), zone)
    reason = f"raised as {today:%a %Y-%m-%d} begins in {hours.zone}, counted in {hours.name}"
    text = f"raised {today:%a %Y-%m-%d}: ends {due:%a %Y-%m-%d %H:%M}"
    return Inlay(_end_of_allowance(obligation), text, reason)


def _end_of_allowance(obligation: tree.Within) -> int:
    """Behind the allowance, or behind the words that follow it, as nothing may part them."""
    return tree.end_of(obligation.floor or obligation.during or obligation.allowance)


def _downtime(workspace: Workspace, here: _Here, share: tree.Word, hours: CompiledCalendar) -> Iterator[Inlay]:
    """The downtime that an availability leaves in one of its periods."""
    targets = workspace.targets(here.agreement).get(here.target, [])
    said = [clause for target in targets for clause in target.clauses]
    metrics = [workspace.declared(str(clause.metric)) for clause in said if isinstance(clause, tree.TargetMetric)]
    periods = [clause.per for clause in said if isinstance(clause, tree.TargetPer)]
    measured = metrics and isinstance(metrics[0], tree.Metric) and isinstance(metrics[0].measure, tree.Availability)
    if not measured or not periods:
        return
    days, period = _period(periods[0])
    first = to_us(dt.datetime.combine(workspace.today, dt.time(), ZoneInfo(hours.zone)))
    agreed = days * DAY
    around_the_clock = hours.counted(first, first + 7 * DAY) == 7 * DAY
    if not around_the_clock:
        agreed = hours.counted(first, first + days * DAY)
        period += f" from {workspace.today:%Y-%m-%d}"
    left = int(agreed * (100 - Decimal(share.rstrip("%"))) / 100)
    of = "" if around_the_clock else f", of {say_duration(agreed)} in {hours.name}"
    reason = f"so long may it be down in {period}{of or ', counted around the clock'}"
    yield Inlay(tree.end_of(share), f"= {say_duration(left)} in {period}", reason)


def _period(per: tree.Per) -> tuple[int, str]:
    """The days of a period, and what it is called."""
    if isinstance(per, tree.PerPeriod):
        days = _DAYS[str(per.period)]
        return days, "a day" if days == 1 else f"a {days}-day {per.period}"
    days = _DAYS[str(per.unit).removesuffix("s")] * int(per.count)
    return days, f"{days} days"
