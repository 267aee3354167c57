"""The calendar that Python programs get from a policy: aware datetimes in, aware datetimes out."""

from __future__ import annotations

import datetime as dt

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import from_us, to_us

_MICROSECOND = dt.timedelta(microseconds=1)


class PublicCalendar:
    """Counted time of one calendar of a policy, exact to the microsecond (language reference, 3).

    Every argument that is an instant must be an aware datetime: `TypeError` for what is none, `ValueError` for one
    without a time zone. Calendars reach from 1801 to 2398: `InstantOutOfRange` beyond.
    """

    def __init__(self, compiled: CompiledCalendar) -> None:
        self._compiled = compiled

    @property
    def name(self) -> str:
        """The name of the calendar in the policy."""
        return self._compiled.name

    @property
    def timezone(self) -> str:
        """The IANA zone of its dates."""
        return self._compiled.zone

    def counted(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The open time between two instants, in real time; negative when reversed (language reference, 3.3)."""
        return dt.timedelta(microseconds=self._compiled.counted(_instant(start), _instant(end)))

    def due(self, start: dt.datetime, allowance: dt.timedelta) -> dt.datetime:
        """The earliest instant at which the allowance is counted, in the time zone of `start`.

        Language reference, 3.3. A deadline at closing time stays there. A negative allowance gives the latest instant
        from which it is counted to `start`; none at all the next opening, or `start` if that is open.
        `CalendarNeverOpens` if there is no open time for it within some 400 days.
        """
        if not isinstance(allowance, dt.timedelta):
            raise TypeError(f"an allowance is a timedelta, not {allowance!r}")
        return from_us(self._compiled.due(_instant(start), allowance // _MICROSECOND), _zone(start))

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether an instant lies in open time; an opening does, a closing does not."""
        return self._compiled.is_open(_instant(moment))

    def next_open(self, moment: dt.datetime) -> dt.datetime:
        """The instant itself if it is open, else the next opening, in the time zone of `moment`.

        `CalendarNeverOpens` if there is none within some 400 days (language reference, 3.4).
        """
        return from_us(self._compiled.next_open(_instant(moment)), _zone(moment))

    def __repr__(self) -> str:
        return f"<calendar {self.name} in {self.timezone}>"


def _instant(moment: dt.datetime) -> int:
    if not isinstance(moment, dt.datetime):
        raise TypeError(f"an instant is a datetime with a time zone, not {moment!r}")
    return to_us(moment)


def _zone(moment: dt.datetime) -> dt.tzinfo:
    return moment.tzinfo or dt.UTC
