"""Time zones as stretches of constant offset, so that wall-clock time and instants are integers only."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from slacode.diagnostics import did_you_mean
from slacode.engine.calendar.instants import DAY, SECOND, from_us, year_of, year_start

_MICROSECOND = dt.timedelta(microseconds=1)
_STRIDE = 3 * DAY
# What a system's folder of zones may hold besides zones: leap-second copies, links, what the machine itself uses.
_NO_ZONES = ("posix/", "right/", "localtime", "posixrules")


class Stretch(NamedTuple):
    """Instants `[start, end)` (UTC microseconds) at which wall-clock time is the instant plus `offset`."""

    start: int
    end: int
    offset: int


class Zone:
    """An IANA time zone. Wall-clock times are microseconds since 1970-01-01 00:00 on the wall.

    `ValueError` with `zone_problem`'s sentence if there is no such zone. Use `zone_named`, which keeps what it built.
    """

    def __init__(self, name: str) -> None:
        found = _load(name)
        if found is None:
            raise ValueError(zone_problem(name))
        self.name = name
        self.tzinfo = found
        self._year = lru_cache(maxsize=None)(self._changes)

    def offset(self, instant: int) -> int:
        """Wall-clock time minus UTC at an instant, in microseconds."""
        starts, offsets = self._year(year_of(instant))
        return offsets[bisect_right(starts, instant) - 1]

    def wall(self, instant: int) -> int:
        """The wall-clock time at an instant."""
        return instant + self.offset(instant)

    def day(self, instant: int) -> int:
        """The local date at an instant, in days since 1970-01-01."""
        return self.wall(instant) // DAY

    def stretches(self, start: int, end: int) -> Iterator[Stretch]:
        """The stretches of constant offset that `[start, end)` consists of, in order."""
        if start >= end:
            return
        last: Stretch | None = None
        for year in range(year_of(start), year_of(end - 1) + 1):
            starts, offsets = self._year(year)
            for begin, until, offset in zip(starts, (*starts[1:], year_start(year + 1)), offsets, strict=True):
                here = Stretch(max(begin, start), min(until, end), offset)
                if here.start >= here.end:
                    continue
                if last is not None and last.offset == offset:
                    last = Stretch(last.start, here.end, offset)
                    continue
                if last is not None:
                    yield last
                last = here
        if last is not None:
            yield last

    def instant(self, wall: int) -> int:
        """The instant of a wall-clock time: one that is skipped moves forward by the gap, of two the first (2.5)."""
        around = list(self.stretches(wall - 3 * DAY, wall + 3 * DAY))
        for here, after in pairwise(around):
            if wall < here.end + max(here.offset, after.offset):
                return wall - here.offset
        return wall - around[-1].offset

    def _changes(self, year: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The instants of a UTC year from which an offset holds, the first being the year's start, and the offsets.

        No zone has ever changed twice within three days (the least is nearly four, Freetown 1939), so looking every
        third day and halving between two looks that differ finds every change to the second.
        """
        first, last = year_start(year), year_start(year + 1)
        starts, offsets = [first], [self._look(first)]
        for at in range(first + _STRIDE, last + _STRIDE, _STRIDE):
            offset = self._look(at)
            if offset != offsets[-1]:
                change = self._bisect(at - _STRIDE, at, offset)
                if change < last:
                    starts.append(change)
                    offsets.append(offset)
        return tuple(starts), tuple(offsets)

    def _bisect(self, low: int, high: int, offset: int) -> int:
        while high - low > SECOND:
            middle = (low + high) // 2 // SECOND * SECOND
            low, high = (low, middle) if self._look(middle) == offset else (middle, high)
        return high

    def _look(self, instant: int) -> int:
        offset = from_us(instant, self.tzinfo).utcoffset()
        return (offset or dt.timedelta()) // _MICROSECOND


@cache
def zone_named(name: str) -> Zone:
    """The zone of an IANA name; `ValueError` if there is none."""
    return Zone(name)


def zone_names() -> tuple[str, ...]:
    """The names of all time zones, in alphabetical order."""
    return _names()


def say_local(instant: int, zone: Zone) -> str:
    """An instant as people of a zone read it: `Fri 2026-03-06 17:55`, with seconds where there are any."""
    wall = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=zone.wall(instant))  # noqa: DTZ001 - wall-clock time
    form = "%a %Y-%m-%d %H:%M" + (":%S" if wall.second or wall.microsecond else "")
    part = f".{wall.microsecond:06}".rstrip("0") if wall.microsecond else ""
    return wall.strftime(form) + part


def zone_problem(name: str) -> str | None:
    """What is wrong with the name of a time zone, with a likely mend, or None if it is one."""
    if _load(name) is not None:
        return None
    message = f"there is no time zone `{name}`"
    near = did_you_mean(name, _names()) or _by_city(name)
    return f"{message}, did you mean `{near}`?" if near else message


def _load(name: str) -> zoneinfo.ZoneInfo | None:
    if name.startswith(_NO_ZONES):
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, a path that leaves the folder, a folder
        return None


@cache
def _names() -> tuple[str, ...]:
    return tuple(name for name in sorted(zoneinfo.available_timezones()) if not name.startswith(_NO_ZONES))


def _by_city(name: str) -> str | None:
    """`Berlin` or `Germany/Berlin` are found by what stands after the last `/`."""
    cities = {zone.rpartition("/")[2]: zone for zone in reversed(_names())}
    near = did_you_mean(name.rpartition("/")[2], cities)
    return cities[near] if near else None
