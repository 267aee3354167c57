"""Counted time over the years looked at so far, and its inverses; it never changes, `grown` gives a wider one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from slacode.engine.calendar.hours import Hours
from slacode.engine.calendar.instants import DAY, year_start
from slacode.engine.calendar.spans import Span, in_a_row, length

_LONG = 366 * DAY


@dataclass(frozen=True, slots=True)
class Known:
    """The runs of open time of the UTC years `[first, last)`: `before[i]` is B where run i opens, `after[i]` where it
    closes, in UTC microseconds and counted microseconds. B is 0 where the years begin that were asked for first: a
    value means nothing by itself."""

    first: int = 2020  # nothing is known yet
    last: int = 2020
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    long_closed: tuple[Span, ...] = ()  # the closed spans of more than a year, of which most calendars have none
    start: int = field(init=False)  # the first instant that is known
    end: int = field(init=False)  # the first instant that is not known

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", year_start(self.first))
        object.__setattr__(self, "end", year_start(self.last))

    def grown(self, hours: Hours, first: int, last: int) -> Known:
        """What is known when the years from `first` up to, not including, `last` are known too."""
        if self.first == self.last != first:
            return Known(first, first).grown(hours, first, last)
        first, last = min(first, self.first), max(last, self.last)
        earlier = in_a_row(map(hours.runs, range(first, self.first)))
        later = in_a_row(map(hours.runs, range(self.last, last)))
        runs = in_a_row((earlier, tuple(zip(self.starts, self.ends, strict=True)), later))
        after = list(accumulate((end - start for start, end in runs), initial=self.least - length(earlier)))
        starts, ends = zip(*runs, strict=True) if runs else ((), ())
        closed = zip((year_start(first), *ends), (*starts, year_start(last)), strict=True)
        long_closed = tuple((start, end) for start, end in closed if end - start > _LONG)
        return Known(first, last, starts, ends, tuple(after[:-1]), tuple(after[1:]), long_closed)

    @property
    def least(self) -> int:
        """B at the first instant that is known: nothing is counted from there to the first opening."""
        return self.before[0] if self.before else 0

    @property
    def most(self) -> int:
        """B at the end of what is known."""
        return self.after[-1] if self.after else 0

    def counted_at(self, instant: int) -> int:
        """B at an instant that is known."""
        run = bisect_right(self.starts, instant) - 1
        if run < 0:
            return self.least
        return self.before[run] + min(instant, self.ends[run]) - self.starts[run]

    def opening(self, instant: int) -> int:
        """The index of the first run that closes after an instant; the number of runs if none does."""
        return bisect_right(self.ends, instant)

    def closing(self, instant: int) -> int:
        """The index of the last run that opens before an instant; -1 if none does."""
        return bisect_left(self.starts, instant) - 1

    def earliest(self, value: int) -> int:
        """The earliest instant at which B reaches a value in `(least, most]`."""
        run = bisect_left(self.after, value)
        return self.starts[run] + value - self.before[run]

    def latest(self, value: int) -> int:
        """The latest instant at which B is not above a value in `[least, most)`."""
        run = bisect_right(self.after, value)
        return self.starts[run] + value - self.before[run]
