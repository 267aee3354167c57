"""Open time parted by which calendars are open together: against the calendars minute by minute, and for many."""

import datetime as dt
from collections import Counter

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import DAY, MINUTE, to_us
from slacode.engine.calendar.table import DayTable
from slacode.engine.metrics.clock.overlap import Overlaps
from slacode.engine.model.calendar import AlwaysOpen, Calendar
from tests.calendar.build import HOUR, at, compiled, weekly
from tests.calendar.oracle import open_minutes
from tests.calendar.strategies import changes, weekly_hours

DAYS = 4
SECOND = MINUTE // 60
LAST = DAYS * 1440 * 60
PIECES = st.lists(st.tuples(st.integers(0, LAST - 1), st.integers(1, LAST)), min_size=1, max_size=8)


def calendars_of(data):
    """Up to six calendars around a day, and that day."""
    change = data.draw(changes)
    zones = st.sampled_from([None, change.zone, "Asia/Kolkata", "America/New_York"])
    one = st.one_of(zones.flatmap(lambda zone: weekly_hours(change, zone)), st.just(AlwaysOpen()))
    bodies = data.draw(st.lists(one, min_size=1, max_size=6))
    return {f"c{k}": Calendar(name=f"c{k}", body=body) for k, body in enumerate(bodies)}, change


def minute_by_minute(minutes, own, others, since, until):
    """Microseconds by the set that is open, from one second to another; `minutes[k]` says when calendar k is open."""
    found = Counter()
    for minute in range(since // 60, -(-until // 60)):
        if minutes[own][minute]:
            is_open = frozenset(k for k in {own, *others} if minutes[k][minute])
            found[is_open] += (min(until, minute * 60 + 60) - max(since, minute * 60)) * SECOND
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_time_is_parted_as_minute_by_minute(data):
    calendars, change = calendars_of(data)
    start = dt.datetime.combine(change.day, dt.time(), dt.UTC) - dt.timedelta(days=2)
    minutes = [open_minutes(name, calendars, change.zone, start, DAYS * 1440) for name in calendars]
    overlaps = Overlaps([DayTable(compile_calendar(name, calendars, change.zone)) for name in calendars])
    for _ in range(2):  # what was asked for before does not matter
        own = data.draw(st.integers(0, len(calendars) - 1))
        others = data.draw(st.frozensets(st.integers(0, len(calendars) - 1)))
        pieces = [(since, min(since + lasts, LAST)) for since, lasts in data.draw(PIECES)]
        since, until = to_us(start) + np.array(pieces).T * SECOND
        found = dict(overlaps.parts(own, others, since, until))
        for place, piece in enumerate(pieces):
            parted = {is_open: int(time[place]) for is_open, time in found.items() if time[place]}
            assert parted == minute_by_minute(minutes, own, others, *piece)


def test_only_calendars_that_are_ever_open_together_make_a_part():
    # Shifts of an hour each from 00:00, one after the other: beside the one around the clock, one or none is open.
    shifts = [weekly(f"mon-sun {hour:02}:00-{hour + 1:02}:00") for hour in range(10)]
    overlaps = Overlaps([DayTable(compiled("24x7")), *(DayTable(compiled(shift)) for shift in shifts)])
    monday = np.array([at("2026-03-02")])
    found = dict(overlaps.parts(0, frozenset(range(1, 11)), monday, monday + DAY))
    assert {is_open: time.item() for is_open, time in found.items()} == {
        frozenset({0}): 14 * HOUR,
        **{frozenset({0, k}): HOUR for k in range(1, 11)},
    }


def test_instants_of_other_years_are_looked_at_as_they_are_asked_for():
    # Of a day of the office, 08:00-16:00, the early shift has 08:00-12:00, whatever the year.
    office, early = (DayTable(compiled(weekly(f"mon-sun {hours}"))) for hours in ("08:00-16:00", "06:00-12:00"))
    overlaps = Overlaps([office, early])
    for day in ("2026-03-02", "2019-12-31", "2031-01-01", "2024-02-29"):
        since = np.array([at(day)])
        found = {some: time.item() for some, time in overlaps.parts(0, frozenset({1}), since, since + DAY)}
        assert found == {frozenset({0, 1}): 4 * HOUR, frozenset({0}): 4 * HOUR}
