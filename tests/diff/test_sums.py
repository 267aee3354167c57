"""A difference says the sum of it: by how much, in which hours, and where both sides say it."""

from __future__ import annotations

from tests.diff.contract import CONTRACT, differences, edited


def test_a_difference_says_the_sum_and_where_both_sides_say_it():
    (one,) = differences(CONTRACT, edited(("P1: 95% within 4h", "P1: 95% within 4h30min")))
    assert one.message == "P1 now allows 30min more (4h30min, was 4h); Monday to Friday, 08:00 to 18:00"
    line = next(i for i, text in enumerate(CONTRACT.splitlines(), 1) if "P1: 95% within 4h" in text)
    assert (one.before.line, one.after.line) == (line, line)


def test_hours_are_told_by_the_time_that_is_lost():
    found = differences(CONTRACT, edited(("08:00-18:00", "09:00-17:00")))
    (one,) = (one for one in found if one.what == "hours")
    # Two hours on each of five days; the year before the term begins has 250 days and 17 minutes a year on average.
    assert "10h lost (Mon to Fri 08:00-09:00 and 17:00-18:00)" in one.message


def test_hours_over_night_and_over_several_days_are_told_as_hours_are_written():
    around = ("P1: 95% within 4h", "P1: 95% within 4h during always")
    (one,) = differences(edited(around), CONTRACT)
    # Of 168h a week 118h are lost: 50h are those from Monday to Friday, 08:00 to 18:00.
    assert "118h lost (Mon 00:00-08:00 and 18:00-08:00, Tue to Thu 18:00-08:00, Fri 18:00-Sun 24:00)" in one.message


def test_a_calendar_says_whether_what_counts_in_it_changes():
    by_another_code = differences(CONTRACT, edited(("DE-BY, 12-24", "DE-BY, 12-24, 12-24")))
    assert [one.message for one in by_another_code] == [
        "calendar `office` has other clauses; every promise counts in the same time as before"
    ]
    elsewhere = differences(CONTRACT, edited(("timezone Europe/Berlin", "timezone Europe/London")))
    (calendar,) = (one for one in elsewhere if one.what == "calendar")
    assert calendar.message == "calendar `office` has other clauses; what that changes is told at what counts in it"
