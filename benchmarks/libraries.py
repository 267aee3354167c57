"""Business-time libraries on single cases: how many a second, and what each gets right, found out by running them.

What is right is what slacode's calendars say, which the tests compare with counting minute by minute.
"""

from __future__ import annotations

import datetime as dt
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

import slacode
from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.hours import Tables

BERLIN = ZoneInfo("Europe/Berlin")
POLICY = """\
language 1
calendar office {
  timezone Europe/Berlin
  open mon-fri 08:00-12:00 and 13:00-18:00
  closed on holidays DE-BY
}
calendar night {
  timezone Europe/Berlin
  open mon-sun 22:00-06:00
}
"""
MICROSECOND = dt.timedelta(microseconds=1)

Stretch = tuple[dt.datetime, dt.datetime]
Count = Callable[[dt.datetime, dt.datetime], dt.timedelta]


@dataclass(frozen=True, slots=True)
class Library:
    """How a library counts in the two calendars."""

    name: str
    office: Count
    night: Count


@dataclass(frozen=True, slots=True)
class Trial:
    """Cases of one kind, each a few stretches whose counted time is added up."""

    calendar: str
    cases: list[list[Stretch]]


def compared(cases: int) -> Iterator[tuple[str, ...]]:
    """Each library: cases a second in office hours, then the trials."""
    policy = _loaded()
    ours = Library("slacode, one by one", policy.calendar("office").counted, policy.calendar("night").counted)
    chance = random.Random(1)
    timed = [_stretch(chance, 2026, (1, 365), 60) for _ in range(cases)]
    trials = list(_trials(chance))
    tables = Tables(policy.model)
    office, night = (tables.table(name, "Europe/Berlin") for name in ("office", "night"))
    columns = Library("slacode, columns", _by_column(office), _by_column(night))
    for library in (columns, ours, *_others()):
        rate = _columns_a_second(office, timed) if library is columns else _a_second(library, timed)
        yield library.name, f"{rate:,.0f}", *(_verdict(library, ours, trial) for trial in trials)


def _by_column(table: DayTable) -> Count:
    """Single stretches by way of columns of one."""

    def count(begins: dt.datetime, ends: dt.datetime) -> dt.timedelta:
        [counted] = table.counted(_column([begins]), _column([ends])).tolist()
        return dt.timedelta(microseconds=counted)

    return count


def _column(instants: list[dt.datetime]) -> NDArray[np.int64]:
    epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return np.array([(instant - epoch) // MICROSECOND for instant in instants])


def _loaded() -> slacode.Policy:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "calendars.sla")
        path.write_text(POLICY, encoding="utf-8")
        return slacode.load(path)


def _stretch(chance: random.Random, year: int, days: tuple[int, int], step: int) -> Stretch:
    """Some time in whole steps of so many seconds, from one of the days of a year on, for up to ten days."""
    begins = dt.datetime(year, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=chance.randrange(*days))
    begins += dt.timedelta(seconds=chance.randrange(0, 86_400, step))
    ends = begins + dt.timedelta(seconds=chance.randrange(0, 10 * 86_400, step))
    return begins.astimezone(BERLIN), ends.astimezone(BERLIN)


def _trials(chance: random.Random) -> Iterator[Trial]:
    def some(days: tuple[int, int], step: int = 60) -> list[list[Stretch]]:
        return [[_stretch(chance, 2026, days, step)] for _ in range(50)]

    yield Trial("night", some((200, 260)))  # nights in summer, far from any change
    yield Trial("night", some((80, 87)) + some((290, 297)))  # clocks change on 29 March and 25 October
    yield Trial("office", some((88, 100)) + some((350, 355)))  # Easter and Christmas
    yield Trial("office", [_paused(case[0]) for case in some((30, 60))])
    exact = some((30, 60))
    yield Trial("office", [[(a + chance.randrange(10**6) * MICROSECOND, b)] for [(a, b)] in exact])


def _paused(stretch: Stretch) -> list[Stretch]:
    """The first and the last third of a stretch: in between a case waits for its user."""
    begins, ends = stretch
    third = (ends.astimezone(dt.UTC) - begins.astimezone(dt.UTC)) // 3
    third -= third % dt.timedelta(minutes=1)
    return [(begins, _later(begins, third)), (_later(ends, -third), ends)]


def _later(instant: dt.datetime, time_: dt.timedelta) -> dt.datetime:
    return (instant.astimezone(dt.UTC) + time_).astimezone(BERLIN)


def _verdict(library: Library, ours: Library, trial: Trial) -> str:
    right = sum(_counts_alike(library, ours, trial.calendar, case) for case in trial.cases)
    return "yes" if right == len(trial.cases) else f"{right} of {len(trial.cases)}"


def _counts_alike(library: Library, ours: Library, calendar: str, case: list[Stretch]) -> bool:
    expected = sum((getattr(ours, calendar)(*stretch) for stretch in case), dt.timedelta())
    try:
        return bool(sum((getattr(library, calendar)(*stretch) for stretch in case), dt.timedelta()) == expected)
    except Exception:  # noqa: BLE001 - whatever a library raises, it did not count
        return False


def _a_second(library: Library, cases: list[Stretch]) -> float:
    began = time.perf_counter()
    done = 0
    for case in cases:
        library.office(*case)
        done += 1
        if time.perf_counter() - began > 5:
            break
    return done / (time.perf_counter() - began)


def _columns_a_second(table: DayTable, cases: list[Stretch]) -> float:
    many = (cases * (200_000 // len(cases) + 1))[:200_000]
    starts, ends = _column([a for a, _ in many]), _column([b for _, b in many])
    table.counted(starts, ends)
    began = time.perf_counter()
    table.counted(starts, ends)
    return len(many) / (time.perf_counter() - began)


def _others() -> Iterator[Library]:
    import holidays

    closed = holidays.country_holidays("DE", subdiv="BY", years=range(2025, 2028))
    yield _workclock(list(closed))
    yield _timegrid(list(closed))
    yield _businesstimedelta(closed)
    yield _business_duration(dict(closed))
    yield _pandas(list(closed))


def _workclock(closed: list[dt.date]) -> Library:
    from workclock import Break, Holidays, Schedule, WorkDay

    day, lunch = WorkDay(dt.time(8), dt.time(18)), Break(dt.time(12), dt.time(13))
    office = Schedule([day, lunch, Holidays(closed)], time_zone="Europe/Berlin")
    night = Schedule([WorkDay(dt.time(22), dt.time(6), range(7))], time_zone="Europe/Berlin")
    return Library("workclock", office.between, night.between)


def _timegrid(closed: list[dt.date]) -> Library:
    from timegrid import DayOfWeek, TimeGridCalendar

    office = TimeGridCalendar.weekdays(dt.time(8), dt.time(18)).break_weekdays(dt.time(12), dt.time(13))
    for date in closed:
        office = office.close(date)
    night = TimeGridCalendar.create()
    for name in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        night.add_open_rule(getattr(DayOfWeek, name), dt.time(22), dt.time(6))
    return Library("timegrid", _naive(office.get_working_duration), _naive(night.get_working_duration))


def _businesstimedelta(closed: object) -> Library:
    import pytz
    from businesstimedelta import HolidayRule, LunchTimeRule, Rules, WorkDayRule

    zone = pytz.timezone("Europe/Berlin")
    day = WorkDayRule(start_time=dt.time(8), end_time=dt.time(18), working_days=list(range(5)), tz=zone)
    lunch = LunchTimeRule(start_time=dt.time(12), end_time=dt.time(13), working_days=list(range(5)), tz=zone)
    office = Rules([day, lunch, HolidayRule(closed, tz=zone)])
    night = Rules([WorkDayRule(start_time=dt.time(22), end_time=dt.time(6), working_days=list(range(7)), tz=zone)])
    return Library(
        "businesstimedelta",
        lambda a, b: office.difference(a, b).timedelta,
        lambda a, b: night.difference(a, b).timedelta,
    )


def _business_duration(closed: dict[dt.date, str]) -> Library:
    from business_duration import businessDuration

    def hours(begins: int, ends: int, weekend: list[int], dates: dict[dt.date, str] | None) -> Count:
        def count(a: dt.datetime, b: dt.datetime) -> dt.timedelta:
            found = businessDuration(a, b, dt.time(begins), dt.time(ends), weekend, dates, unit="sec")
            return dt.timedelta(seconds=float(found))

        return _naive(count)

    day, lunch = hours(8, 18, [5, 6], closed), hours(12, 13, [5, 6], closed)
    return Library("business-duration", lambda a, b: day(a, b) - lunch(a, b), hours(22, 6, [], None))


def _pandas(closed: list[dt.date]) -> Library:
    import pandas as pd

    office = pd.offsets.CustomBusinessHour(start=["08:00", "13:00"], end=["12:00", "18:00"], holidays=closed)
    night = pd.offsets.CustomBusinessHour(start="22:00", end="06:00", weekmask="Mon Tue Wed Thu Fri Sat Sun")

    def hours(offset: pd.offsets.CustomBusinessHour) -> Count:
        return lambda a, b: dt.timedelta(hours=max(0, len(pd.date_range(a, b, freq=offset)) - 1))

    return Library("pandas CustomBusinessHour", hours(office), hours(night))


def _naive(count: Callable[[dt.datetime, dt.datetime], dt.timedelta]) -> Count:
    """For a library without time zones: wall-clock times as they are."""
    return lambda a, b: count(a.replace(tzinfo=None), b.replace(tzinfo=None))
