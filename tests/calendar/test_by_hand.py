"""Calendars worked out by hand on a wall calendar, the arithmetic beside each."""

from __future__ import annotations

import datetime as dt

import pytest

from slacode.engine.calendar.compiled import CalendarNeverOpens
from slacode.engine.calendar.compiling import always_open, compile_calendar, zone_of
from slacode.engine.calendar.instants import DAY, InstantOutOfRange, date_of, day_of
from slacode.engine.calendar.zones import zone_named
from tests.calendar.build import HOUR, MINUTE, at, calendars, compiled, told, weekly

BERLIN = "Europe/Berlin"
# The calendar of the tour (language reference, 1).
OFFICE = weekly(
    "mon-fri 08:00-12:00 13:00-18:00",
    "sat 09:00-13:00",
    zone=BERLIN,
    closed=["holidays DE-BY", "12-24", "2026-05-15"],
    open_on=["2026-12-31 09:00-12:00"],
)
NIGHT = weekly("mon-fri 22:00-06:00", zone=BERLIN)


def berlin(text: str) -> int:
    return at(text, BERLIN)


def hours(value, start: str, end: str) -> float:
    return compiled(value).counted(berlin(start), berlin(end)) / HOUR


def dates(calendar, first: str, last: str) -> list[str]:
    ends = (day_of_text(first), day_of_text(last))
    return [date_of(day).isoformat() for day in calendar.open_dates(*ends)]


def day_of_text(text: str) -> int:
    return at(text) // DAY


class TestWeeklyHours:
    def test_an_ordinary_week_has_49_hours(self):
        # Five days of 4 + 5 hours and a Saturday of 4: 45 + 4.
        assert hours(OFFICE, "2026-03-02", "2026-03-09") == 49

    def test_a_deadline_over_the_weekend(self):
        # Friday 17:00-18:00 is 1 h, Saturday 4 h, so 3 h of 8 are left for Monday: 08:00 + 3 h.
        office = compiled(OFFICE)
        assert told(office.due(berlin("2026-03-06 17:00"), 8 * HOUR), BERLIN) == "2026-03-09 11:00+01:00"

    def test_a_deadline_at_closing_time_stays_there(self):
        office = compiled(OFFICE)
        assert told(office.due(berlin("2026-03-06 17:00"), 1 * HOUR), BERLIN) == "2026-03-06 18:00+01:00"
        assert told(office.latest(office.counted_at(berlin("2026-03-06 18:00"))), BERLIN) == "2026-03-07 09:00+01:00"

    def test_the_microsecond_counts(self):
        office = compiled(OFFICE)
        assert office.counted(berlin("2026-03-06 17:59") + 1, berlin("2026-03-07 09:00") + 1) == MINUTE

    def test_several_clauses_add_up_and_overlaps_merge(self):
        # 08-12, 11-15 and 15-16 on a Monday are 08-16: 8 hours, one opening.
        value = weekly("mon 08:00-12:00", "mon,tue 11:00-15:00", "mon 15:00-16:00")
        assert hours(value, "2026-03-02", "2026-03-03") == 8
        assert compiled(value).breakpoints(at("2026-03-02"), at("2026-03-03")) == [
            at("2026-03-02 08:00"),
            at("2026-03-02 16:00"),
        ]

    def test_reversed_instants_count_negative(self):
        assert hours(OFFICE, "2026-03-03", "2026-03-02") == -9

    def test_24_00_is_midnight_and_joins_the_next_day(self):
        value = weekly("fri 22:00-24:00", "sat 00:00-02:00")
        assert compiled(value).runs_between(at("2026-03-06"), at("2026-03-09")) == (
            (at("2026-03-06 22:00"), at("2026-03-07 02:00")),
        )

    def test_a_span_over_midnight_belongs_to_the_day_it_begins_on(self):
        # Friday's night ends on Saturday at 06:00; Sunday's does not exist, so Monday opens at 22:00.
        night = compiled(NIGHT)
        assert night.is_open(berlin("2026-03-07 05:59"))
        assert not night.is_open(berlin("2026-03-07 06:00"))
        assert not night.is_open(berlin("2026-03-09 05:59"))
        assert dates(night, "2026-03-06", "2026-03-09") == ["2026-03-06", "2026-03-09"]

    def test_a_calendar_without_a_zone_takes_the_agreements(self):
        value = weekly("mon-fri 09:00-17:00")
        assert told(compiled(value, "America/New_York").next_open(at("2026-03-02")), "UTC") == "2026-03-02 14:00+00:00"
        assert told(compiled(value).next_open(at("2026-03-02")), "UTC") == "2026-03-02 09:00+00:00"


class TestClosingsAndOpenings:
    def test_public_holidays_of_a_land(self):
        # 2026-06-04 is Corpus Christi, a holiday in Bavaria and not in Berlin.
        assert hours(OFFICE, "2026-06-04", "2026-06-05") == 0
        assert hours(weekly("thu 09:00-17:00", zone=BERLIN, closed=["holidays DE-BE"]), "2026-06-04", "2026-06-05") == 8

    def test_a_yearly_date_every_year_and_a_single_date_once(self):
        # 12-24: a Thursday in 2026, a Friday in 2027. 2026-05-15 is a Friday, 2027-05-14 one too.
        assert [hours(OFFICE, f"{year}-12-24", f"{year}-12-25") for year in (2026, 2027)] == [0, 0]
        assert [hours(OFFICE, "2026-05-15", "2026-05-16"), hours(OFFICE, "2027-05-14", "2027-05-15")] == [0, 9]

    def test_the_29th_of_february_is_closed_where_there_is_one(self):
        value = weekly("mon-sun 00:00-24:00", closed=["02-29"])
        assert hours(value, "2024-02-28", "2024-03-02") == 48
        assert hours(value, "2025-02-27", "2025-03-02") == 72

    def test_closing_takes_the_night_that_begins_and_leaves_the_tail_of_the_one_before(self):
        # Closed on Tuesday: Monday's night still runs to Tuesday 06:00, Tuesday's to Wednesday 06:00 is gone.
        night = compiled(weekly("mon-fri 22:00-06:00", zone=BERLIN, closed=["2026-03-03"]))
        assert night.runs_between(berlin("2026-03-02"), berlin("2026-03-05")) == (
            (berlin("2026-03-02 22:00"), berlin("2026-03-03 06:00")),
            (berlin("2026-03-04 22:00"), berlin("2026-03-05")),
        )

    def test_open_on_replaces_the_spans_of_a_date(self):
        # New Year's Eve 2026 is a Thursday of 9 hours: 09:00-12:00 is all that is left of it.
        assert hours(OFFICE, "2026-12-31", "2027-01-01") == 3

    def test_open_on_opens_a_closed_date(self):
        value = weekly("mon-fri 09:00-17:00", closed=["2026-03-04"], open_on=["2026-03-04 10:00-12:00"])
        assert hours(value, "2026-03-04 01:00", "2026-03-05 01:00") == 2

    def test_two_openings_of_one_date_add_up(self):
        value = weekly(open_on=["2026-03-04 10:00-12:00", "2026-03-04 13:00-14:00"])
        assert hours(value, "2026-03-04", "2026-03-05") == 3

    def test_a_holiday_and_the_day_it_is_observed_on_are_both_closed(self):
        # 2026-07-04 is a Saturday, observed in the United States on Friday the 3rd.
        value = weekly("mon-sun 00:00-24:00", closed=["holidays US"])
        assert hours(value, "2026-07-03 02:00", "2026-07-05 02:00") == 0


class TestClockChanges:
    def test_a_skipped_hour_is_not_counted(self):
        # Berlin 2026-03-29: 02:00 becomes 03:00, the date has 23 hours.
        assert hours(weekly("sun 00:00-24:00", zone=BERLIN), "2026-03-29", "2026-03-30") == 23
        assert hours(weekly("sun 01:30-03:30", zone=BERLIN), "2026-03-29", "2026-03-30") == 1
        assert hours(weekly("sun 02:00-03:00", zone=BERLIN), "2026-03-29", "2026-03-30") == 0

    def test_an_hour_that_comes_twice_counts_twice(self):
        # Berlin 2026-10-25: 03:00 becomes 02:00, the date has 25 hours.
        assert hours(weekly("sun 00:00-24:00", zone=BERLIN), "2026-10-25", "2026-10-26") == 25
        assert hours(weekly("sun 02:00-03:00", zone=BERLIN), "2026-10-25", "2026-10-26") == 2

    def test_a_span_that_ends_within_the_repeated_hour_opens_twice(self):
        # 01:30-02:30: open 01:30-02:30 summer time, then 02:00-02:30 winter time; in UTC 23:30-00:30 and 01:00-01:30.
        value = compiled(weekly("sun 01:30-02:30", zone=BERLIN))
        assert value.runs_between(at("2026-10-24 12:00"), at("2026-10-26")) == (
            (at("2026-10-24 23:30"), at("2026-10-25 00:30")),
            (at("2026-10-25 01:00"), at("2026-10-25 01:30")),
        )

    def test_a_night_that_the_clocks_change_in(self):
        # Saturday 22:00 to Sunday 06:00 lasts 7 hours in March and 9 in October.
        value = weekly("sat 22:00-06:00", zone=BERLIN)
        assert [hours(value, "2026-03-28", "2026-03-30"), hours(value, "2026-10-24", "2026-10-26")] == [7, 9]

    def test_lord_howe_moves_by_half_an_hour(self):
        # 2026-04-05 at 02:00 the clocks go back to 01:30: 24.5 hours.
        value = compiled(weekly("sun 00:00-24:00", zone="Australia/Lord_Howe"))
        assert value.counted(at("2026-04-04"), at("2026-04-06")) == 24 * HOUR + 30 * MINUTE

    def test_troll_moves_by_two_hours(self):
        value = compiled(weekly("sun 00:00-24:00", zone="Antarctica/Troll"))
        assert value.counted(at("2026-03-28"), at("2026-03-31")) == 22 * HOUR
        assert value.counted(at("2026-10-24"), at("2026-10-27")) == 26 * HOUR

    def test_a_date_that_never_was_is_no_business_day(self):
        # Apia went from Thursday 2011-12-29 to Saturday the 31st.
        value = compiled(weekly("mon-sun 09:00-17:00", zone="Pacific/Apia"))
        assert dates(value, "2011-12-28", "2012-01-01") == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]
        assert dates(always_open("Pacific/Apia"), "2011-12-29", "2011-12-31") == ["2011-12-29", "2011-12-31"]

    def test_offsets_of_odd_seconds(self):
        # Monrovia's clocks were 44 minutes 30 seconds behind UTC until 1972.
        monrovia = compiled(weekly("mon-sun 09:00-10:00", zone="Africa/Monrovia"))
        assert told(monrovia.next_open(at("1971-06-01"))) == "1971-06-01 09:44:30+00:00"

    def test_before_zones_were_agreed_upon(self):
        # Berlin's local mean time until April 1893: 53 minutes 28 seconds ahead.
        assert told(compiled(weekly("mon-sun 09:00-10:00", zone=BERLIN)).next_open(at("1890-01-01"))) == (
            "1890-01-01 08:06:32+00:00"
        )


class TestWallClockTimes:
    def test_a_skipped_time_moves_forward_by_the_gap(self):
        assert told(berlin("2026-03-29 02:30"), BERLIN) == "2026-03-29 03:30+02:00"
        assert told(at("2011-12-30 10:00", "Pacific/Apia"), "Pacific/Apia") == "2011-12-31 10:00+14:00"

    def test_a_time_that_comes_twice_is_the_first(self):
        assert told(berlin("2026-10-25 02:30"), BERLIN) == "2026-10-25 02:30+02:00"
        assert told(berlin("2026-10-25 03:00"), BERLIN) == "2026-10-25 03:00+01:00"

    def test_midnight_where_it_is_skipped(self):
        sao_paulo = "America/Sao_Paulo"
        assert told(at("2018-11-04", sao_paulo), sao_paulo) == "2018-11-04 01:00-02:00"


class TestCombinedCalendars:
    ALL = calendars(
        always="24x7",
        office=weekly("mon-fri 09:00-17:00", zone=BERLIN),
        duty=weekly("sat-sun 10:00-12:00", zone=BERLIN),
        night=NIGHT,
        blackout=weekly(zone=BERLIN, open_on=["2026-03-03 00:00-24:00", "2026-03-04 00:00-12:00"]),
        extended="office or duty",
        staffed="always except blackout",
        both="office and night or duty",
        alias="office",
        nested="staffed and night",
        deeper="nested and always",
        here="office or always",
    )

    def of(self, name: str, zone: str = BERLIN):
        return compile_calendar(name, self.ALL, zone)

    def week(self, name: str) -> float:
        return self.of(name).counted(berlin("2026-03-02"), berlin("2026-03-09")) / HOUR

    def test_a_week_of_each(self):
        assert self.week("always") == 168
        assert self.week("extended") == 5 * 8 + 2 * 2
        assert self.week("staffed") == 168 - 24 - 12
        assert self.week("alias") == 40
        assert self.week("both") == 4  # office and night share nothing, then duty is added: from left to right
        assert self.week("here") == 168

    def test_a_union_has_the_dates_of_its_parts(self):
        assert dates(self.of("extended"), "2026-03-05", "2026-03-09") == [
            "2026-03-05", "2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09",
        ]  # fmt: skip

    def test_every_date_of_24x7_is_open_and_closes_at_midnight(self):
        always = always_open(BERLIN)
        assert dates(always, "2026-03-28", "2026-03-30") == ["2026-03-28", "2026-03-29", "2026-03-30"]
        assert told(always.closing_of(day_of_text("2026-03-29")), BERLIN) == "2026-03-30 00:00+02:00"

    def test_a_date_taken_out_whole_is_closed_and_one_taken_out_in_part_opens_later(self):
        staffed = self.of("staffed")
        assert dates(staffed, "2026-03-02", "2026-03-05") == ["2026-03-02", "2026-03-04", "2026-03-05"]
        assert told(staffed.next_open(berlin("2026-03-03 08:00")), BERLIN) == "2026-03-04 12:00+01:00"

    def test_the_midnights_of_24x7_begin_nothing_where_other_hours_do(self):
        """`always and night` is the night: Saturday has only the tail of Friday's, so it is no open date."""
        for name in ("nested", "deeper"):
            nested = self.of(name)
            assert dates(nested, "2026-03-05", "2026-03-09") == ["2026-03-05", "2026-03-06", "2026-03-09"]
            assert told(nested.closing_of(day_of_text("2026-03-06")), BERLIN) == "2026-03-07 06:00+01:00"

    def test_the_dates_of_a_combined_calendar_are_those_of_the_agreements_zone(self):
        # Monday 09:00 in Berlin is Monday 17:00 in Tokyo; its 17:00 is Tuesday 01:00 there.
        tokyo = self.of("extended", "Asia/Tokyo")
        assert told(tokyo.closing_of(day_of_text("2026-03-02")), "Asia/Tokyo") == "2026-03-03 01:00+09:00"
        assert (tokyo.zone, self.of("alias", "Asia/Tokyo").zone) == ("Asia/Tokyo", BERLIN)

    def test_the_zone_that_a_calendar_states(self):
        parts = calendars(a=weekly(zone=BERLIN), b=weekly(), c=weekly(zone="UTC"), ab="a or b", ac="a or c", on="24x7")
        assert [zone_of(name, parts) for name in parts] == [BERLIN, None, "UTC", BERLIN, None, None]

    def test_a_calendar_made_of_itself_is_refused(self):
        for rings in (calendars(it="it"), calendars(it="a or b", a="24x7", b="c", c="a except it")):
            with pytest.raises(ValueError, match="calendar `it` is made of itself"):
                compile_calendar("it", rings)
            with pytest.raises(ValueError, match="calendar `it` is made of itself"):
                zone_of("it", rings)

    def test_a_calendar_that_is_not_there(self):
        with pytest.raises(KeyError, match="offce"):
            compile_calendar("it", calendars(it="offce or it"))


class TestBusinessDays:
    def deadline(self, value, start: str, days: int, to_the_hour: bool = False) -> str:
        return told(compiled(value).business_deadline(berlin(start), days, to_the_hour), BERLIN)

    def test_they_end_when_the_last_of_them_closes(self):
        # Friday 10:00: Saturday 1, Monday 2, Tuesday 3.
        assert self.deadline(OFFICE, "2026-03-06 10:00", 1) == "2026-03-07 13:00+01:00"
        assert self.deadline(OFFICE, "2026-03-06 10:00", 3) == "2026-03-10 18:00+01:00"

    def test_a_start_before_opening_counts_that_day(self):
        assert self.deadline(OFFICE, "2026-03-05 05:00", 1) == "2026-03-06 18:00+01:00"

    def test_a_start_at_or_after_the_last_closing_counts_as_made_on_the_next_open_date(self):
        # Thursday 17:59 is Thursday's; Thursday 18:00 is Friday's, so one day later is Saturday.
        assert self.deadline(OFFICE, "2026-03-05 17:59", 1) == "2026-03-06 18:00+01:00"
        assert self.deadline(OFFICE, "2026-03-05 18:00", 1) == "2026-03-07 13:00+01:00"

    def test_a_start_on_a_closed_date_counts_as_made_on_the_next_open_date(self):
        # Sunday counts as Monday, so one day later is Tuesday.
        assert self.deadline(OFFICE, "2026-03-08 10:00", 1) == "2026-03-10 18:00+01:00"

    def test_a_start_in_the_lunch_break_counts_that_day(self):
        assert self.deadline(OFFICE, "2026-03-05 12:30", 1) == "2026-03-06 18:00+01:00"

    def test_holidays_are_skipped(self):
        # Good Friday 2026-04-03 and Easter Monday 04-06: from Thursday, Saturday 1, Tuesday 2.
        assert self.deadline(OFFICE, "2026-04-02 10:00", 2) == "2026-04-07 18:00+02:00"

    def test_to_the_hour_they_end_at_the_starts_own_time(self):
        assert self.deadline(OFFICE, "2026-03-05 10:15", 1, True) == "2026-03-06 10:15+01:00"
        assert self.deadline(OFFICE, "2026-03-06 10:15", 2, True) == "2026-03-09 10:15+01:00"

    def test_to_the_hour_a_start_outside_the_hours_counts_as_made_at_the_next_opening(self):
        assert self.deadline(OFFICE, "2026-03-05 19:00", 1, True) == "2026-03-07 08:00+01:00"  # made Friday 08:00
        assert self.deadline(OFFICE, "2026-03-05 12:30", 1, True) == "2026-03-06 13:00+01:00"  # made at 13:00
        assert self.deadline(OFFICE, "2026-03-08 10:00", 1, True) == "2026-03-10 08:00+01:00"  # made Monday 08:00
        assert self.deadline(OFFICE, "2026-03-05 18:00", 1, True) == "2026-03-07 08:00+01:00"  # closing is outside

    def test_to_the_hour_the_time_of_day_is_the_wall_clocks(self):
        # Friday 02:30 to Sunday 2026-03-29, where 02:30 is skipped and moves to 03:30; 02:30 in October is the first.
        value = weekly("mon-sun 00:00-24:00", zone=BERLIN)
        assert self.deadline(value, "2026-03-27 02:30", 2, True) == "2026-03-29 03:30+02:00"
        assert self.deadline(value, "2026-10-24 02:30", 1, True) == "2026-10-25 02:30+02:00"

    def test_a_night_closes_on_the_morning_after(self):
        # Thursday 23:00 is in Thursday's night; one night later is Friday's, which closes on Saturday at 06:00.
        assert self.deadline(NIGHT, "2026-03-05 23:00", 1) == "2026-03-07 06:00+01:00"

    def test_a_start_in_the_tail_of_a_night_on_a_closed_date(self):
        # Saturday 02:00 is open, but Saturday begins no night: it counts as Monday, and one later is Tuesday.
        assert self.deadline(NIGHT, "2026-03-07 02:00", 1) == "2026-03-11 06:00+01:00"
        assert self.deadline(NIGHT, "2026-03-07 02:00", 1, True) == "2026-03-10 02:00+01:00"

    def test_the_last_closing_of_a_date_is_not_that_of_the_span_that_opens_last(self):
        value = weekly("mon-fri 08:00-20:00", "mon-fri 09:00-12:00", zone=BERLIN)
        assert self.deadline(value, "2026-03-05 19:00", 1) == "2026-03-06 20:00+01:00"

    def test_no_days_end_on_the_day_itself(self):
        assert self.deadline(OFFICE, "2026-03-05 10:00", 0) == "2026-03-05 18:00+01:00"

    def test_over_the_end_of_a_year_in_a_zone_far_from_utc(self):
        # Local 2026-12-31 in Auckland begins on 12-30 at 11:00 UTC and ends in UTC's same year; 01-01 begins in 2026.
        auckland = compiled(weekly("mon-sun 00:00-10:00 20:00-24:00", zone="Pacific/Auckland"))
        for day in ("2026-12-31", "2027-01-01"):
            closing = told(auckland.closing_of(day_of_text(day)), "Pacific/Auckland")
            assert closing == told(at(day, "Pacific/Auckland") + DAY, "Pacific/Auckland")


class TestCalendarsThatNeverOpen:
    def test_none_of_the_searches_loops(self):
        shut = compiled(weekly(closed=["holidays DE"]))
        start = at("2026-03-02")
        asks = (
            lambda: shut.next_open(start),
            lambda: shut.due(start, HOUR),
            lambda: shut.back(start, HOUR),
            lambda: shut.earliest(1),
            lambda: shut.latest(0),
            lambda: shut.business_deadline(start, 1, False),
            lambda: shut.business_deadline(start, 1, True),
        )
        for ask in asks:
            with pytest.raises(CalendarNeverOpens, match="`it` does not open within 400 days"):
                ask()
        assert shut.counted(start, at("2027-03-02")) == 0

    def test_a_calendar_taken_out_of_itself_never_opens(self):
        with pytest.raises(CalendarNeverOpens):
            compiled("a except a", a=OFFICE).next_open(at("2026-03-02"))

    def test_within_400_days_of_its_use_is_enough(self):
        # From 2026-01-01 to 2027-02-05 are 400 days, the night before is one more.
        once = compiled(weekly(open_on=["2027-02-05 00:00-01:00"]))
        assert once.next_open(at("2026-01-01")) == at("2027-02-05")
        with pytest.raises(CalendarNeverOpens):
            once.next_open(at("2026-01-01") - 1)

    def test_what_other_questions_made_known_changes_no_answer(self):
        # An hour in 2024 and one in 2028: what one lacks, the other is too far away to give.
        def twice():
            return compiled(weekly(open_on=["2024-06-03 09:00-10:00", "2028-06-05 09:00-10:00"]))

        asked_before = twice()
        assert asked_before.counted(at("2024-01-01"), at("2029-01-01")) == 2 * HOUR
        for calendar in (twice(), asked_before):
            with pytest.raises(CalendarNeverOpens):
                calendar.due(at("2024-06-03 09:30"), HOUR)
            with pytest.raises(CalendarNeverOpens):
                calendar.back(at("2028-06-05 09:30"), HOUR)

    def test_an_allowance_of_more_than_is_left(self):
        with pytest.raises(CalendarNeverOpens):
            compiled(weekly(open_on=["2026-03-02 09:00-17:00"])).due(at("2026-03-02"), 9 * HOUR)

    def test_a_business_day_after_a_long_closure(self):
        far = compiled(weekly(open_on=["2026-03-02 09:00-17:00", "2027-03-02 09:00-17:00", "2029-03-02 09:00-17:00"]))
        assert told(far.business_deadline(at("2026-03-02"), 1, False)) == "2027-03-02 17:00+00:00"
        with pytest.raises(CalendarNeverOpens):
            far.business_deadline(at("2026-03-02"), 2, False)


class TestTheWholeTimeLine:
    @pytest.mark.parametrize("year", [1900, 1970, 1999, 2019, 2020, 2021, 2100, 2199])
    def test_any_instant_from_1900_to_2200(self, year: int):
        # The first Monday of March, whatever the year: 9 hours in the day, wherever looking began.
        monday = next(date for date in (dt.date(year, 3, day) for day in range(1, 8)) if date.weekday() == 0)
        office = compiled(weekly("mon-fri 08:00-12:00 13:00-18:00", zone=BERLIN))
        start = zone_named(BERLIN).instant(day_of(monday) * DAY)
        assert office.counted(start, start + DAY) == 9 * HOUR
        assert office.due(start, 9 * HOUR) == start + 18 * HOUR

    def test_both_ends_in_one_question(self):
        # From 1900-01-01, a Monday, to 2199-12-31 are 109572 days: 15653 weeks and one more Monday.
        value = compiled(weekly("mon 00:00-01:00"))
        assert value.counted(at("1900-01-01"), at("2199-12-31")) == 15654 * HOUR

    def test_beyond_them_the_message_says_how_far_calendars_reach(self):
        with pytest.raises(InstantOutOfRange, match="calendars reach from 1800 to 2399, not beyond"):
            compiled(OFFICE).is_open(at("2600-01-01"))
        with pytest.raises(InstantOutOfRange):
            compiled(OFFICE).due(at("2026-01-01"), 400 * 366 * DAY)

    def test_business_days_as_far_as_calendars_reach(self):
        office = compiled(weekly("mon-fri 09:00-17:00"))
        start = at("2026-01-01")  # five business days are a week: 80,000 of them end on a Thursday, 112,000 days later
        assert office.business_deadline(start, 80_000, False) == start + 112_000 * DAY + 17 * HOUR
        for days in (100_000, 10**25):
            with pytest.raises(InstantOutOfRange, match="calendars reach from 1800 to 2399, not beyond"):
                office.business_deadline(start, days, False)
