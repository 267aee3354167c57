"""The time that is lost and gained between two calendars over a whole cycle of years, with an example."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import DAY, day_of, from_us
from slacode.engine.calendar.spans import Spans, clip, difference, length
from slacode.engine.wording import say_duration

_CYCLE_YEARS = 28  # after which weekdays and leap years come round again
_WEEK = 7 * DAY
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class HoursChange:
    """What differs between two calendars, from one instant to another, in UTC microseconds."""

    lost: Spans
    gained: Spans

    def within(self, start: int, end: int) -> HoursChange:
        """The same from one instant to another."""
        return HoursChange(clip(self.lost, start, end), clip(self.gained, start, end))

    @property
    def since(self) -> int | None:
        """The first instant that differs; None if none does."""
        return min((spans[0][0] for spans in (self.lost, self.gained) if spans), default=None)


def cycle_around(day: dt.date) -> tuple[int, int]:
    """A whole cycle of years, half of it before that of a date and half after it, in UTC microseconds."""
    first = day.year - _CYCLE_YEARS // 2
    return day_of(dt.date(first, 1, 1)) * DAY, day_of(dt.date(first + _CYCLE_YEARS, 1, 1)) * DAY


def change_of(base: CompiledCalendar, head: CompiledCalendar, start: int, end: int) -> HoursChange:
    """The open time that the first has and the second has not, and the other way round."""
    before, after = base.runs_between(start, end), head.runs_between(start, end)
    return HoursChange(difference(before, after), difference(after, before))


def say_change(change: HoursChange, zone: str, today: dt.date) -> str:
    """`10h a week lost: in the week of 2026-03-02 Mon to Fri 08:00-09:00 and 17:00-18:00`.

    The example is the first week from today on in which anything differs, else the last one before.
    """
    local = ZoneInfo(zone)
    spans = sorted((*change.lost, *change.gained))
    now = day_of(today) * DAY
    shown = next((start for start, _ in spans if start >= now), spans[-1][0])
    monday = _monday(shown, local)
    week = (_midnight(monday, local), _midnight(monday + dt.timedelta(days=7), local))
    parts = [
        f"{say_duration(length(here))} {word} ({_say_spans(here, local)})"
        for word, all_ in (("lost", change.lost), ("gained", change.gained))
        if (here := clip(all_, *week))
    ]
    totals = [
        f"{say_duration(length(all_) // _CYCLE_YEARS // 60_000_000 * 60_000_000)} {word}"
        for word, all_ in (("lost", change.lost), ("gained", change.gained))
        if all_
    ]
    return f"in the week of {monday} {', '.join(parts)}; on average of {_CYCLE_YEARS} years {', '.join(totals)} a year"


def _monday(instant: int, zone: ZoneInfo) -> dt.date:
    day = from_us(instant, zone).date()
    return day - dt.timedelta(days=day.weekday())


def _midnight(day: dt.date, zone: ZoneInfo) -> int:
    moment = dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
    return (moment - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def _say_spans(spans: Spans, zone: ZoneInfo) -> str:
    """`Mon to Fri 08:00-09:00 and 17:00-18:00`, days of the same spans together."""
    by_day: dict[int, list[str]] = {}
    for start, end in spans:
        opens, closes = from_us(start, zone), from_us(end, zone)
        by_day.setdefault(opens.weekday(), []).append(f"{opens:%H:%M}-{_say_end(opens, closes)}")
    alike: dict[tuple[str, ...], list[int]] = {}
    for day, said in sorted(by_day.items()):
        alike.setdefault(tuple(said), []).append(day)
    return ", ".join(f"{_say_days(days)} {' and '.join(said)}" for said, days in alike.items())


def _say_end(opens: dt.datetime, closes: dt.datetime) -> str:
    """A time of the same day, or of the night after it, as hours are written; else with its day."""
    midnight = closes.time() == dt.time()
    day = (closes - dt.timedelta(days=1) if midnight else closes).date()
    said = "24:00" if midnight else f"{closes:%H:%M}"
    over_night = day == opens.date() + dt.timedelta(days=1) and closes.time() <= opens.time() and not midnight
    return said if day == opens.date() or over_night else f"{_SHORT[day.weekday()]} {said}"


def _say_days(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{_SHORT[days[0]]} to {_SHORT[days[-1]]}"
    return ", ".join(_SHORT[day] for day in days)
