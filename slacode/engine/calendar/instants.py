"""Instants as integers: microseconds since 1970-01-01T00:00Z, and dates as days since 1970-01-01."""

from __future__ import annotations

import datetime as dt

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FIRST_YEAR, LAST_YEAR = 1800, 2400

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_EPOCH_ORDINAL = dt.date(1970, 1, 1).toordinal()
_MICROSECOND = dt.timedelta(microseconds=1)


class CalendarError(Exception):
    """What a calendar cannot answer; the message is written for the owner of the contract."""


class InstantOutOfRange(CalendarError):  # noqa: N818 - it names what is the matter
    """An instant before the year 1800 or after 2399."""


def to_us(moment: dt.datetime) -> int:
    """The instant of an aware datetime; `ValueError` for one without a time zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"`{moment.isoformat(sep=' ')}` has no time zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_us(instant: int, zone: dt.tzinfo = dt.UTC) -> dt.datetime:
    """An instant as an aware datetime in a zone."""
    return (_EPOCH + dt.timedelta(microseconds=instant)).astimezone(zone)


def day_of(date: dt.date) -> int:
    """A date as days since 1970-01-01."""
    return date.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> dt.date:
    """The date of a number of days since 1970-01-01."""
    return dt.date.fromordinal(day + _EPOCH_ORDINAL)


def year_of(instant: int) -> int:
    """The UTC year of an instant; `InstantOutOfRange` where calendars do not reach."""
    if not _FIRST <= instant < _LAST:
        raise InstantOutOfRange(f"calendars reach from {FIRST_YEAR} to {LAST_YEAR - 1}, not beyond")
    return date_of(instant // DAY).year


def year_start(year: int) -> int:
    """The first instant of a UTC year."""
    return day_of(dt.date(year, 1, 1)) * DAY


_FIRST, _LAST = year_start(FIRST_YEAR), year_start(LAST_YEAR)
