"""Calendars and moments for Hypothesis: ordinary and strange ones, near the days on which clocks change."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from hypothesis import strategies as st

from slacode.engine.model.calendar import (
    AlwaysOpen,
    Calendar,
    ClosedDate,
    ClosedHolidays,
    ClosedYearly,
    Combined,
    DayHours,
    Joined,
    OpenOn,
    TimeSpan,
    WeeklyHours,
)


class Change(NamedTuple):
    """A zone and a day on or near which its clocks did something worth a test."""

    zone: str
    day: dt.date


CHANGES = (
    Change("Europe/Berlin", dt.date(2026, 3, 29)),
    Change("Europe/Berlin", dt.date(2026, 10, 25)),
    Change("America/New_York", dt.date(2026, 11, 1)),
    Change("America/New_York", dt.date(2026, 3, 8)),
    Change("Australia/Lord_Howe", dt.date(2026, 4, 5)),  # half an hour back
    Change("Australia/Lord_Howe", dt.date(2026, 10, 4)),
    Change("Antarctica/Troll", dt.date(2026, 3, 29)),  # two hours forward
    Change("Antarctica/Troll", dt.date(2026, 10, 25)),
    Change("Pacific/Apia", dt.date(2011, 12, 30)),  # a date that never was
    Change("Africa/Casablanca", dt.date(2026, 2, 15)),  # an hour back for Ramadan
    Change("Africa/Casablanca", dt.date(2026, 3, 22)),
    Change("Europe/Dublin", dt.date(2026, 10, 25)),  # summer time is the standard there
    Change("Asia/Kolkata", dt.date(2026, 6, 1)),
    Change("America/Sao_Paulo", dt.date(2018, 11, 4)),  # midnight is skipped
    Change("America/Havana", dt.date(2026, 11, 1)),  # midnight comes twice
    Change("Asia/Kathmandu", dt.date(1986, 1, 1)),  # a quarter of an hour
    Change("Asia/Beirut", dt.date(2022, 10, 30)),  # the last hour of a date comes twice
    Change("UTC", dt.date(2024, 2, 29)),
)

changes = st.sampled_from(CHANGES)


@st.composite
def time_spans(draw: st.DrawFn) -> TimeSpan:
    quarter = st.integers(0, 95).map(lambda quarters: quarters * 15)
    return TimeSpan(open=draw(quarter), close=draw(st.one_of(quarter, st.just(1440))))


day_hours = st.builds(
    DayHours,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    spans=st.lists(time_spans(), min_size=1, max_size=3).map(tuple),
)


@st.composite
def weekly_hours(draw: st.DrawFn, change: Change, zone: str | None) -> WeeklyHours:
    dates = st.integers(-3, 3).map(lambda days: change.day + dt.timedelta(days=days))
    closings = st.one_of(
        st.builds(ClosedDate, date=dates),
        dates.map(lambda date: ClosedYearly(month=date.month, day=date.day)),
        st.builds(ClosedHolidays, country=st.just("DE"), subdivision=st.sampled_from([None, "BY"])),
    )
    openings = st.builds(OpenOn, date=dates, spans=st.lists(time_spans(), min_size=1, max_size=2).map(tuple))
    return WeeklyHours(
        timezone=zone,
        open=draw(st.lists(day_hours, min_size=1, max_size=3).map(tuple)),
        closed=draw(st.lists(closings, max_size=2).map(tuple)),
        open_on=draw(st.lists(openings, max_size=2).map(tuple)),
    )


class Scene(NamedTuple):
    """A calendar `it`, what it is made of, the zone of the agreement, and the day around which to look."""

    calendars: dict[str, Calendar]
    zone: str
    day: dt.date


@st.composite
def weekly_scenes(draw: st.DrawFn) -> Scene:
    change = draw(changes)
    body = draw(weekly_hours(change, draw(st.sampled_from([None, change.zone]))))
    return Scene({"it": Calendar(name="it", body=body)}, change.zone, change.day)


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A weekly calendar or a combination of up to three, in the zone of a change and in others."""
    change = draw(changes)
    zones = st.sampled_from([None, change.zone, "Asia/Kolkata", "America/New_York"])
    parts = {name: draw(st.one_of(zones.flatmap(lambda zone: weekly_hours(change, zone)), st.just(AlwaysOpen())))
             for name in ("a", "b", "c")}
    rest = draw(st.lists(st.builds(Joined, op=st.sampled_from(["and", "or", "except"]), name=st.sampled_from("bc")),
                         max_size=2))
    bodies = parts | {"it": Combined(first="a", rest=tuple(rest))}
    return Scene({name: Calendar(name=name, body=body) for name, body in bodies.items()}, change.zone, change.day)
