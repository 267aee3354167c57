"""Local dates and times are read in the zone of what holds them (language reference, 2.5)."""

import datetime as dt

import pytest

from tests.lower.build import read


def window(text):
    version = read(
        f"sla a {{ {text} }}",
        "calendar tokyo { timezone Asia/Tokyo open mon 08:00-09:00 } calendar bare { open mon 08:00-09:00 }",
    ).version("a")
    (exclusion,) = version.exclusions
    return version.zone, exclusion.start.isoformat(), exclusion.end.isoformat()


@pytest.mark.parametrize(
    ("says", "zone", "start"),
    [
        ("", "UTC", "2026-02-10T10:00:00+00:00"),
        ("hours office", "Europe/Berlin", "2026-02-10T09:00:00+00:00"),  # 10:00 CET
        ("hours tokyo", "Asia/Tokyo", "2026-02-10T01:00:00+00:00"),
        ("hours bare", "UTC", "2026-02-10T10:00:00+00:00"),
        ("hours office timezone Asia/Tokyo", "Asia/Tokyo", "2026-02-10T01:00:00+00:00"),  # its own zone comes first
    ],
)
def test_an_agreements_times_are_those_of_its_zone_else_of_its_hours(says, zone, start):
    assert window(f'{says} exclude "x" from 2026-02-10T10:00 to 2026-02-11T10:00')[:2] == (zone, start)


def test_an_offset_that_is_written_holds():
    assert window('hours office exclude "x" from 2026-02-10T00:00+01:00 to 2026-02-11T12:00Z') == (
        "Europe/Berlin",
        "2026-02-09T23:00:00+00:00",
        "2026-02-11T12:00:00+00:00",
    )


def test_a_time_that_is_skipped_moves_forward_by_the_gap_and_of_two_the_first_is_meant():
    # Berlin leaps from 02:00 to 03:00 on 2026-03-29, so 02:30 is 03:30 CEST = 01:30 UTC;
    # 02:30 comes twice on 2026-10-25, first in CEST = 00:30 UTC.
    skipped = window('hours office exclude "x" from 2026-03-29T02:30 to 2026-03-30T00:00')
    twice = window('hours office exclude "x" from 2026-10-25T02:30 to 2026-10-26T00:00')
    assert (skipped[1], twice[1]) == ("2026-03-29T01:30:00+00:00", "2026-10-25T00:30:00+00:00")


def test_a_tests_times_are_those_of_the_agreement_it_expects_of_else_utc():
    block = 'test "x" {{ log tickets {{ T1 at 2026-07-01 12:00: status new }} {} }}'
    agreement = "sla a { hours office target t { metric fix require all within 4h } }"
    for expects, zone, hour in (("expect a.t T1 met", "Europe/Berlin", 10), ("", "UTC", 12)):
        (test,) = read(agreement, block.format(expects)).model.tests
        assert (test.zone, test.logs[0].rows[0].time) == (zone, dt.datetime(2026, 7, 1, hour, tzinfo=dt.UTC))


def test_times_that_do_not_exist_are_told():
    assert read('sla a { exclude "x" from 2026-02-30T10:00 to 2026-03-11T10:00 }').one.check == "impossible-value"
    assert read('sla a { exclude "x" from 2026-02-10T10:00 to 2026-02-10T10:00 }').one.message == (
        "the excluded time ends before it begins"
    )
