"""How times are read: ISO 8601, formats, epoch numbers, and wall-clock times in zones with odd changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.logs import LogError
from slacode.engine.logs.zones import offsets
from slacode.engine.model.logs import TimeFormat
from tests.logs.build import field, log_of, opened, reasons, seen, us


def read(folder, text, zone=None, format_=None):
    """The instant of one time, or why it is none."""
    with opened(log_of(zone=zone, format_=format_), folder, f'case,time\n1,"{text}"\n') as log:
        found = seen(log)
        return found["1"][0][0] if found else reasons(log)[0][2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-06T17:55:00+01:00", "2026-03-06T16:55:00+00:00"),
        ("2026-03-06T17:55:00Z", "2026-03-06T17:55:00+00:00"),
        ("2026-03-06 17:55:00z", "2026-03-06T17:55:00+00:00"),
        ("2026-03-06 17:55", "2026-03-06T16:55:00+00:00"),  # Berlin, winter
        ("2026-07-06 17:55", "2026-07-06T15:55:00+00:00"),  # Berlin, summer
        ("2026-03-06T17:55+0530", "2026-03-06T12:25:00+00:00"),
        ("2026-03-06T17:55-08", "2026-03-07T01:55:00+00:00"),
        ("2026-03-06 17:55:00 -00:30", "2026-03-06T18:25:00+00:00"),
        ("2026-03-06T17:55:00.5Z", "2026-03-06T17:55:00.500000+00:00"),
        ("2026-03-06T17:55:00.123456Z", "2026-03-06T17:55:00.123456+00:00"),
        ("2026-03-06T17:55:00.123456999+01:00", "2026-03-06T16:55:00.123456+00:00"),  # cut off, not rounded
        ("2026-03-06", "2026-03-05T23:00:00+00:00"),
        (" 2026-03-06 17:55Z ", "2026-03-06T17:55:00+00:00"),
        ("2026-03-06T24:00:00Z", "2026-03-07T00:00:00+00:00"),
        ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999+00:00"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"),
    ],
)
def test_iso_8601(tmp_path, text, expected):
    assert read(tmp_path, text, zone="Europe/Berlin") == us(expected)


@pytest.mark.parametrize(
    "text",
    ["zzz", "infinity", "epoch", "2026-02-30", "2026-03-06 17:55:60Z", "2026-03-06 (BC)",
     "2026-03-06 17:55 Europe/Berlin",
     "2026-03-06 17:55 Etc/GMT+3", "2026-03-06T17:55+99:00", "2026-03-06T17:55+01:75", "17:55", "2026", "1772816100",
     "2026-03-06T17:55:00+1:00", "2026-03-06T17", "06/03/2026 17:55"],
)  # fmt: skip
def test_what_is_no_iso_8601(tmp_path, text):
    assert read(tmp_path, text, zone="Europe/Berlin") == f"`{text}` is no time in ISO 8601"


def test_a_time_without_offset_and_zone_tells_to_add_the_zone(tmp_path):
    text = "case,time\n1,2026-03-06 17:55\n2,2026-03-06 17:55Z\n3,nonsense\n"
    with opened(log_of(), tmp_path, text) as log:
        assert list(seen(log)) == ["2"]
        assert reasons(log) == [
            (1, "time", "`2026-03-06 17:55` has no offset and the log names no zone: add `times in ZONE`"),
            (3, "time", "`nonsense` is no time in ISO 8601"),
        ]


@pytest.mark.parametrize(
    ("text", "format_", "expected"),
    [
        ("9/2/2016 1:05", "%d/%m/%Y %H:%M", "2016-02-09T01:05:00+00:00"),
        ("09/02/2016 01:05", "%d/%m/%Y %H:%M", "2016-02-09T01:05:00+00:00"),
        ("9/2/2016 1:05 +0130", "%d/%m/%Y %H:%M %z", "2016-02-08T23:35:00+00:00"),
        ("2/9/16 1:05 PM", "%m/%d/%y %I:%M %p", "2016-02-09T13:05:00+00:00"),
        ("2016-02-09 01:05:03.5", "%Y-%m-%d %H:%M:%S.%f", "2016-02-09T01:05:03.500000+00:00"),
        ("20160209", "%Y%m%d", "2016-02-09T00:00:00+00:00"),
        ("1456697000", "epoch", "2016-02-28T22:03:20+00:00"),
        ("1456697000.123456", "epoch", "2016-02-28T22:03:20.123456+00:00"),
        ("-0.000001", "epoch", "1969-12-31T23:59:59.999999+00:00"),
        ("1456697000123", "epoch_ms", "2016-02-28T22:03:20.123000+00:00"),
        ("1456697000123.4567", "epoch_ms", "2016-02-28T22:03:20.123456+00:00"),
    ],
)
def test_formats(tmp_path, text, format_, expected):
    assert read(tmp_path, text, zone="UTC", format_=format_) == us(expected)


@pytest.mark.parametrize(
    ("text", "format_"),
    [("31/2/2016 1:05", "%d/%m/%Y %H:%M"), ("9/2/2016 1:05 x", "%d/%m/%Y %H:%M"), ("x", "epoch"), ("1e400", "epoch"),
     ("99999999999999999999", "epoch_ms")],
)  # fmt: skip
def test_what_does_not_fit_a_format(tmp_path, text, format_):
    assert read(tmp_path, text, zone="UTC", format_=format_) == f"`{text}` is no time in the format `{format_}`"


def test_an_offset_in_a_format_wins_over_the_zone(tmp_path):
    assert read(tmp_path, "9/2/2016 1:05 +0000", "Asia/Tokyo", "%d/%m/%Y %H:%M %z") == us("2016-02-09T01:05+00:00")


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        # 2026-03-29 02:00 becomes 03:00 in Berlin: 02:30 moves forward by an hour, to 03:30+02:00.
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00+00:00"),
        ("Europe/Berlin", "2026-03-29 01:59:59.999999", "2026-03-29T00:59:59.999999+00:00"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29T01:00:00+00:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00+00:00"),
        # 2026-10-25 03:00+02:00 becomes 02:00+01:00: 02:30 means the first, in summer time.
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00+00:00"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00+00:00"),
        # Lord Howe moves by half an hour: +10:30 to +11:00 at 02:00 on 2026-10-04, back at 02:00 on 2026-04-05.
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00+00:00"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00+00:00"),
        ("Australia/Lord_Howe", "2026-04-05 02:00", "2026-04-04T15:30:00+00:00"),
        # Apia left out the whole of 2011-12-30: from -10:00 to +14:00; noon of that day is noon of the 31st.
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-30T09:59:00+00:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30T22:00:00+00:00"),
        ("Pacific/Apia", "2011-12-31 12:00", "2011-12-30T22:00:00+00:00"),
        # Troll has two hours of summer time: 02:30 of 2026-03-29 is 01:00+02:00 later than 01:00+00:00.
        ("Antarctica/Troll", "2026-03-29 02:30", "2026-03-29T02:30:00+00:00"),
        # Dublin counts winter as the exception.
        ("Europe/Dublin", "2026-10-25 01:30", "2026-10-25T00:30:00+00:00"),
        # Casablanca suspends its +01:00 during Ramadan, from 2026-02-15 03:00 to 2026-03-22 02:00.
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15T01:30:00+00:00"),
        ("Africa/Casablanca", "2026-03-01 12:00", "2026-03-01T12:00:00+00:00"),
        ("Africa/Casablanca", "2026-04-01 12:00", "2026-04-01T11:00:00+00:00"),
        ("America/New_York", "2050-07-01 12:00", "2050-07-01T16:00:00+00:00"),
        ("UTC", "2026-03-29 02:30", "2026-03-29T02:30:00+00:00"),
    ],
)
def test_wall_clock_times_in_zones(tmp_path, zone, wall, expected):
    assert read(tmp_path, wall, zone=zone) == us(expected)


EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a wall-clock time
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Tehran"]


def by_the_book(wall: dt.datetime, zone: str) -> int:
    """`fold=0` is the first of two; in a gap it takes the offset before, which moves forward by the gap."""
    aware = wall.replace(tzinfo=ZoneInfo(zone))
    return (wall - aware.utcoffset() - EPOCH) // dt.timedelta(microseconds=1)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(ZONES), st.data())
def test_wall_clock_times_agree_with_the_zone_data_around_its_changes(tmp_path_factory, zone, data):
    found, starts = offsets(zone)
    assert len(found) == len(starts) + 1
    changes = [start for start in starts if start > 0]
    walls = []
    for _ in range(200):
        near = data.draw(st.sampled_from(changes)) + data.draw(st.integers(-2 * 86_400_000_000, 2 * 86_400_000_000))
        walls.append(EPOCH + dt.timedelta(microseconds=near))
    lines = "".join(f"{number},{wall}\n" for number, wall in enumerate(walls))
    with opened(log_of(zone=zone), tmp_path_factory.mktemp("t"), "case,time\n" + lines) as log:
        told = seen(log)
    assert [told[str(number)] for number in range(len(walls))] == [[(by_the_book(wall, zone),)] for wall in walls]


def test_a_field_and_a_time_may_be_written_differently(tmp_path):
    due = field("due", "instant carried", when=TimeFormat(format="%d/%m/%Y", zone="Asia/Tokyo"))
    text = "case,time,due\n1,0,6/3/2026\n1,1,\n1,2,06/03/26\n2,3,\n"
    with opened(log_of(due, format_="epoch"), tmp_path, text) as log:
        midnight = us("2026-03-05T15:00:00+00:00")
        assert seen(log, instants=["due"]) == {"1": [(0, midnight), (1_000_000, midnight)], "2": [(3_000_000, None)]}
        assert reasons(log) == [(3, "due", "`06/03/26` is no time in the format `%d/%m/%Y`")]
        assert log.rows("1") == [(0, {"due": "2026-03-05T15:00:00Z"}), (1_000_000, {"due": None})]


@pytest.mark.parametrize(
    ("zone", "format_", "says"),
    [("Mars/Olympus", None, "no time zone `Mars/Olympus`"), ("UTC", "%Q", "`%Q` is no format of a time"),
     ("UTC", "%H:%M %Z", "ambiguous")],
)  # fmt: skip
def test_a_zone_or_a_format_that_does_not_exist_is_an_error(tmp_path, zone, format_, says):
    with pytest.raises(LogError, match=says):
        opened(log_of(zone=zone, format_=format_), tmp_path, "case,time\n")
