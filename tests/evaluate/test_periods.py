"""Periods: their names, bounds and cuts, billing cycles, rolling windows, and what `--period` selects (6.5)."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.engine.calendar.instants import to_us
from slacode.engine.model.values import Period
from slacode.engine.periods import PeriodError, parse_selection, periods_of

D = dt.date


def at(text: str) -> int:
    return to_us(dt.datetime.fromisoformat(text))


def names(per: Period, first: D, last: D | None, as_of: str, zone: str = "UTC") -> list[str]:
    return [window.name for window in periods_of(per, zone, first, last, at(as_of)).windows]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("day", ["2025-12-30", "2025-12-31", "2026-01-01"]),
        ("week", ["2026-W01"]),  # ISO week 1 of 2026 runs from Monday 2025-12-29 to Sunday 2026-01-04
        ("month", ["2025-12", "2026-01"]),
        ("quarter", ["2025-Q4", "2026-Q1"]),
        ("year", ["2025", "2026"]),
    ],
)
def test_periods_are_named_by_their_calendar_unit(unit, expected):
    assert names(Period(unit=unit), D(2025, 12, 30), None, "2026-01-01T12:00Z") == expected


def test_the_first_and_the_last_period_are_cut_to_the_term():
    # a term from 15 January to 10 March in Berlin (UTC+1): midnights are at 23:00 UTC of the day before
    periods = periods_of(Period(unit="month"), "Europe/Berlin", D(2026, 1, 15), D(2026, 3, 10), at("2027-01-01T00:00Z"))
    assert [(w.name, w.start, w.end) for w in periods.windows] == [
        ("2026-01", at("2026-01-14T23:00Z"), at("2026-01-31T23:00Z")),
        ("2026-02", at("2026-01-31T23:00Z"), at("2026-02-28T23:00Z")),
        ("2026-03", at("2026-02-28T23:00Z"), at("2026-03-10T23:00Z")),
    ]


def test_a_month_with_a_clock_change_is_an_hour_shorter():
    # March 2026 in Berlin begins at UTC+1 and ends at UTC+2: 31 * 24 - 1 = 743 hours
    month, end = Period(unit="month"), at("2026-03-31T00:00Z")
    (march,) = periods_of(month, "Europe/Berlin", D(2026, 3, 1), D(2026, 3, 31), end).windows
    assert march.end - march.start == 743 * 3600 * 10**6


def test_a_period_that_begins_after_as_of_is_none():
    # in Berlin the 1st of February begins at 23:00 UTC: a microsecond before, it is still January
    per, first = Period(unit="month"), D(2026, 1, 1)
    assert names(per, first, None, "2026-01-31T22:59:59.999999Z", "Europe/Berlin") == ["2026-01"]
    assert names(per, first, None, "2026-01-31T23:00:00Z", "Europe/Berlin") == ["2026-01", "2026-02"]
    assert names(per, first, None, "2025-12-31T22:00:00Z", "Europe/Berlin") == []


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
def test_before_the_term_begins_there_is_no_period(unit):
    # Friday the 20th of March, in the middle of its week, month, quarter and year
    per, first = Period(unit=unit), D(2026, 3, 20)
    assert names(per, first, None, "2026-03-19T23:59:59Z") == []
    assert len(names(per, first, None, "2026-03-20T00:00:00Z")) == 1


def test_billing_months_are_named_by_their_dates():
    per = Period(unit="month", from_day=15)
    assert names(per, D(2026, 1, 1), D(2026, 3, 20), "2027-01-01T00:00Z") == [
        "2026-01-01..2026-01-14",  # cut to the term's first day
        "2026-01-15..2026-02-14",
        "2026-02-15..2026-03-14",
        "2026-03-15..2026-03-20",  # cut to the term's last day
    ]


def test_a_billing_month_from_day_31_begins_on_the_last_day_of_a_shorter_month():
    per = Period(unit="month", from_day=31)
    assert names(per, D(2026, 1, 31), None, "2026-05-31T00:00Z") == [
        "2026-01-31..2026-02-27",
        "2026-02-28..2026-03-30",
        "2026-03-31..2026-04-29",
        "2026-04-30..2026-05-30",
        "2026-05-31..2026-06-29",
    ]


def test_from_day_1_is_a_calendar_month():
    assert names(Period(unit="month", from_day=1), D(2026, 1, 1), None, "2026-01-31T00:00Z") == ["2026-01"]


def test_a_rolling_window_ends_with_each_local_day_and_is_cut_to_the_term():
    periods = periods_of(Period(unit="day", count=3, rolling=True), "UTC", D(2026, 1, 1), None, at("2026-01-04T09:00Z"))
    assert [w.name for w in periods.windows] == [
        "2026-01-01..2026-01-01",
        "2026-01-01..2026-01-02",
        "2026-01-01..2026-01-03",
        "2026-01-02..2026-01-04",
    ]
    assert [w.cells for w in periods.windows] == [(0, 1), (0, 2), (0, 3), (1, 4)]
    assert periods.cells == tuple(at(f"2026-01-0{day}T00:00Z") for day in (1, 2, 3, 4))


def test_rolling_months_end_where_calendar_months_do():
    # the month that ends with 28 February is February; the one that ends with 30 January begins on 31 December
    windows = periods_of(
        Period(unit="month", count=1, rolling=True), "UTC", D(2025, 1, 1), None, at("2026-02-28T09:00Z")
    ).windows
    by_last = {w.dates.last: w.dates.first for w in windows}
    assert by_last[D(2026, 2, 28)] == D(2026, 2, 1)
    assert by_last[D(2026, 1, 30)] == D(2025, 12, 31)


@given(
    unit=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    from_day=st.sampled_from([None, 1, 15, 29, 31]),
    first=st.dates(D(1999, 1, 1), D(2030, 1, 1)),
    days=st.integers(0, 900),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
)
def test_periods_follow_each_other_without_a_gap(unit, from_day, first, days, zone):
    last = first + dt.timedelta(days=days)
    per = Period(unit=unit, from_day=from_day if unit == "month" else None)
    windows = periods_of(per, zone, first, last, to_us(dt.datetime(2040, 1, 1, tzinfo=dt.UTC))).windows
    assert windows[0].dates.first == first
    assert windows[-1].dates.last == last
    assert all(one.end == two.start for one, two in pairwise(windows))
    assert len({window.name for window in windows}) == len(windows)


@given(
    unit=st.sampled_from(["day", "week", "month", "quarter", "year"]),
    count=st.integers(0, 40),
    first=st.dates(D(1999, 1, 1), D(2030, 1, 1)),
    days=st.integers(0, 200),
)
def test_the_periods_with_a_cell_are_all_that_it_is_part_of(unit, count, first, days):
    per = Period(unit=unit, count=max(count, 1), rolling=count > 0)
    periods = periods_of(per, "UTC", first, first + dt.timedelta(days=days), at("2040-01-01T00:00Z"))
    for cell in range(len(periods.cells)):
        assert periods.windows_with(cell) == tuple(w for w in periods.windows if w.cells[0] <= cell < w.cells[1])


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-31", D(2026, 1, 31), D(2026, 1, 31)),
        ("2026-W05", D(2026, 1, 26), D(2026, 2, 1)),
        ("2026-02", D(2026, 2, 1), D(2026, 2, 28)),
        ("2026-Q1", D(2026, 1, 1), D(2026, 3, 31)),
        ("2026-Q4", D(2026, 10, 1), D(2026, 12, 31)),
        ("2026", D(2026, 1, 1), D(2026, 12, 31)),
        ("2026-01..2026-03", D(2026, 1, 1), D(2026, 3, 31)),
        ("2026-01-15..2026-02-14", D(2026, 1, 15), D(2026, 2, 14)),
        ("2025-Q4 .. 2026-W01", D(2025, 10, 1), D(2026, 1, 4)),
    ],
)
def test_a_selection_spans_dates(text, first, last):
    dates = parse_selection(text).dates
    assert (dates.first, dates.last) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "January", "2026-13", "2026-Q5", "2026-Q0", "2026-W54", "2026-02-30", "26-01", "2026-01..", "a..b..c"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(PeriodError, match="period"):
        parse_selection(text)


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(PeriodError, match="ends before it begins"):
        parse_selection("2026-03..2026-01")


def selected(per: Period, text: str, as_of: str = "2026-06-30T12:00Z") -> list[str]:
    selection = parse_selection(text)
    windows = periods_of(per, "UTC", D(2026, 1, 1), None, at(as_of)).windows
    return [window.name for window in windows if selection.selects(window)]


def test_a_selection_means_every_period_that_lies_within():
    assert selected(Period(unit="month"), "2026-Q1") == ["2026-01", "2026-02", "2026-03"]
    assert selected(Period(unit="quarter"), "2026-01") == []
    assert selected(Period(unit="week"), "2026-01") == ["2026-W01", "2026-W02", "2026-W03", "2026-W04"]
    assert selected(Period(unit="quarter"), "2026-01..2026-05") == ["2026-Q1"]


def test_a_rolling_window_is_selected_by_its_last_day_or_by_its_name():
    per = Period(unit="day", count=28, rolling=True)
    assert selected(per, "2026-03-31") == ["2026-03-04..2026-03-31"]
    assert len(selected(per, "2026-03")) == 31
    assert selected(per, "2026-03-04..2026-03-31") == ["2026-03-04..2026-03-31"]
    assert len(selected(per, "2026-03-05..2026-03-31")) == 27
