"""Worst cases against a search of every minute and the microsecond before it: equal to the microsecond."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.instants import CalendarError
from slacode.engine.model.calendar import AlwaysOpen, Calendar, DayHours, TimeSpan, WeeklyHours
from slacode.engine.proofs.finish import Finish
from slacode.engine.proofs.joined import Latest, Then, Versions
from slacode.engine.proofs.promises import Elapsed
from slacode.engine.proofs.worst_case import Claim, worst_case
from tests.proofs.brute import MINUTE, Cells, slack

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca")
# A week before a clock change, so that many terms hold one.
MOMENTS = (dt.date(2026, 3, 25), dt.date(2026, 10, 21), dt.date(2026, 4, 1), dt.date(2026, 2, 11), dt.date(2026, 6, 1))
TERM_DAYS, HORIZON_DAYS = 23, 70  # three weeks and some days, so that weeks of one shape occur


@dataclass(frozen=True)
class Leaf:
    calendar: int
    minutes: int


@dataclass(frozen=True)
class Node:
    op: str
    parts: tuple


@dataclass(frozen=True)
class Changed:
    before: Leaf
    after: Leaf
    minute: int


leaves = st.builds(Leaf, st.integers(0, 2), st.integers(0, 30 * 60))
expressions = st.recursive(
    leaves | st.builds(Changed, leaves, leaves, st.integers(0, TERM_DAYS * 1440)),
    lambda inner: st.builds(
        Node, st.sampled_from(["then", "then", "and"]), st.lists(inner, min_size=2, max_size=3).map(tuple)
    ),
    max_leaves=4,
)
quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
day_hours = st.builds(
    DayHours,
    days=st.sets(st.integers(0, 6), min_size=2).map(lambda days: tuple(sorted(days))),
    spans=st.lists(st.builds(TimeSpan, open=quarters, close=quarters), min_size=1, max_size=2).map(tuple),
)
weeks = st.lists(day_hours, min_size=1, max_size=2).map(tuple)
weekly = st.builds(WeeklyHours, timezone=st.sampled_from(ZONES), open=weeks)
bodies = st.one_of(weekly, weekly, weekly, st.just(AlwaysOpen()))


@st.composite
def cases(draw):
    named = {f"c{i}": Calendar(name=f"c{i}", body=draw(bodies)) for i in range(3)}
    moment, expression = draw(st.sampled_from(MOMENTS)), draw(expressions)
    return named, moment, expression, draw(st.integers(0, 40 * 60)), draw(st.integers(0, 2))


def compiled(expression, calendars: list[CompiledCalendar], first: int) -> Finish:
    match expression:
        case Leaf(calendar, minutes):
            return Elapsed(calendars[calendar], minutes * MINUTE)
        case Changed(before, after, minute):
            stages = (compiled(before, calendars, first), compiled(after, calendars, first))
            return Versions(stages, (first + minute * MINUTE,))
        case Node("and", parts):
            return Latest(tuple(compiled(part, calendars, first) for part in parts))
        case Node(_, parts):
            whole = compiled(parts[0], calendars, first)
            for part in parts[1:]:
                whole = Then(whole, compiled(part, calendars, first))
            return whole
    raise AssertionError(expression)


def brute(expression, cells: list[Cells], first: int, starts: np.ndarray) -> np.ndarray:
    match expression:
        case Leaf(calendar, minutes):
            return cells[calendar].latest(cells[calendar].counted(starts) + minutes * MINUTE)
        case Changed(before, after, minute):
            is_before = starts < first + minute * MINUTE
            finishes = np.empty_like(starts)
            finishes[is_before] = brute(before, cells, first, starts[is_before])
            finishes[~is_before] = brute(after, cells, first, starts[~is_before])
            return finishes
        case Node("and", parts):
            return np.maximum.reduce([brute(part, cells, first, starts) for part in parts])
        case Node(_, parts):
            for part in parts:
                starts = brute(part, cells, first, starts)
            return starts
    raise AssertionError(expression)


def compare(case) -> None:
    named, day, expression, minutes, own = case
    first = int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()) * 1_000_000
    last = first + TERM_DAYS * 1440 * MINUTE - 1
    calendars = [compile_calendar(name, named, "UTC") for name in named]
    cells = [Cells(name, named, "UTC", first - 1440 * MINUTE, HORIZON_DAYS) for name in named]
    try:
        expected = slack(minutes * MINUTE, cells[own], partial(brute, expression, cells, first), first, last)
    except (OverflowError, IndexError):
        assume(False)
        return
    claim = Claim(Elapsed(calendars[own], minutes * MINUTE), calendars[own], compiled(expression, calendars, first))
    try:
        found = worst_case(claim, first, last)
    except CalendarError:
        assume(False)
        return
    assert (found.slack, found.start) == expected


@given(cases())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_slack_and_its_earliest_start_are_those_of_an_exhaustive_search(case):
    compare(case)


@pytest.mark.slow
@given(cases())
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
def test_two_thousand_times(case):
    compare(case)
