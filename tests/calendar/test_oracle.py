"""The calendars against a brute-force oracle that looks at every minute, in zones with ordinary and odd changes."""

from __future__ import annotations

import datetime as dt
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import DAY, MINUTE, to_us
from slacode.engine.calendar.table import DayTable
from slacode.engine.model.calendar import Calendar
from tests.calendar.build import compiled, weekly
from tests.calendar.oracle import open_minutes
from tests.calendar.strategies import CHANGES, Change, Scene, scenes, weekly_scenes

moderate = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = 4


def look(scene: Scene) -> tuple[int, list[bool]]:
    """The first instant of four days around the scene's, and whether each of their minutes is open."""
    start = dt.datetime.combine(scene.day, dt.time(), dt.UTC) - dt.timedelta(days=2)
    return to_us(start), open_minutes("it", scene.calendars, scene.zone, start, DAYS * 1440)


@moderate
@given(st.one_of(weekly_scenes(), scenes()))
def test_open_time_is_the_oracles_minute_by_minute(scene: Scene):
    start, minutes = look(scene)
    calendar = compile_calendar("it", scene.calendars, scene.zone)
    assert [calendar.is_open(start + step * MINUTE) for step in range(0, len(minutes), 5)] == minutes[::5]
    counted = [calendar.counted(start, start + step * MINUTE) for step in range(len(minutes) + 1)]
    assert counted == [total * MINUTE for total in accumulate(minutes, initial=0)]


@moderate
@given(scenes())
def test_the_table_counts_what_the_oracle_counts(scene: Scene):
    start, minutes = look(scene)
    table = DayTable(compile_calendar("it", scene.calendars, scene.zone))
    instants = start + np.arange(len(minutes) + 1, dtype=np.int64) * MINUTE
    counted = table.counted_at(instants) - table.counted_at(instants[:1])
    assert counted.tolist() == [total * MINUTE for total in accumulate(minutes, initial=0)]


@moderate
@given(st.one_of(weekly_scenes(), scenes()), st.integers(1, 2 * 1440), st.integers(0, 2 * 1440))
def test_due_is_the_minute_at_which_the_oracle_has_counted_the_allowance(scene: Scene, allowance: int, after: int):
    start, minutes = look(scene)
    totals = list(accumulate(minutes[after:], initial=0))
    assume(totals[-1] >= allowance)  # else the deadline lies beyond what the oracle has looked at
    expected = start + (after + totals.index(allowance)) * MINUTE
    calendar = compile_calendar("it", scene.calendars, scene.zone)
    assert calendar.due(start + after * MINUTE, allowance * MINUTE) == expected


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.zone}-{change.day}")
def test_each_clock_change_with_hours_that_meet_it(change: Change):
    """Spans that begin, end and lie within the small hours, over midnight, and until 24:00, on every such day."""
    hours = weekly(
        "mon-sun 00:30-01:15 01:45-02:10 02:20-02:50 22:00-24:00",
        "wed,sat,sun 23:30-03:30",
        "thu,fri 00:00-24:00",
        zone=change.zone,
    )
    scene = Scene({"it": Calendar(name="it", body=hours)}, change.zone, change.day)
    start, minutes = look(scene)
    calendar = compiled(hours)
    assert [calendar.is_open(start + step * MINUTE) for step in range(len(minutes))] == minutes
    assert calendar.counted(start, start + DAYS * DAY) == sum(minutes) * MINUTE
