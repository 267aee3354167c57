"""From the plain policies and rows of the oracle to the product's rules and batches, and back to plain outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.compiling import compile_calendar
from slacode.engine.calendar.table import DayTable
from slacode.engine.calendar.windows import OneOff, Recurring
from slacode.engine.calendar.windows import Window as CalendarWindow
from slacode.engine.evaluate.batch import NO_INSTANT, CaseBatch
from slacode.engine.metrics.clock import ClockRule, CycleTable, RowRule, Verdict, conditions_of, instants_of, judge
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.calendar import Calendar, ClosedDate, DayHours, TimeSpan, WeeklyHours
from slacode.engine.model.conditions import Condition, Known
from slacode.engine.model.metrics import Clock
from slacode.engine.model.values import BusinessDays, Duration
from tests.clock.oracle import EPOCH, Hours, Outcome, Policy, Promise, Row, Window


def named(name: str) -> Condition:
    """A condition that the rows of the tests decide by its name."""
    return Known(field=name)


def batch_of(cases: Mapping[str, Sequence[Row]], *rules: ClockRule) -> CaseBatch:
    """The rows of some cases as columns, with the flags and instants that the rules need."""
    rows = [row for case in cases.values() for row in case]
    sizes = [len(case) for case in cases.values()]
    needed = {condition for rule in rules for condition in conditions_of(rule)}
    instants = [NO_INSTANT if row.due_at is None else row.due_at for row in rows]
    return CaseBatch(
        named=pa.array(list(cases), type=pa.string()),
        offsets=np.cumsum([0, *sizes], dtype=np.int64),
        time=np.array([row.time for row in rows], dtype=np.int64),
        flags={c: np.array([c.field in row.holds for row in rows], dtype=np.bool_) for c in needed},  # type: ignore[union-attr]
        instants={name: np.array(instants, dtype=np.int64) for rule in rules for name in instants_of(rule)},
    )


@cache
def compiled(hours: Hours, windows: tuple[Window, ...] = ()) -> CompiledCalendar:
    """The product's calendar for the hours of the oracle."""
    week = tuple(
        DayHours(days=days, spans=tuple(TimeSpan(open=a, close=b) for a, b in spans)) for days, spans in hours.week
    )
    body = WeeklyHours(timezone=hours.zone, open=week, closed=tuple(ClosedDate(date=date) for date in hours.closed))
    calendar = compile_calendar("it", {"it": Calendar(name="it", body=body)}, "UTC")
    return calendar.without([_window(window, hours.zone) for window in windows])


def _window(window: Window, zone: str) -> CalendarWindow:
    if not window.days:
        return OneOff(*window.span)
    opens, closes = window.minutes
    return Recurring(window.days, (TimeSpan(open=opens, close=closes),), zone)


@cache
def table(hours: Hours, windows: tuple[Window, ...] = ()) -> DayTable:
    """The product's columns for them."""
    return DayTable(compiled(hours, windows))


def rule_of(policy: Policy) -> ClockRule:
    """The product's rule for a policy of the oracle."""

    def used(name: str) -> Condition | None:
        return named(name) if name in policy.uses else None

    def all_used(*names: str) -> tuple[Condition, ...]:
        return tuple(named(name) for name in names if name in policy.uses)

    return ClockRule(
        clock=Clock(
            log="log",
            start=named("start"),
            stop=named("stop"),
            pause=used("pause"),
            cancel=used("cancel"),
            again=used("again"),
            reopen=policy.reopen,  # type: ignore[arg-type]
        ),
        where=used("where"),
        excluded_while=all_used("excluded", "excluded too"),
        excluded_cases=all_used("exclude cases", "exclude cases too"),
        classify_at=policy.classify_at,  # type: ignore[arg-type]
        rows=tuple(_row(promise, policy.windows) for promise in policy.promises),
        first=policy.first,
        last=policy.last,
    )


def _row(promise: Promise, windows: tuple[Window, ...]) -> RowRule:
    condition = None if promise.when is None else named(promise.when)
    counted = table(promise.hours, windows)
    return RowRule(condition, _obligation(promise), table(promise.hours), counted)


def _obligation(promise: Promise) -> Obligation:
    share = Decimal(95)
    if promise.kind == "within":
        return Within(share=share, allowance=Duration(us=promise.amount))
    if promise.kind.startswith("business"):
        to_the_hour = promise.kind.endswith("hour")
        return Within(share=share, allowance=BusinessDays(days=promise.amount, to_the_hour=to_the_hour))
    if promise.kind == "by":
        return ByField(share=share, field="due_at")
    if promise.kind == "level":
        return Level(aggregate="average", bound="at most", quantity=Duration(us=promise.amount))
    return Exempt()


def told(table: CycleTable, case: int) -> list[Outcome]:
    """What a table says of one case, in the words of the oracle."""
    return [
        Outcome(
            cycle=int(table.cycle[i]),
            row=int(table.row[i]),
            started=int(table.started[i]),
            stopped=_known(table.stopped[i]),
            allowance=_known(table.allowance[i]),
            elapsed=_known(table.elapsed[i]),
            verdict=Verdict(table.verdict[i]).name.lower(),
            verdict_at=_known(table.verdict_at[i]),
            due=_known(table.due[i]),
            ended=int(table.ended[i]),
        )
        for i in np.flatnonzero(table.case == case).tolist()
    ]


def _known(value: np.int64) -> int | None:
    return None if value == NO_INSTANT else int(value)


def at(text: str, zone: str = "Europe/Berlin") -> int:
    """`2026-03-06 17:55` on the wall clock of a zone, in UTC microseconds."""
    moment = dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return (moment.astimezone(dt.UTC) - EPOCH) // dt.timedelta(microseconds=1)


def log(*lines: str, due: str | None = None) -> list[Row]:
    """Rows written as `2026-03-06 17:55 start exclude-cases`; what holds is written on every row, hyphens for blanks.
    `due` is the field `due_at`."""
    due_at = None if due is None else at(due)
    held = (frozenset(word.replace("-", " ") for word in line[16:].split()) for line in lines)
    return [Row(at(line[:16]), holds, due_at) for line, holds in zip(lines, held, strict=True)]


def outcome(policy: Policy, rows: Sequence[Row], as_of: str) -> list[Outcome]:
    """What the product says of one case, as of a wall-clock time in Berlin."""
    rule = rule_of(policy)
    return told(judge(batch_of({"T1": rows}, rule), rule, at(as_of)), 0)
