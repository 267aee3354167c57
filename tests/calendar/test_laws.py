"""Laws of counted time that hold for every calendar, in every zone."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiled import CalendarNeverOpens, CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import DAY, to_us
from slacode.engine.calendar.table import NEVER, DayTable
from slacode.engine.model.calendar import Calendar, Combined, Joined
from tests.calendar.build import HOUR
from tests.calendar.strategies import Scene, scenes, weekly_scenes

moderate = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
offsets = st.integers(-6 * DAY, 6 * DAY)
allowances = st.integers(1, 60 * HOUR)
anything = st.one_of(weekly_scenes(), scenes())


def calendar_of(scene: Scene) -> tuple[CompiledCalendar, int]:
    middle = to_us(dt.datetime.combine(scene.day, dt.time(12), dt.UTC))
    return compile_calendar("it", scene.calendars, scene.zone), middle


def opens(calendar: CompiledCalendar, instant: int) -> bool:
    """Whether there is open time on both sides of an instant, within a short while."""
    return calendar.counted(instant - 100 * DAY, instant) > 80 * HOUR < calendar.counted(instant, instant + 100 * DAY)


@moderate
@given(anything, offsets, offsets, offsets)
def test_counted_time_adds_up_and_is_no_longer_than_real_time(scene: Scene, one: int, two: int, three: int):
    calendar, middle = calendar_of(scene)
    a, b, c = middle + one, middle + two, middle + three
    assert calendar.counted(a, b) + calendar.counted(b, c) == calendar.counted(a, c)
    assert calendar.counted(a, b) == -calendar.counted(b, a) == calendar.counted_at(b) - calendar.counted_at(a)
    low, high = min(a, b), max(a, b)
    assert 0 <= calendar.counted(low, high) <= high - low


@moderate
@given(anything, offsets, allowances)
def test_due_is_the_earliest_and_back_the_latest(scene: Scene, offset: int, allowance: int):
    calendar, middle = calendar_of(scene)
    start = middle + offset
    assume(opens(calendar, start))
    due = calendar.due(start, allowance)
    assert calendar.counted(start, due) == allowance
    assert calendar.counted(start, due - 1) == allowance - 1
    back = calendar.back(start, allowance)
    assert calendar.counted(back, start) == allowance
    assert calendar.counted(back + 1, start) == allowance - 1
    assert calendar.due(start, -allowance) == back


@moderate
@given(anything, offsets)
def test_earliest_and_latest_are_the_two_inverses(scene: Scene, offset: int):
    calendar, middle = calendar_of(scene)
    instant = middle + offset
    assume(opens(calendar, instant))
    value = calendar.counted_at(instant)
    first, last = calendar.earliest(value), calendar.latest(value)
    assert calendar.counted_at(first) == calendar.counted_at(last) == value
    assert first <= instant <= last
    assert calendar.counted_at(first - 1) == value - 1
    assert calendar.counted_at(last + 1) == value + 1
    # Between the two no time is counted: they differ only where the calendar is closed.
    assert calendar.runs_between(first, last) == ()


@moderate
@given(anything, offsets)
def test_next_open_is_open_and_nothing_before_it_is(scene: Scene, offset: int):
    calendar, middle = calendar_of(scene)
    start = middle + offset
    assume(opens(calendar, start))
    opening = calendar.next_open(start)
    assert calendar.is_open(opening)
    assert calendar.runs_between(start, opening) == ()
    assert (opening == start) == calendar.is_open(start)
    assert calendar.due(start, 0) == opening


@moderate
@given(scenes(), offsets, offsets)
def test_a_union_counts_no_less_than_each_part_and_an_intersection_no_more(scene: Scene, one: int, two: int):
    def joined(op):
        calendars = scene.calendars | {
            "both": Calendar(name="both", body=Combined(first="a", rest=(Joined(op=op, name="b"),)))
        }
        return compile_calendar("both", calendars, scene.zone).counted(start, end)

    _, middle = calendar_of(scene)
    start, end = middle + min(one, two), middle + max(one, two)
    a, b = (compile_calendar(name, scene.calendars, scene.zone).counted(start, end) for name in "ab")
    union, shared, left = joined("or"), joined("and"), joined("except")
    assert max(a, b) <= union <= a + b
    assert shared <= min(a, b)
    assert union + shared == a + b
    assert left == a - shared


@moderate
@given(anything, offsets)
def test_breakpoints_are_where_open_and_closed_change(scene: Scene, offset: int):
    calendar, middle = calendar_of(scene)
    start, end = middle + offset, middle + offset + 3 * DAY
    edges = calendar.breakpoints(start, end)
    assert edges == sorted(set(edges))
    assert all(calendar.is_open(edge) != calendar.is_open(edge - 1) for edge in edges)
    # Between two of them nothing changes: the time is counted whole or not at all.
    pairs = zip([start, *edges], [*edges, end], strict=True)
    assert all(calendar.counted(a, b) == (b - a if calendar.is_open(a) else 0) for a, b in pairs)


@moderate
@given(anything, offsets, st.integers(0, 6), st.booleans())
def test_business_days_end_on_an_open_date_and_never_before_the_start(scene: Scene, offset: int, days: int, hour: bool):
    calendar, middle = calendar_of(scene)
    start = middle + offset
    assume(opens(calendar, start) and opens(calendar, start + 60 * DAY))
    end = calendar.business_deadline(start, days, hour)
    later = calendar.business_deadline(start, days + 1, hour)
    if not hour:
        assert calendar.counted(start, end) > 0
    # A span over midnight may close after all spans of the next date: then a day more may be over sooner.
    dates = calendar.open_dates(start // DAY - 2, start // DAY + 60)
    closings = [calendar.closing_of(date) for date in dates]
    if closings == sorted(closings):
        assert end <= later
        assert hour or start < end < later or calendar.counted(end, later) == 0


@moderate
@given(
    anything,
    st.lists(offsets, min_size=1, max_size=40),
    st.lists(allowances, min_size=40, max_size=40),
    st.integers(0, 5),
)
def test_the_table_answers_as_the_pure_calendar(scene: Scene, places: list[int], amounts: list[int], days: int):
    calendar, middle = calendar_of(scene)
    table = DayTable(compile_calendar("it", scene.calendars, scene.zone))
    starts = np.array([middle + place for place in places], np.int64)
    given_ = np.array(amounts[: len(starts)], np.int64)

    def each(ask):
        return [_or_never(ask, int(start), int(amount)) for start, amount in zip(starts, given_, strict=True)]

    assert table.counted_at(starts).tolist() == each(lambda start, _: calendar.counted_at(start))
    assert table.next_open(starts).tolist() == each(lambda start, _: calendar.next_open(start))
    assert table.due(starts, given_).tolist() == each(calendar.due)
    assert table.due(starts, 0).tolist() == each(lambda start, _: calendar.due(start, 0))
    for hour in (False, True):
        expected = each(lambda start, _, hour=hour: calendar.business_deadline(start, days, hour))
        assert table.business_deadline(starts, days, hour).tolist() == expected


@moderate
@given(anything, st.lists(offsets, min_size=1, max_size=40))
def test_the_tables_inverses_are_the_pure_calendars(scene: Scene, places: list[int]):
    calendar, middle = calendar_of(scene)
    assume(opens(calendar, middle))
    table = DayTable(calendar)
    values = table.counted_at(np.array([middle + place for place in places], np.int64))
    assert table.earliest(values).tolist() == [calendar.earliest(value) for value in values.tolist()]
    assert table.latest(values).tolist() == [calendar.latest(value) for value in values.tolist()]


def _or_never(ask, start: int, amount: int) -> int:
    try:
        return ask(start, amount)
    except CalendarNeverOpens:
        return NEVER
