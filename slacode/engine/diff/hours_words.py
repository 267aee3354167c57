"""Hours and the time lost or gained between two calendars, as people say them."""

from __future__ import annotations

from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Obligation, Version
from slacode.engine.model.calendar import AlwaysOpen, DayHours, WeeklyHours
from slacode.engine.wording import say_clock_time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def say_hours(lookup: Lookup, version: Version, obligation: Obligation) -> str:
    """`Monday to Friday, 08:00 to 18:00`, `around the clock`, or the name of a calendar that is made of others."""
    name = version.hours_for(obligation)
    calendar = lookup.calendars.get(name) if name else None
    if calendar is None or isinstance(calendar.body, AlwaysOpen):
        return "around the clock"
    if isinstance(calendar.body, WeeklyHours) and calendar.body.open:
        return " and ".join(_say(hours) for hours in calendar.body.open)
    return f"the hours of `{calendar.name}`"


def _say(hours: DayHours) -> str:
    spans = " and ".join(f"{say_clock_time(span.open)} to {say_clock_time(span.close)}" for span in hours.spans)
    return f"{say_days(hours.days)}, {spans}"


def say_days(days: tuple[int, ...]) -> str:
    """`Monday to Friday`, `Saturday`, `Monday, Wednesday and Friday`."""
    ordered = sorted(set(days))
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{_DAYS[ordered[0]]} to {_DAYS[ordered[-1]]}"
    names = [_DAYS[day] for day in ordered]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
