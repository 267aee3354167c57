"""Every case that other projects' test suites hold: where they agree with the plain meaning, and where they do not."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from slacode.engine.calendar.compiled import CalendarNeverOpens, CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import DAY, from_us, to_us
from slacode.engine.calendar.public import PublicCalendar
from slacode.engine.calendar.table import DayTable
from slacode.engine.calendar.windows import OneOff
from slacode.engine.calendar.zones import zone_named
from slacode.engine.model.calendar import Calendar, DayHours, WeeklyHours
from tests.calendar.build import at, calendars, closing, compiled, days, spans, weekly

Case = dict[str, Any]

FILES = {
    "biz": 108,
    "business_time": 86,
    "businesstimedelta": 30,
    "dayjs_business_time": 75,
    "glpi": 44,
    "working_hours": 155,
    "znuny": 65,
}
CASES = {
    name: json.loads((Path(__file__).parents[1] / "vectors" / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    for name in FILES
}
ANSWERED = [case for cases in CASES.values() for case in cases if case["op"] != "error"]
MIXED = [case for case in ANSWERED if "intersect" in case["calendar"]]


@dataclass(frozen=True)
class Hours:
    """The calendar of a case, with the dated breaks that these projects have and slacode takes for exclusions."""

    body: WeeklyHours
    breaks: tuple[OneOff, ...]


def hours(case: Case) -> Hours:
    zone, holidays = case["timezone"], case["holidays"]
    # In biz a holiday beats a date's own hours; `open on` would open it, so it is not said for those dates.
    dated = {date: times for date, times in case.get("overrides", {}).items() if date not in holidays}
    body = weekly(
        *(f"{day} {_text(times)}" for day, times in case["weekly"].items() if times),
        zone=zone,
        closed=[*holidays, *(date for date, times in dated.items() if not times)],
        open_on=[f"{date} {_text(times)}" for date, times in dated.items() if times],
    )
    breaks = (
        OneOff(_instant(date, opens, zone), _instant(date, closes, zone))
        for date, times in case.get("breaks", {}).items()
        for opens, closes in times
    )
    return Hours(body, tuple(breaks))


def _text(times: list[list[str]]) -> str:
    return " ".join("-".join(pair) for pair in times)


def _instant(date: str, clock: str, zone: str) -> int:
    minutes = int(clock[:2]) * 60 + int(clock[3:])
    return zone_named(zone).instant(at(date) + minutes * 60_000_000)


def build(case: Case) -> CompiledCalendar:
    if "intersect" in case["calendar"]:
        one, other = map(hours, case["calendar"]["intersect"])
        both = compile_calendar("it", calendars(it="one and other", one=one.body, other=other.body))
        return both.without([*one.breaks, *other.breaks])
    it = hours(case["calendar"])
    return compiled(it.body).without(it.breaks)


def elapsed(calendar: CompiledCalendar, case: Case) -> Fraction:
    return Fraction(calendar.counted(at(case["start"]), at(case["end"])), 1_000_000)


def amount(case: Case) -> int:
    exact = Fraction(str(case["duration_seconds"])) * 1_000_000
    assert exact.denominator == 1
    return exact.numerator


def add(calendar: CompiledCalendar, case: Case) -> int:
    return calendar.due(at(case["start"]), amount(case))


def sub(calendar: CompiledCalendar, case: Case) -> int:
    return calendar.back(at(case["start"]), amount(case))


def add_days(calendar: CompiledCalendar, case: Case) -> int:
    """The n-th open date after or before the start's own, at the start's wall-clock time."""
    zone, count = zone_named(calendar.zone), case["days"]
    wall = zone.wall(at(case["start"]))
    day = wall // DAY
    open_dates = calendar.open_dates(day - 60, day + 60)
    if count > 0:
        day = [date for date in open_dates if date > day][count - 1]
    elif count < 0:
        day = [date for date in open_dates if date < day][count]
    return zone.instant(day * DAY + wall % DAY)


def days_between(calendar: CompiledCalendar, case: Case) -> int:
    """The open dates after the start's own up to the end's own; negative when reversed."""
    zone = zone_named(calendar.zone)
    start, end = zone.day(at(case["start"])), zone.day(at(case["end"]))
    if start <= end:
        return len(calendar.open_dates(start + 1, end))
    return -len(calendar.open_dates(end, start - 1))


def is_business_date(calendar: CompiledCalendar, case: Case) -> bool:
    day = zone_named(calendar.zone).day(at(case["start"]))
    return calendar.closing_of(day) is not None


def is_holiday(_: CompiledCalendar, case: Case) -> bool:
    """Closed, if only the holidays could close it."""
    said = case["calendar"]
    every = weekly("mon-sun 00:00-24:00", zone=said["timezone"]).model_copy(
        update={"closed": tuple(map(closing, said["holidays"]))}
    )
    return not compiled(every).is_open(at(case["start"]))


def next_close(calendar: CompiledCalendar, case: Case) -> int:
    start = at(case["start"])
    return next(end for _, end in calendar.runs_between(start, start + 60 * DAY) if end > start)


def next_opening_strict(calendar: CompiledCalendar, case: Case) -> int:
    start = at(case["start"])
    return next(begin for begin, _ in calendar.runs_between(start - DAY, start + 60 * DAY) if begin > start)


def windows_after(calendar: CompiledCalendar, case: Case) -> list[tuple[int, int]]:
    start = at(case["start"])
    return list(calendar.runs_between(start, start + 60 * DAY))[: len(case.get("plain", case["expect"]))]


def windows_before(calendar: CompiledCalendar, case: Case) -> list[tuple[int, int]]:
    start = at(case["start"])
    return list(reversed(calendar.runs_between(start - 60 * DAY, start)))[: len(case["expect"])]


OPS: dict[str, Callable[[CompiledCalendar, Case], Any]] = {
    "elapsed": elapsed,
    "add": add,
    "sub": sub,
    "add_days": add_days,
    "days_between": days_between,
    "is_business_date": is_business_date,
    "is_holiday": is_holiday,
    "is_open": lambda calendar, case: calendar.is_open(at(case["start"])),
    "next_open": lambda calendar, case: calendar.next_open(at(case["start"])),
    "prev_open": lambda calendar, case: calendar.back(at(case["start"]), 0),
    "next_close": next_close,
    "next_opening_strict": next_opening_strict,
    "windows_after": windows_after,
    "windows_before": windows_before,
    "local_to_utc": lambda calendar, case: at(case["start"], calendar.zone),
}


def wanted(case: Case) -> Any:
    """What slacode must answer: the project's answer if it is the plain one, else the plain one."""
    return parsed(case["expect"] if case["agrees"] else case["plain"])


def parsed(value: Any) -> Any:
    if isinstance(value, str):
        return at(value)
    if isinstance(value, list):
        return [(at(opens), at(closes)) for opens, closes in value]
    return Fraction(str(value)) if isinstance(value, float) else value


@pytest.mark.parametrize("case", ANSWERED, ids=lambda case: case["id"])
def test_a_case_of_another_project(case: Case):
    assert OPS[case["op"]](build(case), case) == wanted(case)


@pytest.mark.parametrize("name", FILES)
def test_no_case_is_left_out(name: str):
    assert len(CASES[name]) == FILES[name]
    assert {case["op"] for case in CASES[name]} <= {*OPS, "error"}


@pytest.mark.parametrize("case", [case for case in ANSWERED if not case["agrees"]], ids=lambda case: case["id"])
def test_a_convention_of_another_project_is_told_apart(case: Case):
    """`plain` differs from the project's answer: a case that both would pass shows nothing."""
    if case["convention_id"] == "days_end_of_day" or parsed(case["expect"]) != wanted(case):
        return
    pytest.fail("the two answers are the same")


@pytest.mark.parametrize(
    "case", [case for case in ANSWERED if case["op"] in ("add", "elapsed") and case not in MIXED], ids=lambda c: c["id"]
)
def test_the_public_calendar_and_the_table_answer_alike(case: Case):
    calendar = build(case)
    start = dt.datetime.fromisoformat(case["start"])
    if case["op"] == "add":
        due = PublicCalendar(calendar).due(start, dt.timedelta(microseconds=amount(case)))
        assert (due.utcoffset(), to_us(due)) == (start.utcoffset(), wanted(case))
        return
    end = dt.datetime.fromisoformat(case["end"])
    assert PublicCalendar(calendar).counted(start, end) == dt.timedelta(microseconds=int(wanted(case) * 1_000_000))
    both = DayTable(calendar).counted_at(np.array([to_us(start), to_us(end)]))
    assert Fraction(int(both[1] - both[0]), 1_000_000) == wanted(case)


@pytest.mark.parametrize(
    "case",
    [case for case in ANSWERED if case.get("convention_id") == "days_end_of_day" and case["days"] > 0],
    ids=lambda case: case["id"],
)
def test_the_end_of_the_business_day_is_our_plain_form_of_business_days(case: Case):
    """GLPI's `end_of_working_day` is what `N business days` means here (language reference, 5.4)."""
    assert from_us(build(case).business_deadline(at(case["start"]), case["days"], False)) == from_us(at(case["expect"]))


@pytest.mark.parametrize(
    "case", [case for case in ANSWERED if case["op"] == "add_days" and case["days"] >= 0], ids=lambda case: case["id"]
)
def test_business_days_to_the_hour_keep_the_wall_clock_time_of_a_start_in_hours(case: Case):
    calendar = build(case)
    start = at(case["start"])
    assert add_days(calendar, case) == wanted(case)
    if calendar.is_open(start) and is_business_date(calendar, case):
        assert calendar.business_deadline(start, case["days"], True) == wanted(case)


@pytest.mark.parametrize("said", ["1one", [], "1 parsec", "1 year"])
def test_what_is_no_amount_of_time_is_refused(said: Any):
    """biz-error-001, -002 and -004, znuny-error-001: an amount that is no duration, or in a unit that has no length."""
    office = PublicCalendar(compiled(weekly("mon-fri 09:00-17:00")))
    with pytest.raises(TypeError, match="an allowance is a timedelta"):
        office.due(dt.datetime(2006, 1, 4, 16, tzinfo=dt.UTC), said)


def test_a_negative_amount_looks_back():
    """biz-error-003 and znuny-error-002 refuse one; the plain meaning of `add` has no reason to (vectors' `sub`)."""
    office = compiled(weekly("mon-fri 09:00-17:00"))
    assert office.due(at("2006-01-04T16:00Z"), -90_000_000) == at("2006-01-04T15:58:30Z")


def test_no_hours_at_all_are_an_error():
    """biz-error-005."""
    with pytest.raises(CalendarNeverOpens, match="`it` does not open within 400 days after 2006-01-04"):
        compiled(weekly()).next_open(at("2006-01-04T16:00Z"))


def test_a_span_between_equal_times_is_a_whole_day_where_biz_refuses_it():
    """biz-error-006."""
    monday = compiled(weekly("mon 09:00-09:00"))
    week = monday.runs_between(at("2006-01-02"), at("2006-01-09"))
    assert week == ((at("2006-01-02 09:00"), at("2006-01-03 09:00")),)


def test_a_named_day_without_hours_is_refused():
    """biz-error-007."""
    with pytest.raises(ValidationError):
        DayHours(days=days("mon"), spans=spans(""))


def test_every_error_case_has_its_test():
    """The nine cases in which a project refuses its input stand above by name."""
    errors = [case["id"] for cases in CASES.values() for case in cases if case["op"] == "error"]
    assert errors == [*(f"biz-error-00{n}" for n in range(1, 8)), "znuny-error-001", "znuny-error-002"]


def test_the_calendars_of_the_cases_survive_their_own_json():
    for case in ANSWERED[::25]:
        for part in case["calendar"].get("intersect", [case["calendar"]]):
            calendar = Calendar(name="it", body=hours(part).body)
            assert Calendar.model_validate_json(calendar.model_dump_json()) == calendar
