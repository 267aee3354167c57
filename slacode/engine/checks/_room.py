"""How much time a promise can be late by at all: what its hours count until its agreement ends, or in one period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from slacode.engine.calendar.compiled import CalendarNeverOpens, CompiledCalendar
from slacode.engine.calendar.instants import DAY, InstantOutOfRange
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Level, Row, Target, Version, Within
from slacode.engine.model.metrics import Availability, Clock, Metric
from slacode.engine.model.values import Allowance, BusinessDays, Duration, Period
from slacode.engine.periods import periods_of
from slacode.engine.terms import FOREVER, term_of
from slacode.engine.wording import say_allowance, say_duration, say_period

_FIRST_LOOK = 64 * DAY
"""So much of a term is looked at first, then twice as much each time: most allowances are far shorter."""


@dataclass(frozen=True, slots=True)
class Room:
    """The local dates from which and up to which a row can count time, both inclusive, and its hours."""

    first: dt.date
    last: dt.date
    start: int
    end: int
    hours: CompiledCalendar
    counted: CompiledCalendar


def never_too_late(
    subject: Subject, agreement: Agreement, version: Version, target: Target, row: Row, metric: Metric
) -> str | None:
    """Why a row that bounds a time from above cannot be missed before its agreement ends; None if it can be."""
    bound = _bound(row, metric)
    if bound is None:
        return None
    name = version.hours_for(row.obligation)
    place = (agreement.name, version.number, name)
    if place not in subject.rooms:
        subject.rooms[place] = _room(subject, agreement, version, name)
    room = subject.rooms[place]
    if room is None:
        return None
    per = target.per if isinstance(metric.measure, Availability) else None
    key = (bound, per, version.zone, room)
    if key not in subject.never_late:
        subject.never_late[key] = _why_never(bound, per, version.zone, room)
    return subject.never_late[key]


def _why_never(bound: Allowance, per: Period | None, zone: str, room: Room) -> str | None:
    """`per` is the period of a promise of availability."""
    try:
        room.counted.next_open(room.start)  # hours that never open have a finding of their own
        if per is not None:
            return _within_a_period(bound, per, zone, room)
        return _within_the_term(bound, room)
    except CalendarNeverOpens:
        return None


def _bound(row: Row, metric: Metric) -> Allowance | None:
    match metric.measure, row.obligation:
        case Clock(), Within(allowance=allowance):
            return allowance
        case Clock(), Level(bound="at most", quantity=Duration() as most, aggregate=figure) if figure != "total":
            return most
        case Availability(), Level(bound="at most", quantity=Duration() as most):
            return most
    return None


def _room(subject: Subject, agreement: Agreement, version: Version, name: str | None) -> Room | None:
    """Where a row can count time; None where its agreement has no beginning or no end."""
    shares, last = subject.hours_of.shares(agreement), term_of(agreement)[1]
    start, end = shares[version.number].first, shares[agreement.versions[-1].number].last
    if version.start is None or last is None or end >= FOREVER or start >= end:
        return None
    hours, counted = subject.hours_of.compiled(name, version.zone), subject.hours_of.counted(name, version)
    return Room(version.start, last, start, end, hours, counted)


def _within_the_term(bound: Allowance, room: Room) -> str | None:
    """A case that begins first of all has the most time to be late; what is counted after the end is not looked at."""
    term = f"from {room.first} to {room.last}"
    if isinstance(bound, BusinessDays):
        if _deadline(room, bound) < room.end:
            return None
        return f"{say_allowance(bound)} {term} are never over"
    if any(time > bound.us for time in _growing(room)):
        return None
    counted = room.counted.counted(room.start, room.end)
    return f"it allows {say_duration(bound.us)}, and {term} its hours count {say_duration(counted)} in all"


def _deadline(room: Room, bound: BusinessDays) -> int:
    """Where business days from the beginning end, which may lie beyond what calendars reach."""
    try:
        return room.hours.business_deadline(room.start, bound.days, bound.to_the_hour)
    except InstantOutOfRange:
        return FOREVER


def _growing(room: Room) -> Iterator[int]:
    span = _FIRST_LOOK
    while room.start + span < room.end:
        yield room.counted.counted(room.start, room.start + span)
        span *= 2
    yield room.counted.counted(room.start, room.end)


def _within_a_period(bound: Allowance, per: Period, zone: str, room: Room) -> str | None:
    """Downtime is looked at period by period, and there is no more of it than agreed time."""
    assert isinstance(bound, Duration)  # noqa: S101 - downtime is bounded by a time
    periods = periods_of(per, zone, room.first, room.last, room.end - 1).windows
    most = 0
    for period in periods:
        most = max(most, room.counted.counted(period.start, period.end))
        if most > bound.us:
            return None
    said = f"{say_duration(bound.us)} of downtime per {say_period(per)}"
    return f"it allows {said}, and its hours count {say_duration(most)} at most"
