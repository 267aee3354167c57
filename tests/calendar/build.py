"""Short ways to write calendars and instants in tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import from_us, to_us
from slacode.engine.calendar.zones import zone_named
from slacode.engine.model.calendar import (
    AlwaysOpen,
    Calendar,
    ClosedDate,
    ClosedHolidays,
    ClosedYearly,
    Closing,
    Combined,
    DayHours,
    Joined,
    OpenOn,
    TimeSpan,
    WeeklyHours,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = 3_600_000_000
MINUTE = 60_000_000


def span(text: str) -> TimeSpan:
    """`08:00-12:00`."""
    opens, closes = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return TimeSpan(open=opens, close=closes)


def spans(text: str) -> tuple[TimeSpan, ...]:
    """`08:00-12:00 13:00-18:00`."""
    return tuple(span(part) for part in text.split())


def days(text: str) -> tuple[int, ...]:
    """`mon-fri` or `sat,sun`."""
    if "-" in text:
        first, last = (DAYS.index(day) for day in text.split("-"))
        return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))
    return tuple(DAYS.index(day) for day in text.split(","))


def day_hours(text: str) -> DayHours:
    """`mon-fri 08:00-12:00 13:00-18:00`."""
    which, _, times = text.partition(" ")
    return DayHours(days=days(which), spans=spans(times))


def closing(text: str) -> Closing:
    """`2026-05-15`, `12-24` or `holidays DE-BY`."""
    if text.startswith("holidays "):
        country, _, part = text.removeprefix("holidays ").partition("-")
        return ClosedHolidays(country=country, subdivision=part or None)
    if len(text) == 5:
        return ClosedYearly(month=int(text[:2]), day=int(text[3:]))
    return ClosedDate(date=dt.date.fromisoformat(text))


def weekly(
    *hours: str, zone: str | None = None, closed: Iterable[str] = (), open_on: Iterable[str] = ()
) -> WeeklyHours:
    """Weekly hours; `open_on` are texts such as `2026-12-31 09:00-12:00`."""
    openings = (text.partition(" ") for text in open_on)
    return WeeklyHours(
        timezone=zone,
        open=tuple(map(day_hours, hours)),
        closed=tuple(map(closing, closed)),
        open_on=tuple(OpenOn(date=dt.date.fromisoformat(date), spans=spans(times)) for date, _, times in openings),
    )


def body(text: str) -> AlwaysOpen | Combined:
    """`24x7`, or `a or b except c`."""
    if text == "24x7":
        return AlwaysOpen()
    first, *rest = text.split()
    steps = zip(rest[::2], rest[1::2], strict=True)
    return Combined(first=first, rest=tuple(Joined(op=op, name=name) for op, name in steps))  # type: ignore[arg-type]


def calendars(**bodies: WeeklyHours | str) -> dict[str, Calendar]:
    """Named calendars, a combined one written as text."""
    return {
        name: Calendar(name=name, body=body(value) if isinstance(value, str) else value)
        for name, value in bodies.items()
    }


def compiled(value: WeeklyHours | str, zone: str = "UTC", **others: WeeklyHours | str) -> CompiledCalendar:
    """One calendar, ready to be asked; combined ones name the others."""
    return compile_calendar("it", calendars(it=value, **others), zone)


def at(text: str, zone: str = "UTC") -> int:
    """An instant written as wall-clock time of a zone, or with its own offset."""
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return to_us(moment)
    return zone_named(zone).instant(to_us(moment.replace(tzinfo=dt.UTC)))


def told(instant: int, zone: str = "UTC") -> str:
    """An instant as wall-clock time of a zone, with its offset."""
    return from_us(instant, zone_named(zone).tzinfo).isoformat(" ", "auto").replace(":00+", "+").replace(":00-", "-")
