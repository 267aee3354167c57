"""What an agreement promises, in words for whoever points at it: sentence, slack, supports, next holidays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from slacode.editor.workspace import Known
from slacode.engine.calendar.holidays import holiday_names
from slacode.engine.calendar.instants import date_of
from slacode.engine.lookup import version_on
from slacode.engine.model.agreements import Agreement, Exempt
from slacode.engine.model.calendar import ClosedDate, ClosedHolidays, ClosedYearly, Closing, Combined, WeeklyHours
from slacode.engine.support.carriers import Promise
from slacode.engine.wording import say_calendar, say_hours_name, say_obligation, say_period
from slacode.reports.trace.text import say_proof

_HOLIDAYS_TOLD = 3


def promises_of(
    known: Known, agreement: str, today: dt.date, target: str | None = None, row: str | None = None
) -> list[Promise]:
    """The promises of an agreement in the version in force today: all, those of a target, or one row of it."""
    found = known.prover.lookup.agreements.get(agreement)
    if found is None:
        return []
    version = version_on(found, today)
    return [
        Promise(found, version, one, line)
        for one in version.targets
        if target in (None, one.name)
        for line in one.rows
        if row in (None, line.label)
    ]


def sentence(promise: Promise, known: Known) -> str:
    """`P1`: acme promises retail 95% within 4h during always (Time to restore), per month, counted in `always`."""
    version, target = promise.version, promise.target
    ref = f"`{promise.ref}`"
    if isinstance(promise.row.obligation, Exempt):
        return f"{ref}: nothing is promised, deliberately"
    metric = known.prover.lookup.metric_of(target)
    measured = f" ({metric.title or metric.name})" if metric else ""
    whom = f"{version.provider} promises {version.receiver}" if version.provider and version.receiver else "promised is"
    hours = say_hours_name(version, promise.row.obligation)
    said = say_obligation(promise.row.obligation).removesuffix(f" during {hours}")
    return f"{ref}: {whom} **{said}**{measured} {say_period_of(promise)}, counted in `{hours}`"


def say_period_of(promise: Promise) -> str:
    """The period that a promise is judged over, as in `per month`."""
    return f"per {say_period(promise.target.per)}"


def standing(promise: Promise, known: Known) -> Iterator[str]:
    """How a promise stands: whether what carries it can keep it, by how much, and what that is."""
    if isinstance(promise.row.obligation, Exempt):
        return
    behind = known.prover.behind(promise)
    if behind or promise.agreement.kind == "sla":
        yield say_proof(known.prover.proof(promise))
    for one in behind:
        hours = say_hours_name(one.version, one.row.obligation)
        said = say_obligation(one.row.obligation).removesuffix(f" during {hours}")
        yield f"carried by `{one.ref}`: {said}, in `{hours}`"


def say_hours(known: Known, calendar: str) -> str | None:
    """What a calendar says, on one line."""
    found = known.prover.lookup.calendars.get(calendar)
    return f"`{calendar}`: {say_calendar(found)}" if found else None


def next_holidays(known: Known, calendar: str, today: dt.date) -> list[str]:
    """The next dates on which a calendar, or one that it is made of, is closed out of turn, today included."""
    days: dict[dt.date, str] = {}
    for year in (today.year, today.year + 1):
        for closing in _closings(known, calendar, set()):
            days = {**_closed(closing, year), **days}
    ahead = sorted(day for day in days if day >= today)[:_HOLIDAYS_TOLD]
    return [f"{day:%a %Y-%m-%d}" + (f" {days[day]}" if days[day] else "") for day in ahead]


def _closings(known: Known, calendar: str, seen: set[str]) -> Iterator[Closing]:
    found = known.prover.lookup.calendars.get(calendar)
    if found is None or calendar in seen:
        return
    seen.add(calendar)
    if isinstance(found.body, WeeklyHours):
        yield from found.body.closed
    elif isinstance(found.body, Combined):
        for part in (found.body.first, *(step.name for step in found.body.rest)):
            yield from _closings(known, part, seen)


def _closed(closing: Closing, year: int) -> dict[dt.date, str]:
    match closing:
        case ClosedDate():
            return {closing.date: closing.reason or ""}
        case ClosedYearly():
            try:
                return {dt.date(year, closing.month, closing.day): closing.reason or ""}
            except ValueError:  # 02-29 in most years
                return {}
        case ClosedHolidays():
            names = holiday_names(closing.country, closing.subdivision, year)
            return {date_of(day): name for day, name in names.items()}


def say_agreement(agreement: Agreement, today: dt.date) -> str:
    """Who promises whom, since when and until when."""
    version = version_on(agreement, today)
    between = f", {version.provider} for {version.receiver}" if version.provider and version.receiver else ""
    first, last = version.first, version.last
    term = f", from {first}" + (f" to {last}" if last else "") if first else ""
    title = f" {agreement.title}" if agreement.title else ""
    return f"**{agreement.kind} {agreement.name}**{title}{between}{term}"
