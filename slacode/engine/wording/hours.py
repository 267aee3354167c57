"""Calendars in the words of the language, on one line (language reference, 3)."""

from __future__ import annotations

from collections.abc import Iterable

from slacode.engine.model.agreements import Obligation, Version
from slacode.engine.model.calendar import (
    Calendar,
    ClosedDate,
    ClosedHolidays,
    ClosedYearly,
    Closing,
    Combined,
    DayHours,
    TimeSpan,
    WeeklyHours,
)
from slacode.engine.wording.values import say_clock_time

AROUND_THE_CLOCK = "24x7"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def say_calendar(calendar: Calendar) -> str:
    """What a calendar says: `24x7`, `office or weekend_duty`, or its clauses with `; ` between them and no reasons."""
    match calendar.body:
        case WeeklyHours():
            return _say_weekly(calendar.body)
        case Combined():
            return " ".join((calendar.body.first, *(f"{step.op} {step.name}" for step in calendar.body.rest)))
        case _:
            return AROUND_THE_CLOCK


def say_hours_name(version: Version, obligation: Obligation | None) -> str:
    """The name of the calendar that an obligation of an agreement counts in, `24x7` where none is named."""
    return version.hours_for(obligation) or AROUND_THE_CLOCK


def _say_weekly(hours: WeeklyHours) -> str:
    clauses = [", ".join(say_day_hours(day_hours) for day_hours in hours.open) or "never open"]
    if hours.closed:
        clauses.append("closed on " + ", ".join(_say_closing(closing) for closing in hours.closed))
    clauses += [f"open on {day.date.isoformat()} {_say_spans(day.spans)}" for day in hours.open_on]
    if hours.timezone:
        clauses.append(hours.timezone)
    return "; ".join(clauses)


def say_day_hours(hours: DayHours) -> str:
    """`mon-fri 08:00-12:00 and 13:00-18:00`, days in a row as a range."""
    return f"{', '.join(_say_runs(hours.days))} {_say_spans(hours.spans)}"


def _say_spans(spans: Iterable[TimeSpan]) -> str:
    return " and ".join(f"{say_clock_time(span.open)}-{say_clock_time(span.close)}" for span in spans)


def _say_runs(days: Iterable[int]) -> Iterable[str]:
    runs: list[list[int]] = []
    for day in sorted(set(days)):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        yield _DAYS[run[0]] if len(run) == 1 else f"{_DAYS[run[0]]}-{_DAYS[run[-1]]}"


def _say_closing(closing: Closing) -> str:
    match closing:
        case ClosedDate():
            return closing.date.isoformat()
        case ClosedYearly():
            return f"{closing.month:02d}-{closing.day:02d}"
        case ClosedHolidays():
            return "holidays " + "-".join(part for part in (closing.country, closing.subdivision) if part)
