"""Hours of service as they are written: weekly hours, closings, and calendars made of other calendars."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.base import Node, Value

MINUTES_PER_DAY = 24 * 60


class TimeSpan(Value):
    """A span of wall-clock time, in minutes since local midnight; `24:00` is 1440 (language reference, 3.1).

    A `close` before `open` is a span over midnight, which belongs to the day it begins on; equal ones mean 24 hours.
    """

    open: Annotated[int, Field(ge=0, lt=MINUTES_PER_DAY)]
    close: Annotated[int, Field(ge=0, le=MINUTES_PER_DAY)]

    @property
    def minutes(self) -> int:
        """Its length on a day without a clock change, from 1 to 1440 minutes."""
        return (self.close - self.open - 1) % MINUTES_PER_DAY + 1


Spans = Annotated[tuple[TimeSpan, ...], Field(min_length=1)]


class DayHours(Value):
    """The spans of some days of the week, Monday being 0."""

    days: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(min_length=1)]
    spans: Spans


class ClosedDate(Node):
    """`closed on 2026-05-15 "Bridge day"`: one local date."""

    kind: Literal["date"] = "date"
    date: dt.date
    reason: str | None = None


class ClosedYearly(Node):
    """`closed on 12-24 "Christmas Eve"`: that local date in every year that has it."""

    kind: Literal["yearly"] = "yearly"
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    reason: str | None = None


class ClosedHolidays(Node):
    """`closed on holidays DE-BY`: the public holidays of an ISO 3166 country or subdivision."""

    kind: Literal["holidays"] = "holidays"
    country: str
    subdivision: str | None = None


Closing = Annotated[ClosedDate | ClosedYearly | ClosedHolidays, Field(discriminator="kind")]


class OpenOn(Node):
    """`open on 2026-12-31 09:00-12:00`: the spans of that one date, in place of its weekly ones, closed or not."""

    date: dt.date
    spans: Spans


class WeeklyHours(Value):
    """Hours by day of the week. With no timezone it takes that of the agreement that uses it, else UTC."""

    kind: Literal["weekly"] = "weekly"
    timezone: str | None = None
    open: tuple[DayHours, ...] = ()
    closed: tuple[Closing, ...] = ()
    open_on: tuple[OpenOn, ...] = ()


class AlwaysOpen(Value):
    """`24x7`."""

    kind: Literal["always"] = "always"


class Joined(Node):
    """One further step of a combination: `and`, `or` or `except` another calendar."""

    op: Literal["and", "or", "except"]
    name: str


class Combined(Value):
    """`a or b except c`: from left to right union, intersection and difference of open time (3.2)."""

    kind: Literal["combined"] = "combined"
    first: str
    rest: tuple[Joined, ...] = ()


class Calendar(Node):
    """A named calendar; its body is one of three kinds."""

    name: str
    title: str | None = None
    body: Annotated[WeeklyHours | AlwaysOpen | Combined, Field(discriminator="kind")]
