"""A calendar ready to be asked: counted time, its inverses, and business days, in integer UTC microseconds."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from slacode.engine.calendar.dates import OpenDates
from slacode.engine.calendar.hours import Hours
from slacode.engine.calendar.instants import (
    DAY,
    FIRST_YEAR,
    LAST_YEAR,
    CalendarError,
    InstantOutOfRange,
    from_us,
    year_of,
)
from slacode.engine.calendar.known import Known
from slacode.engine.calendar.spans import Spans, clip
from slacode.engine.calendar.windows import HoursWithout, Window
from slacode.engine.calendar.zones import Zone

PATIENCE_DAYS = 400  # a calendar that stays closed longer than this never opens (language reference, 3.4)
PATIENCE = PATIENCE_DAYS * DAY


class CalendarNeverOpens(CalendarError):  # noqa: N818 - it names what is the matter
    """A calendar stays closed for more than 400 days from an instant at which open time is needed."""


class CompiledCalendar:
    """Open time of a calendar on the whole time line, worked out as far as it is asked for.

    Instants are integer microseconds since 1970-01-01T00:00Z, counted time is integer microseconds; local dates and
    times of day are those of `zone`. Everything works from 1801 to 2398 and raises `InstantOutOfRange` beyond, and
    `CalendarNeverOpens` where a search meets 400 closed days.
    """

    def __init__(self, name: str, hours: Hours, zone: Zone) -> None:
        self.name = name
        self.zone = zone.name
        self._hours, self._zone = hours, zone
        self._lock = threading.Lock()
        self._known = Known()
        self._dates = OpenDates(hours, zone)

    @property
    def known(self) -> Known:
        """What is known of open time so far."""
        return self._known

    def counted_at(self, instant: int) -> int:
        """B(t): counted time from a fixed epoch to an instant, negative before it (language reference, 3.3)."""
        known = self._known
        if not known.start <= instant < known.end:
            known = self.covering(instant, instant)
        return known.counted_at(instant)

    def counted(self, start: int, end: int) -> int:
        """The counted time from one instant to another, negative when reversed."""
        known = self._known
        if not (known.start <= start < known.end and known.start <= end < known.end):
            known = self.covering(min(start, end), max(start, end))
        return known.counted_at(end) - known.counted_at(start)

    def earliest(self, value: int) -> int:
        """The earliest instant u with B(u) >= value: at a closing time it stays there."""
        known = self._known
        while not known.least < value <= known.most:
            known = self._later(known) if value > known.most else self._sooner(known)
        return known.earliest(value)

    def latest(self, value: int) -> int:
        """R(v): the latest instant t with B(t) <= value: at a closing time it goes on to the next opening."""
        known = self._known
        while not known.least <= value < known.most:
            known = self._later(known) if value >= known.most else self._sooner(known)
        return known.latest(value)

    def due(self, start: int, allowance: int) -> int:
        """The earliest instant, not before `start`, at which the allowance (microseconds) has been counted.

        No allowance ends where counting would begin: at the start if it is open, else at the next opening. A negative
        one looks back, as `back` does.
        """
        if allowance < 0:
            return self.back(start, -allowance)
        first = self.next_open(start)
        if allowance == 0:
            return first
        end = self.earliest(self.counted_at(start) + allowance)
        self._patient(first, end)
        return end

    def back(self, end: int, allowance: int) -> int:
        """The latest instant, not after `end`, from which the allowance (microseconds, not negative) is counted to it.

        No allowance begins where counting would have ended: at the end if it is open just before, else at the last
        closing.
        """
        known = self.covering(end - PATIENCE, end)
        run = known.closing(end)
        if run < 0 or end - known.ends[run] > PATIENCE:
            raise self._closed(end, "before")
        if allowance == 0:
            return min(end, known.ends[run])
        start = self.latest(self.counted_at(end) - allowance)
        self._patient(start, end)
        return start

    def is_open(self, instant: int) -> bool:
        """Whether an instant lies in open time; an opening does, a closing does not."""
        known = self.covering(instant, instant)
        run = known.opening(instant)
        return run < len(known.starts) and known.starts[run] <= instant

    def next_open(self, instant: int) -> int:
        """The instant itself if it is open, else the next opening."""
        known = self.covering(instant, instant + PATIENCE)
        run = known.opening(instant)
        if run == len(known.starts) or known.starts[run] - instant > PATIENCE:
            raise self._closed(instant, "after")
        return max(instant, known.starts[run])

    def runs_between(self, start: int, end: int) -> Spans:
        """The open time within `[start, end)` as sorted spans that neither overlap nor touch."""
        if start >= end:
            return ()
        known = self.covering(start, end - 1)
        runs = slice(known.opening(start), known.closing(end) + 1)
        return clip(tuple(zip(known.starts[runs], known.ends[runs], strict=True)), start, end)

    def breakpoints(self, start: int, end: int) -> list[int]:
        """The openings and closings from `start` to `end`, both inclusive, in order."""
        return sorted([*self.openings(start, end), *self.closings(start, end)])

    def openings(self, start: int, end: int) -> Sequence[int]:
        """The instants from `start` to `end`, both inclusive, at which open time begins."""
        known = self.covering(start - 1, end + 1)
        return known.starts[bisect_left(known.starts, start) : bisect_right(known.starts, end)]

    def closings(self, start: int, end: int) -> Sequence[int]:
        """The instants from `start` to `end`, both inclusive, at which open time ends."""
        known = self.covering(start - 1, end + 1)
        return known.ends[bisect_left(known.ends, start) : bisect_right(known.ends, end)]

    def open_dates(self, first: int, last: int) -> list[int]:
        """The local dates (days since 1970-01-01) from `first` to `last`, both inclusive, that are open (3.5)."""
        return self._dates.between(first, last)

    def closing_of(self, day: int) -> int | None:
        """The instant at which a local date closes, over midnight if its last span ends there; None if it is closed."""
        return self._dates.closing(day)

    def business_deadline(self, start: int, days: int, to_the_hour: bool) -> int:
        """The instant at which `days` business days from `start` end (language reference, 5.4).

        They end when the last of them closes, or, to the hour, at the start's own wall-clock time on that date. A
        start at or after its own date's last closing, or on a closed date, counts as made on the next open date; to
        the hour, one outside the hours counts as made at the next opening.
        """
        last = self.business_date(start, days, to_the_hour)
        if to_the_hour:
            return self._zone.instant(last * DAY + self._zone.wall(self.next_open(start)) % DAY)
        closing = self._dates.closing(last)
        assert closing is not None, "an open date closes"  # noqa: S101
        return closing

    def business_date(self, start: int, days: int, to_the_hour: bool) -> int:
        """The local date (days since 1970-01-01) on which `days` business days from `start` end (5.4)."""
        made = self.next_open(start) if to_the_hour else start
        return self._open_date_after(self._counting_date(made, self._zone.day(made)), days)

    def without(self, windows: Sequence[Window]) -> CompiledCalendar:
        """This calendar less what some windows take out of it; its business days stay as they are."""
        if not windows:
            return self
        return CompiledCalendar(self.name, HoursWithout(self._hours, windows), self._zone)

    def covering(self, start: int, end: int) -> Known:
        """What is known of open time once the years from one instant to another are among it."""
        first, last = year_of(start), year_of(end) + 1
        known = self._known
        if known.first <= first and last <= known.last:
            return known
        if known.first < known.last < last:  # whoever asks year after year is a few years ahead
            last = max(last, min(known.last + _step(known), LAST_YEAR - 1))
        return self._grow(first, last)

    def _counting_date(self, made: int, day: int) -> int:
        closing = self._dates.closing(day)
        return day if closing is not None and made < closing else self._open_date_after(day, 1)

    def _open_date_after(self, day: int, count: int) -> int:
        found = self._dates.after(day, count, PATIENCE_DAYS)
        if found is None:
            raise self._closed(self._zone.instant(day * DAY), "after")
        return found

    def _later(self, known: Known) -> Known:
        closed_since = known.ends[-1] if known.ends else known.start
        if known.end - closed_since > PATIENCE:
            raise self._closed(closed_since, "after")
        if known.last == LAST_YEAR - 1:
            raise InstantOutOfRange(f"`{self.name}` has no more open time before {LAST_YEAR - 1}")
        return self._grow(known.first, min(known.last + _step(known), LAST_YEAR - 1))

    def _sooner(self, known: Known) -> Known:
        closed_until = known.starts[0] if known.starts else known.end
        if closed_until - known.start > PATIENCE:
            raise self._closed(closed_until, "before")
        if known.first == FIRST_YEAR + 1:
            raise InstantOutOfRange(f"`{self.name}` has no more open time after {FIRST_YEAR}")
        return self._grow(max(known.first - _step(known), FIRST_YEAR + 1), known.last)

    def _grow(self, first: int, last: int) -> Known:
        with self._lock:  # what is known only ever grows, whichever thread asks
            self._known = self._known.grown(self._hours, first, last)
            return self._known

    def _patient(self, start: int, end: int) -> None:
        """Counting that crosses 400 closed days is an error, whatever other questions have made known."""
        for closed_from, closed_to in self._known.long_closed:
            if max(start, closed_from) + PATIENCE < min(end, closed_to):
                raise self._closed(closed_from, "after")

    def _closed(self, instant: int, side: str) -> CalendarNeverOpens:
        day = from_us(instant, self._zone.tzinfo).date()
        return CalendarNeverOpens(f"`{self.name}` does not open within {PATIENCE_DAYS} days {side} {day}")


def _step(known: Known) -> int:
    """How many years to look further: half of what is known, so that a far deadline takes few steps."""
    return max(1, (known.last - known.first) // 2)
