"""Worst cases with business days, of the promise and of its supports, against a search of every minute.

The search takes the deadline of a single start from the calendar, whose own tests hold it to the language; what is
searched here is all that the proof leaves out between its candidates.
"""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import CalendarError
from slacode.engine.calendar.windows import Recurring
from slacode.engine.model.calendar import Calendar, DayHours
from slacode.engine.proofs.finish import Finish
from slacode.engine.proofs.joined import Then
from slacode.engine.proofs.promises import Business, Elapsed
from slacode.engine.proofs.worst_case import Claim, worst_case
from tests.proofs.brute import MINUTE
from tests.proofs.test_against_brute_force import MOMENTS, bodies, day_hours

TERM_DAYS = 5


@st.composite
def promises(draw, calendars: list[CompiledCalendar]) -> Elapsed | Business:
    hours = draw(st.sampled_from(calendars))
    week = draw(st.none() | day_hours)
    counted = hours.without([windows(week, hours.zone)]) if week is not None else hours
    if draw(st.integers(0, 3)) == 0:
        return Elapsed(counted, draw(st.integers(0, 1200)) * MINUTE)
    return Business(hours, counted, draw(st.integers(1, 3)), draw(st.booleans()))


def windows(week: DayHours, zone: str) -> Recurring:
    return Recurring(week.days, week.spans, zone)


@st.composite
def claims(draw) -> tuple[Claim, int]:
    named = {f"c{i}": Calendar(name=f"c{i}", body=draw(bodies)) for i in range(2)}
    calendars = [compile_calendar(name, named, "Europe/Berlin") for name in named]
    promise = draw(promises(calendars))
    counted = promise.calendar if isinstance(promise, Elapsed) else promise.counted
    carrier: Finish = draw(promises(calendars))
    if draw(st.booleans()):
        carrier = Then(carrier, draw(promises(calendars)))
    day = draw(st.sampled_from(MOMENTS)) + dt.timedelta(days=draw(st.integers(0, 4)))
    return Claim(promise, counted, carrier), (day - dt.date(1970, 1, 1)).days * 1440 * MINUTE


def finish(carrier: Finish, start: int) -> int:
    match carrier:
        case Then(before, after):
            return finish(after, finish(before, start))
        case Elapsed(calendar, allowance):
            return calendar.latest(calendar.counted_at(start) + allowance)
        case Business(hours, counted, days, to_the_hour):
            allowance = hours.counted(start, hours.business_deadline(start, days, to_the_hour))
            return counted.latest(counted.counted_at(start) + allowance)
    raise AssertionError(carrier)


def allowance(promise: Elapsed | Business, start: int) -> int:
    if isinstance(promise, Elapsed):
        return promise.allowance
    return promise.hours.counted(start, promise.hours.business_deadline(start, promise.days, promise.to_the_hour))


def compare(case: tuple[Claim, int]) -> None:
    claim, first = case
    last = first + TERM_DAYS * 1440 * MINUTE - 1
    try:
        found = worst_case(claim, first, last)
        # Where an exclusion lets a first finish fall, the jump of the second is met from above: just after a minute.
        near = (at for minute in range(first, last + 1, MINUTE) for at in (minute - 1, minute, minute + 1))
        starts = [at for at in near if first <= at <= last]
        expected = min(
            (allowance(claim.promise, start) - claim.counted.counted(start, finish(claim.carrier, start)), start)
            for start in (*starts, last)
        )
    except CalendarError:
        assume(False)
        return
    assert (found.slack, found.start) == expected


@given(claims())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_slack_and_its_earliest_start_are_those_of_an_exhaustive_search(case):
    compare(case)


@pytest.mark.slow
@given(claims())
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_times(case):
    compare(case)
