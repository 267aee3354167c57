"""What exclusions take out of open time, by hand and by law."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiling import always_open, compile_calendar
from slacode.engine.calendar.instants import DAY, to_us
from slacode.engine.calendar.windows import Limit, OneOff, Recurring
from tests.calendar.build import HOUR, MINUTE, at, compiled, days, spans, weekly
from tests.calendar.strategies import Scene, changes, scenes, time_spans

BERLIN = "Europe/Berlin"
OFFICE = weekly("mon-fri 08:00-18:00", zone=BERLIN)


def berlin(text: str) -> int:
    return at(text, BERLIN)


def every(which: str, times: str, hours: float | None = None, per: str = "month", zone: str = BERLIN) -> Recurring:
    limit = None if hours is None else Limit(int(hours * HOUR), per)
    return Recurring(days(which), spans(times), zone, limit)


def left(windows, start: str, end: str, calendar=None) -> float:
    without = (calendar or compiled(OFFICE)).without(windows)
    return without.counted(berlin(start), berlin(end)) / HOUR


class TestOneOff:
    def test_a_span_within_a_day_and_one_over_days(self):
        # A week of 50 hours less Tuesday 09:00-10:30, and less Wednesday 16:00 to Friday 09:00: 2 + 10 + 1.
        short = OneOff(berlin("2026-03-03 09:00"), berlin("2026-03-03 10:30"))
        long = OneOff(berlin("2026-03-04 16:00"), berlin("2026-03-06 09:00"))
        assert left([short], "2026-03-02", "2026-03-09") == 48.5
        assert left([short, long], "2026-03-02", "2026-03-09") == 35.5

    def test_one_that_is_over_before_it_begins_takes_nothing(self):
        assert left([OneOff(berlin("2026-03-05"), berlin("2026-03-04"))], "2026-03-02", "2026-03-09") == 50

    def test_over_the_turn_of_a_year(self):
        always = always_open()
        window = OneOff(at("2025-12-31 12:00"), at("2027-01-01 12:00"))
        assert always.without([window]).runs_between(at("2025-12-31"), at("2027-01-02")) == (
            (at("2025-12-31"), at("2025-12-31 12:00")),
            (at("2027-01-01 12:00"), at("2027-01-02")),
        )

    def test_overlapping_windows_take_the_time_once(self):
        one = OneOff(berlin("2026-03-03 09:00"), berlin("2026-03-03 11:00"))
        other = OneOff(berlin("2026-03-03 10:00"), berlin("2026-03-03 12:00"))
        assert left([one, other], "2026-03-03", "2026-03-04") == 7

    def test_no_windows_leave_the_calendar_itself(self):
        office = compiled(OFFICE)
        assert office.without([]) is office


class TestRecurring:
    def test_every_week_on_the_wall_clock_of_its_zone(self):
        # Sundays 02:00-04:00 out of 24x7; on 2026-03-29 only 03:00-04:00 exist, on 10-25 02:00-03:00 come twice.
        always = always_open(BERLIN)
        sunday = [every("sun", "02:00-04:00")]
        assert left(sunday, "2026-03-02", "2026-03-09", always) == 168 - 2
        assert left(sunday, "2026-03-23", "2026-03-30", always) == 167 - 1
        assert left(sunday, "2026-10-19", "2026-10-26", always) == 169 - 3

    def test_only_what_is_open_can_be_taken(self):
        # Monday 07:00-09:00 meets the office from 08:00 on.
        assert left([every("mon", "07:00-09:00")], "2026-03-02", "2026-03-03") == 9

    def test_over_midnight(self):
        # Friday 17:00 to Saturday 17:00 takes an hour of the office.
        assert left([every("fri", "17:00-17:00")], "2026-03-06", "2026-03-09") == 9


class TestLimits:
    def test_the_first_hours_of_each_month(self):
        # March 2026 has Sundays 1, 8, 15, 22 and 29; 2 h each up to 5 h: the 1st, the 8th, half of the 15th.
        windows, always = [every("sun", "04:00-06:00", 5)], always_open(BERLIN)
        assert left(windows, "2026-03-01", "2026-03-09", always) == 8 * 24 - 4
        assert left(windows, "2026-03-15", "2026-03-16", always) == 24 - 1
        assert left(windows, "2026-03-22", "2026-03-23", always) == 24
        assert left(windows, "2026-04-05", "2026-04-06", always) == 24 - 2
        without = always.without(windows)
        assert without.next_open(berlin("2026-03-15 04:00")) == berlin("2026-03-15 05:00")

    def test_only_open_time_uses_it_up(self):
        # Mondays 06:00-10:00 meet the office for 2 h; up to 3 h a month: 2 on the 2nd, 1 on the 9th of March.
        windows = [every("mon", "06:00-10:00", 3)]
        assert [left(windows, f"2026-03-{day:02}", f"2026-03-{day + 1:02}") for day in (2, 9, 16)] == [8, 9, 10]

    def test_periods_of_each_length(self):
        # An hour a day from 1 January 2026, a Thursday: what remains of the limit shows where a period ends.
        always = always_open(BERLIN)

        def taken(hours: float, per: str, start: str, end: str) -> float:
            window = every("mon-sun", "10:00-11:00", hours, per)
            return (berlin(end) - berlin(start)) / HOUR - left([window], start, end, always)

        assert taken(0.5, "day", "2026-01-01", "2026-01-11") == 5  # half an hour on each of ten days
        assert taken(2, "week", "2026-01-05", "2026-01-12") == 2
        assert taken(2, "week", "2026-01-04", "2026-01-06") == 1  # Sunday's week is used up, Monday's begins
        assert taken(1, "month", "2026-01-01", "2026-03-01") == 2
        assert taken(1, "quarter", "2026-01-01", "2026-07-01") == 2
        assert taken(1, "quarter", "2026-03-31", "2026-04-02") == 1
        assert taken(3, "year", "2025-12-30", "2026-01-10") == 3  # 2025 is used up since its third day

    def test_the_period_ends_at_midnight_of_the_zone(self):
        # Open only around the end of March; 23:30-00:30 lies half in each month and takes 20 minutes of both.
        turn = weekly(open_on=["2026-03-31 00:00-24:00", "2026-04-01 00:00-24:00"])
        window = Recurring(days("tue"), spans("23:30-00:30"), BERLIN, Limit(20 * MINUTE, "month"))
        without = compiled(turn).without([window])
        assert without.runs_between(berlin("2026-03-31 23:00"), berlin("2026-04-01 01:00")) == (
            (berlin("2026-03-31 23:00"), berlin("2026-03-31 23:30")),
            (berlin("2026-03-31 23:50"), berlin("2026-04-01 00:00")),
            (berlin("2026-04-01 00:20"), berlin("2026-04-01 01:00")),
        )

    def test_windows_do_not_use_up_each_others_limits(self):
        windows = [every("mon", "08:00-10:00", 3), every("mon", "08:00-10:00")]
        assert left(windows, "2026-03-02", "2026-03-03") == left([windows[1]], "2026-03-02", "2026-03-03") == 8

    def test_a_limit_of_nothing_takes_nothing(self):
        assert left([every("mon", "08:00-10:00", 0)], "2026-03-02", "2026-03-09") == 50


class TestBusinessDays:
    def test_windows_leave_business_days_alone(self):
        """A is counted without exclusions (language reference, 5.4), so what they move is E, not the dates."""
        tuesday = OneOff(berlin("2026-03-03"), berlin("2026-03-04"))
        office = compiled(OFFICE)
        start = berlin("2026-03-02 10:00")
        for to_the_hour in (False, True):
            without = office.without([tuesday]).business_deadline(start, 1, to_the_hour)
            assert without == office.business_deadline(start, 1, to_the_hour)


@st.composite
def windows_of(draw: st.DrawFn, scene: Scene):
    middle = to_us(dt.datetime.combine(scene.day, dt.time(12), dt.UTC))
    place = st.integers(-4 * DAY, 4 * DAY).map(lambda offset: middle + offset)
    limit = st.builds(
        Limit, st.integers(0, 30 * HOUR), st.sampled_from(["day", "week", "month", "quarter", "year"])
    )
    recurring = st.builds(
        Recurring,
        st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        st.lists(time_spans(), min_size=1, max_size=2).map(tuple),
        st.one_of(st.just(scene.zone), changes.map(lambda change: change.zone)),
        st.one_of(st.none(), limit),
    )
    return draw(st.lists(st.one_of(st.builds(OneOff, place, place), recurring), min_size=1, max_size=3)), middle


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_windows_only_take_open_time_and_limits_take_less(data: st.DataObject):
    scene = data.draw(scenes())
    windows, middle = data.draw(windows_of(scene))
    calendar = compile_calendar("it", scene.calendars, scene.zone)
    without = calendar.without(windows)
    unlimited = calendar.without([
        Recurring(window.days, window.spans, window.zone) if isinstance(window, Recurring) else window
        for window in windows
    ])  # fmt: skip
    start, end = middle - 5 * DAY, middle + 5 * DAY
    assert unlimited.counted(start, end) <= without.counted(start, end) <= calendar.counted(start, end)
    for opens, closes in without.runs_between(start, end):
        assert calendar.counted(opens, closes) == closes - opens
    for window in windows:
        if isinstance(window, OneOff):
            assert without.counted(window.start, max(window.start, window.end)) == 0
