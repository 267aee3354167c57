"""The calendar that Python programs get."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from slacode.engine.calendar.public import PublicCalendar
from tests.calendar.build import compiled, weekly

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
OFFICE = PublicCalendar(compiled(weekly("mon-fri 08:00-12:00 13:00-18:00", zone="Europe/Berlin")))
HOUR = dt.timedelta(hours=1)


def test_counted_time_is_a_timedelta_and_negative_when_reversed():
    monday, tuesday = dt.datetime(2026, 3, 2, tzinfo=BERLIN), dt.datetime(2026, 3, 3, tzinfo=BERLIN)
    assert OFFICE.counted(monday, tuesday) == 9 * HOUR
    assert OFFICE.counted(tuesday, monday) == -9 * HOUR
    # Instants in different zones are instants all the same: 07:00 to 09:00 UTC is 08:00 to 10:00 in Berlin.
    assert OFFICE.counted(monday, dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)) == 2 * HOUR


def test_due_is_in_the_zone_of_the_start():
    start = dt.datetime(2026, 3, 6, 12, tzinfo=zoneinfo.ZoneInfo("America/New_York"))  # Friday 18:00 in Berlin
    due = OFFICE.due(start, 4 * HOUR)  # Monday 12:00 in Berlin; New York's clocks went forward the day before
    assert (due.isoformat(), due.tzinfo) == ("2026-03-09T07:00:00-04:00", start.tzinfo)


def test_due_with_nothing_to_count_is_the_next_opening():
    assert OFFICE.due(dt.datetime(2026, 3, 7, tzinfo=BERLIN), 0 * HOUR) == dt.datetime(2026, 3, 9, 8, tzinfo=BERLIN)
    assert OFFICE.due(dt.datetime(2026, 3, 9, 9, tzinfo=BERLIN), 0 * HOUR) == dt.datetime(2026, 3, 9, 9, tzinfo=BERLIN)


def test_a_negative_allowance_looks_back():
    monday, friday = dt.datetime(2026, 3, 9, 9, tzinfo=BERLIN), dt.datetime(2026, 3, 6, 17, tzinfo=BERLIN)
    assert OFFICE.due(monday, -2 * HOUR) == friday


def test_open_and_next_open():
    noon, one = dt.datetime(2026, 3, 6, 12, tzinfo=BERLIN), dt.datetime(2026, 3, 6, 13, tzinfo=BERLIN)
    assert (OFFICE.is_open(noon), OFFICE.is_open(one)) == (False, True)
    assert OFFICE.next_open(noon) == one == OFFICE.next_open(one)


def test_the_two_instants_of_a_repeated_hour_are_told_apart():
    sundays = PublicCalendar(compiled(weekly("sun 00:00-24:00", zone="Europe/Berlin")))
    first = dt.datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    assert sundays.counted(first, first.replace(fold=1)) == HOUR
    assert sundays.due(first, HOUR).fold == 1


def test_name_and_zone():
    assert (OFFICE.name, OFFICE.timezone, repr(OFFICE)) == ("it", "Europe/Berlin", "<calendar it in Europe/Berlin>")


def test_an_instant_without_a_zone_is_refused():
    naive = dt.datetime(2026, 3, 6, 12)  # noqa: DTZ001 - the point of the test
    aware = naive.replace(tzinfo=BERLIN)
    for ask in (
        lambda: OFFICE.counted(naive, aware),
        lambda: OFFICE.counted(aware, naive),
        lambda: OFFICE.due(naive, HOUR),
        lambda: OFFICE.is_open(naive),
        lambda: OFFICE.next_open(naive),
    ):
        with pytest.raises(ValueError, match="`2026-03-06 12:00:00` has no time zone"):
            ask()


@pytest.mark.parametrize("said", ["2026-03-06T12:00Z", dt.date(2026, 3, 6), 1_772_798_400, None])
def test_what_is_no_datetime_is_refused(said):
    with pytest.raises(TypeError, match="an instant is a datetime with a time zone"):
        OFFICE.is_open(said)
