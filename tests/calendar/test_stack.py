"""Several calendars in one table give each instant what its own table gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.calendar.compiling import always_open
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.stack import Stack, stacked
from slacode.engine.calendar.table import DayTable
from tests.calendar.build import HOUR, MINUTE, at, compiled, weekly

CALENDARS = (
    compiled(weekly("mon-fri 08:00-12:00 13:00-18:00", zone="Europe/Berlin")),
    always_open("UTC"),
    compiled(weekly("sat 22:00-24:00", zone="America/New_York")),
    compiled(weekly("mon-sun 06:00-22:00", zone="Asia/Kolkata")),
    compiled(weekly("tue 09:07-17:00 17:05-17:06")),
)
NEAR = st.integers(at("2026-01-01"), at("2027-01-01"))  # by the half hour, unless the one by the minute is asked
FAR = st.integers(at("1999-01-01"), at("2031-01-01"))  # by days, as years are too many


@given(st.data(), st.lists(st.sampled_from(range(len(CALENDARS))), min_size=1, max_size=3, unique=True))
def test_a_stack_counts_as_each_table_does_and_grows_to_what_it_is_asked(data, chosen):
    calendars = [CALENDARS[place] for place in chosen]
    stack = Stack(tuple(map(DayTable, calendars)))
    for instants_ in data.draw(st.lists(st.sampled_from([NEAR, NEAR, FAR]), min_size=1, max_size=3)):
        asked = data.draw(st.lists(st.tuples(st.integers(0, len(chosen) - 1), instants_), max_size=20))
        which = np.array([place for place, _ in asked], np.intp)
        instants = np.array([instant for _, instant in asked], np.int64)
        expected = [calendars[place].counted_at(instant) for place, instant in asked]
        assert stack.counted_at(which, instants).tolist() == expected


def test_slots_are_as_wide_as_opening_times_let_them():
    widths = [DayTable(calendar).width(at("2026-01-01"), at("2027-01-01")) for calendar in CALENDARS]
    assert widths == [HOUR, HOUR, HOUR, HOUR // 2, DAY]
    assert DayTable(CALENDARS[0]).width(at("2000-01-01"), at("2030-01-01")) == DAY


def test_the_same_instant_in_two_calendars():
    # Wednesday 2026-03-04, Berlin is an hour ahead of UTC: by 12:30 there 4 hours have counted, round the clock 11:30.
    tables = tuple(map(DayTable, CALENDARS[:2]))
    noon = np.full(2, at("2026-03-04") + 11 * HOUR + 30 * MINUTE)
    which = np.array([0, 1])
    since = stacked(tables).counted_at(which, noon) - stacked(tables).counted_at(which, noon // DAY * DAY)
    assert since.tolist() == [4 * HOUR, 11 * HOUR + 30 * MINUTE]
    assert stacked(tables) is stacked(tables)
