"""Calendars by brute force: every UTC minute is put on the wall clock and looked up in the spans, nothing else.

It shares no code with the calendars under test but the model: zones come from `zoneinfo`, one minute at a time.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping
from functools import cache

import holidays

from slacode.engine.model.calendar import AlwaysOpen, Calendar, ClosedDate, ClosedYearly, TimeSpan, WeeklyHours

MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


def spans_of(hours: WeeklyHours, date: dt.date) -> list[TimeSpan]:
    """The spans that begin on a date."""
    dated = [span for opening in hours.open_on if opening.date == date for span in opening.spans]
    if dated:
        return dated
    if any(is_closed(closing, date) for closing in hours.closed):
        return []
    return [span for part in hours.open if date.weekday() in part.days for span in part.spans]


def is_closed(closing, date: dt.date) -> bool:
    if isinstance(closing, ClosedDate):
        return date == closing.date
    if isinstance(closing, ClosedYearly):
        return (date.month, date.day) == (closing.month, closing.day)
    return date in public_holidays(closing.country, closing.subdivision, date.year)


@cache
def public_holidays(country: str, subdivision: str | None, year: int):
    return holidays.country_holidays(country, subdiv=subdivision, years=year)


def open_on_the_wall(hours: WeeklyHours, wall: dt.datetime) -> bool:
    """Whether a wall-clock time lies in a span of its own date or in one over midnight of the date before."""
    minute = wall.hour * 60 + wall.minute
    for span in spans_of(hours, wall.date()):
        over_midnight = span.close <= span.open
        if span.open <= minute and (over_midnight or minute < span.close):
            return True
    return any(span.close <= span.open and minute < span.close for span in spans_of(hours, wall.date() - DAY))


def is_open(name: str, calendars: Mapping[str, Calendar], zone: str, moment: dt.datetime) -> bool:
    """Whether a calendar is open at an aware instant; `zone` is that of weekly hours that name none."""
    body = calendars[name].body
    if isinstance(body, AlwaysOpen):
        return True
    if isinstance(body, WeeklyHours):
        wall = moment.astimezone(zoneinfo.ZoneInfo(body.timezone or zone))
        return open_on_the_wall(body, wall.replace(tzinfo=None))
    result = is_open(body.first, calendars, zone, moment)
    for step in body.rest:
        other = is_open(step.name, calendars, zone, moment)
        result = {"or": result or other, "and": result and other, "except": result and not other}[step.op]
    return result


def open_minutes(
    name: str, calendars: Mapping[str, Calendar], zone: str, start: dt.datetime, minutes: int
) -> list[bool]:
    """For each of so many minutes from a full UTC minute on, whether it is open."""
    return [is_open(name, calendars, zone, start + step * MINUTE) for step in range(minutes)]
