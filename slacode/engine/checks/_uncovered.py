"""Open time of a target outside the hours of what carries it, on the real calendars (consistency, 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import always_open
from slacode.engine.calendar.instants import DAY, date_of, from_us
from slacode.engine.calendar.spans import Span, Spans, difference, intersection, length, union
from slacode.engine.calendar.zones import Zone, zone_named
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Row, Version
from slacode.engine.periods import midnight
from slacode.engine.support.carriers import Carrier, Group, NoRow, Part, Promise

_DAYS_LOOKED_AT = 366
_WITHOUT_A_START = dt.date(2026, 1, 1)

Key = tuple[str | None, str]
"""What names hours: a calendar (None: around the clock) and the zone of the agreement."""


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Open time of a target outside the hours of some promises, none of which covers it."""

    behind: tuple[Promise, ...]
    spans: Spans


@dataclass(frozen=True, slots=True)
class Week:
    """The week, from a Monday of the agreement's zone on, of which most is uncovered, and its first such span."""

    monday: dt.date
    uncovered: int
    example: Span


@dataclass(frozen=True)
class Hours:
    """Compares hours with hours over the first year of a version, each pair once."""

    subject: Subject
    _open: dict[tuple[object, ...], Spans] = field(default_factory=dict)
    _missing: dict[tuple[object, ...], Spans] = field(default_factory=dict)
    _weeks: dict[tuple[Spans, str], Week] = field(default_factory=dict)

    def uncovered(self, promise: Promise, carrier: Carrier) -> Iterator[Uncovered]:
        """What each carrier of a row leaves uncovered: where all are needed each by itself, else what none covers."""
        match carrier:
            case Promise():
                yield Uncovered((carrier,), self.outside(promise.version, promise.row, carrier.version, carrier.row))
            case Part() if carrier.behind is not None:
                yield from self.uncovered(promise, carrier.behind)
            case Group(op="any" | "or" | "k of"):
                found = [list(self.uncovered(promise, part)) for part in carrier.parts]
                if all(found):  # a part of which nothing is known covers nothing, and is told of elsewhere
                    behind = tuple(p for one in found for u in one for p in u.behind)
                    missing = [union(span for u in one for span in u.spans) for one in found]
                    yield Uncovered(behind, _at_least(len(missing) - (carrier.k or 1) + 1, missing))
            case Group():
                for part in carrier.parts:
                    yield from self.uncovered(promise, part)
            case NoRow() | Part():
                return

    def outside(self, version: Version, row: Row, other: Version, other_row: Row) -> Spans:
        """The open time of a row, less what its agreement excludes, outside the hours of another agreement's row."""
        mine = version.hours_for(row.obligation), version.zone
        theirs = other.hours_for(other_row.obligation), other.zone
        if theirs[0] is None or theirs == mine:
            return ()
        first, last = _looked_at(version, other)
        if first >= last:
            return ()
        key = (mine, self.subject.hours_of.windows(version), theirs, first, last)
        if key not in self._missing:
            covered = self._spans(theirs, first, last)
            # A calendar that never opens has a finding of its own, from which this would only follow.
            self._missing[key] = difference(self._own(version, mine, first, last), covered) if covered else ()
        return self._missing[key]

    def worst_week(self, spans: Spans, zone: str) -> Week:
        """The week of an agreement's zone in which most is uncovered."""
        if (spans, zone) not in self._weeks:
            self._weeks[spans, zone] = worst_week(spans, zone)
        return self._weeks[spans, zone]

    def _own(self, version: Version, mine: Key, first: int, last: int) -> Spans:
        windows = self.subject.hours_of.windows(version)
        key = (mine, windows, first, last)
        if key not in self._open:
            self._open[key] = self._compiled(mine).without(windows).runs_between(first, last)
        return self._open[key]

    def _spans(self, named: Key, first: int, last: int) -> Spans:
        key = (named, first, last)
        if key not in self._open:
            self._open[key] = self._compiled(named).runs_between(first, last)
        return self._open[key]

    def _compiled(self, named: Key) -> CompiledCalendar:
        name, zone = named
        return always_open(zone) if name is None else self.subject.hours(name, zone)


def _looked_at(version: Version, other: Version) -> Span:
    """The time that both versions stand, no more than a year of it, in UTC microseconds."""
    first = max((day for day in (version.start, other.start) if day), default=_WITHOUT_A_START)
    ends = [day for day in (version.end, other.end) if day]
    last = min([*ends, first + dt.timedelta(days=_DAYS_LOOKED_AT)])
    zone = zone_named(version.zone)
    return midnight(zone, first), midnight(zone, last + dt.timedelta(days=1))


def _at_least(count: int, several: Sequence[Spans]) -> Spans:
    """The instants that at least so many of several sets hold."""
    if count == len(several):
        whole = several[0]
        for other in several[1:]:
            whole = intersection(whole, other)
        return whole
    edges = sorted([(start, 1) for spans in several for start, _ in spans]
                   + [(end, -1) for spans in several for _, end in spans])  # fmt: skip
    found, held = [], 0
    for index, (at, change) in enumerate(edges):
        held += change
        if held >= count:
            found.append((at, edges[index + 1][0]))
    return union(found)


def worst_week(spans: Spans, zone_name: str) -> Week:
    """The week with the most uncovered time; the earliest of several. There must be some."""
    zone = zone_named(zone_name)
    monday, parts = max(_weeks(spans, zone), key=lambda week: length(week[1]))
    return Week(date_of(monday), length(parts), parts[0])


def _weeks(spans: Spans, zone: Zone) -> Iterator[tuple[int, list[Span]]]:
    """The spans week by week, cut where a week ends; each week with the day of its Monday."""
    day = zone.day(spans[0][0])
    monday = (day + 3) // 7 * 7 - 3  # 1970-01-01 was a Thursday
    end, parts = _midnight(zone, monday + 7), []
    for begin, stop in spans:
        start = begin
        while stop > end:
            if start < end:
                parts.append((start, end))
                start = end
            if parts:
                yield monday, parts
            monday, parts = monday + 7, []
            end = _midnight(zone, monday + 7)
        parts.append((start, stop))
    yield monday, parts


@lru_cache(maxsize=4096)
def _midnight(zone: Zone, day: int) -> int:
    return zone.instant(day * DAY)


def say_span(span: Span, zone_name: str) -> str:
    """`Sat 2026-01-03 09:00 to 17:00 CET`, the date again where it is another one."""
    zone = zone_named(zone_name).tzinfo
    start, end = from_us(span[0], zone), from_us(span[1], zone)
    if span[1] - span[0] == DAY and (start.hour, start.minute) == (0, 0):
        return f"all of {start:%a %Y-%m-%d}"
    if start.date() == end.date():
        return f"{start:%a %Y-%m-%d %H:%M} to {end:%H:%M %Z}"
    return f"{start:%a %Y-%m-%d %H:%M} to {end:%a %Y-%m-%d %H:%M %Z}"
