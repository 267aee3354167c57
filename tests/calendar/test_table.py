"""Columns of instants: growth, many windows a day, calendars that never open, threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from slacode.engine.calendar.compiled import CalendarNeverOpens
from slacode.engine.calendar.compiling import always_open
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.steps import Steps
from slacode.engine.calendar.table import NEVER, DayTable
from tests.calendar.build import HOUR, MINUTE, at, compiled, weekly

OFFICE = weekly("mon-fri 08:00-12:00 13:00-18:00", zone="Europe/Berlin", closed=["holidays DE-BY"])


def column(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def test_instants_far_outside_the_horizon_grow_the_table():
    calendar = compiled(OFFICE)
    table = DayTable(compiled(OFFICE), at("2026-01-01"), at("2026-02-01"))
    instants = column(*(at(f"{year}-06-15 10:00") for year in (1905, 1969, 2026, 2150)))
    counted = table.counted(instants[:1].repeat(len(instants)), instants)  # B itself means nothing, differences do
    assert counted.tolist() == [calendar.counted(int(instants[0]), int(instant)) for instant in instants]
    later = column(at("2190-06-15 10:00"))
    assert table.due(later, 100 * HOUR).tolist() == [calendar.due(int(later[0]), 100 * HOUR)]


def test_a_start_that_is_given_in_another_year_later_is_right_too():
    """The dates worked out for one batch do not stand for the next."""
    calendar, table = compiled(OFFICE), DayTable(compiled(OFFICE))
    for text, days in (("2026-03-02 10:00", 1), ("2012-03-02 10:00", 5), ("2026-03-02 10:00", 40), ("2040-01-01", 3)):
        for hour in (False, True):
            expected = calendar.business_deadline(at(text), days, hour)
            assert table.business_deadline(column(at(text)), days, hour).tolist() == [expected]


def test_business_days_to_the_hour_over_clock_changes():
    # Two days on from Friday 02:30 that time is skipped; from Saturday 2026-10-24 one day on it comes twice.
    table = DayTable(compiled(weekly("mon-sun 00:00-24:00", zone="Europe/Berlin")))
    skipped, twice = column(at("2026-03-27T02:30+01:00")), column(at("2026-10-24T02:30+02:00"))
    assert table.business_deadline(skipped, 2, True).tolist() == [at("2026-03-29T03:30+02:00")]
    assert table.business_deadline(twice, 1, True).tolist() == [at("2026-10-25T02:30+02:00")]


def test_starts_before_and_after_the_last_closing_of_their_date():
    # Thursday 2026-03-05 closes at 18:00 in Berlin, 17:00 UTC: up to it one day ends on Friday, from it on on Monday.
    table = DayTable(compiled(OFFICE))
    starts = column(at("2026-03-05T16:59Z"), at("2026-03-05T17:00Z"), at("2026-03-08T12:00Z"))
    ends = [at("2026-03-06T17:00Z"), at("2026-03-09T17:00Z"), at("2026-03-10T17:00Z")]
    assert table.business_deadline(starts, 1, False).tolist() == ends


def test_any_number_of_windows_a_day():
    # Ten minutes of every hour on Mondays, so 24 windows, and none on other days: 240 minutes a week.
    times = " ".join(f"{hour:02}:00-{hour:02}:10" for hour in range(24))
    calendar = compiled(weekly(f"mon {times}"))
    monday = at("2026-03-02")
    instants = monday + np.arange(0, 8 * DAY, 7 * MINUTE)
    table = DayTable(calendar)
    counted = table.counted_at(instants)
    assert counted.tolist() == [calendar.counted_at(int(instant)) for instant in instants]
    assert table.counted(column(monday), column(monday + 7 * DAY)).tolist() == [240 * MINUTE]
    inside = counted[(counted > counted[0]) & (counted < counted[-1])]
    assert table.earliest(inside).tolist() == [calendar.earliest(int(value)) for value in inside]
    assert table.latest(inside).tolist() == [calendar.latest(int(value)) for value in inside]


def test_round_the_clock_every_instant_is_its_own_deadline():
    table = DayTable(always_open("Europe/Berlin"))
    starts = column(at("2026-03-02 10:00"), at("1950-03-02 10:00"))
    assert (table.due(starts, 4 * HOUR) - starts).tolist() == [4 * HOUR, 4 * HOUR]
    assert table.next_open(starts).tolist() == starts.tolist()


def test_where_a_calendar_never_opens_the_column_says_never():
    calendar = compiled(weekly(open_on=["2026-03-02 09:00-17:00", "2026-03-03 09:00-17:00"]))
    table = DayTable(calendar)
    starts = column(at("2026-03-02 10:00"), at("2026-03-03 10:00"), at("2026-03-04"), at("2000-01-01"))
    # From Monday 10:00 there are 15 hours left, from Tuesday 10:00 7, from Wednesday none; 2000 is too far away.
    assert table.due(starts, 8 * HOUR).tolist() == [at("2026-03-03 10:00"), NEVER, NEVER, NEVER]
    assert table.next_open(starts).tolist() == [*starts[:2].tolist(), NEVER, NEVER]
    ends = [at("2026-03-03 17:00"), NEVER, NEVER, NEVER]
    assert table.business_deadline(starts, 1, False).tolist() == ends
    assert table.business_deadline(starts, 1, True).tolist() == [at("2026-03-03 10:00"), NEVER, NEVER, NEVER]
    shut = DayTable(compiled(weekly()))
    for answer in (
        shut.next_open(starts),
        shut.due(starts, HOUR),
        shut.business_deadline(starts, 3, False),
        shut.business_deadline(starts, 3, True),
        shut.earliest(column(0, 1, 2, 3)),
        shut.latest(column(0, 1, 2, 3)),
    ):
        assert answer.tolist() == [NEVER] * 4
    assert shut.counted_at(starts).tolist() == [0] * 4


def test_counting_does_not_cross_a_long_closure_that_is_known():
    calendar = compiled(weekly(open_on=["2024-06-03 09:00-10:00", "2028-06-05 09:00-10:00"]))
    table = DayTable(calendar, at("2024-01-01"), at("2029-01-01"))
    starts = column(at("2024-06-03 09:00"), at("2024-06-03 09:30"), at("2028-06-05"))
    assert table.due(starts, HOUR).tolist() == [at("2024-06-03 10:00"), NEVER, at("2028-06-05 10:00")]
    with pytest.raises(CalendarNeverOpens):
        calendar.due(int(starts[1]), HOUR)


def test_an_allowance_beyond_all_calendars_is_never_reached():
    table = DayTable(compiled(OFFICE))
    assert table.due(column(at("2026-03-02 10:00")), 10**6 * HOUR).tolist() == [NEVER]
    assert table.business_deadline(column(at("2026-03-02 10:00")), 10**5, False).tolist() == [NEVER]


def test_empty_columns():
    table = DayTable(compiled(OFFICE))
    for answer in (
        table.counted_at(column()),
        table.earliest(column()),
        table.latest(column()),
        table.next_open(column()),
        table.due(column(), HOUR),
        table.business_deadline(column(), 1, True),
    ):
        assert answer.tolist() == []


def test_allowances_may_differ_and_be_nothing():
    calendar, table = compiled(OFFICE), DayTable(compiled(OFFICE))
    starts = column(*[at("2026-03-07 10:00")] * 3)
    allowances = [0, 1, 9 * HOUR]
    expected = [calendar.due(int(starts[0]), allowance) for allowance in allowances]
    assert table.due(starts, column(*allowances)).tolist() == expected


@pytest.mark.parametrize("values", [[], [5], [1, 2, 3, 4], [*range(100, 200), 10**15], [10, 20, 21, 22, 23, 24, 10**6]])
def test_steps_count_as_a_search_does(values: list[int]):
    wanted = column(*range(-3, 230, 7), 10**6, 10**15 - 1, 10**15, 10**15 + 1, *values)
    steps = Steps(column(*values))
    assert steps.count_below(wanted).tolist() == np.searchsorted(column(*values), wanted, "left").tolist()
    assert steps.count_up_to(wanted).tolist() == np.searchsorted(column(*values), wanted, "right").tolist()


def test_threads_that_share_a_table_get_the_answers_of_one():
    rng = np.random.default_rng(7)
    batches = [rng.integers(at(f"{year}-01-01"), at(f"{year + 1}-01-01"), 500) for year in range(1990, 2050, 3)]

    def ask(table: DayTable, batch: np.ndarray) -> list[list[int]]:
        due, end = table.due(batch, 30 * HOUR), table.business_deadline(batch, 2, True)
        return [table.counted(batch[:-1], batch[1:]).tolist(), due.tolist(), end.tolist()]

    shared = DayTable(compiled(OFFICE))
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda batch: ask(shared, batch), batches))
    assert together == [ask(DayTable(compiled(OFFICE)), batch) for batch in batches]
