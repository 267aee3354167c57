"""How one case came to its verdicts: every stretch of its cycles, counted or not and why, and what happened when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import NO_INSTANT, CaseBatch
from slacode.engine.metrics.clock.cycles import Cycles, How
from slacode.engine.metrics.clock.judge import judge
from slacode.engine.metrics.clock.promise import Kind, kind_of
from slacode.engine.metrics.clock.rules import ClockRule, RowRule
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.metrics.clock.table import CycleTable, Verdict

Reason = Literal["counted", "paused", "excluded", "stopped", "outside the hours"]
EventKind = Literal["started", "reopened", "stopped", "cancelled", "breached", "due"]

_RUNNING, _PAUSED, _EXCLUDED, _STOPPED = range(4)
_RESTING: dict[int, Reason] = {_PAUSED: "paused", _EXCLUDED: "excluded", _STOPPED: "stopped"}


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch `[start, end)` in UTC microseconds that counts, or does not for one reason.

    `counted` is the counted time in it, `total` that of the cycle up to its end, both in microseconds. Where several
    reasons hold, `stopped` is named before `excluded`, that before `paused`, and that before `outside the hours`.
    """

    start: int
    end: int
    reason: Reason
    counted: int
    total: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a cycle, or is due, at an instant in UTC microseconds.

    `again` ends a cycle with `stopped`. A cycle that began as a reopening (`restarts`) begins with `reopened`.
    """

    at: int
    kind: EventKind


@dataclass(frozen=True, slots=True)
class CycleTimeline:
    """One cycle: its place in the `CycleTable`, its intervals and its events, both in the order of time.

    A cycle without a promise (no row, or an exempt one) has no intervals, as nothing says in which hours to count.
    """

    entry: int
    intervals: tuple[Interval, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What `judge` says of one case, and how it came about, cycle by cycle."""

    table: CycleTable
    cycles: tuple[CycleTimeline, ...]


def explain(batch: CaseBatch, rule: ClockRule, as_of: int) -> Timeline:
    """The timeline of the one case of a batch under a rule, as of an instant in UTC microseconds."""
    shared = Shared(batch, as_of)
    table = judge(batch, rule, as_of, shared)
    cycles = shared.cycles(rule.clock)
    described = _Case(batch, rule, as_of, cycles, _states(batch, rule))
    return Timeline(table, tuple(described.cycle(table, entry) for entry in range(table.case.size)))


def _states(batch: CaseBatch, rule: ClockRule) -> NDArray[np.int8]:
    """Whether and why the clock rests after each row, within a cycle."""
    state = np.full(batch.time.size, _RUNNING, dtype=np.int8)
    if rule.clock.pause is not None:
        state[batch.flags[rule.clock.pause]] = _PAUSED
    for condition in rule.excluded_while:
        state[batch.flags[condition]] = _EXCLUDED
    if rule.clock.reopen == "continues":
        state[batch.flags[rule.clock.stop]] = _STOPPED
    return state


@dataclass(frozen=True, slots=True)
class _Case:
    """One case with all its cycles by the clock, those too that are not the target's business."""

    batch: CaseBatch
    rule: ClockRule
    as_of: int
    cycles: Cycles
    state: NDArray[np.int8]

    def cycle(self, table: CycleTable, entry: int) -> CycleTimeline:
        place = int(table.cycle[entry]) - 1
        row = int(table.row[entry])
        promise = self.rule.rows[row] if row >= 0 else None
        counts = promise is not None and kind_of(promise.obligation) != Kind.NOTHING
        intervals = tuple(self._intervals(place, promise)) if promise is not None and counts else ()
        events = sorted(self._events(table, entry, place), key=lambda event: event.at)
        return CycleTimeline(entry, intervals, tuple(events))

    def _intervals(self, place: int, promise: RowRule) -> Iterator[Interval]:
        total = 0
        for start, end, state in self._stretches(place):
            parts = _by_hours(promise, start, end) if state == _RUNNING else [(start, end, _RESTING[state])]
            for since, until, reason in parts:
                counted = _counted(promise.counted, since, until) if reason == "counted" else 0
                total += counted
                yield Interval(since, until, reason, counted, total)

    def _stretches(self, place: int) -> Iterator[tuple[int, int, int]]:
        """The spans of one state after another, from the cycle's start to its end; none is empty."""
        first, behind = int(self.cycles.start[place]), int(self.cycles.end[place])
        if first == behind:
            return
        states = self.state[first:behind]
        changes = first + 1 + np.flatnonzero(states[1:] != states[:-1])
        edges = [first, *changes.tolist(), behind]
        for row, following in pairwise(edges):
            start, end = int(self.batch.time[row]), self._time(following, place)
            if start < end:
                yield start, end, int(self.state[row])

    def _time(self, row: int, place: int) -> int:
        is_open = self.cycles.how[place] == How.OPEN and row == self.cycles.end[place]
        return self.as_of if is_open else int(self.batch.time[row])

    def _events(self, table: CycleTable, entry: int, place: int) -> Iterator[Event]:
        restarted = self.rule.clock.reopen == "restarts" and place > 0 and self.cycles.how[place - 1] == How.STOPPED
        yield Event(int(table.started[entry]), "reopened" if restarted else "started")
        if self.rule.clock.reopen == "continues":
            yield from self._reopenings(place)
        if table.verdict[entry] == Verdict.BREACHED:
            yield Event(int(table.verdict_at[entry]), "breached")
        if self.cycles.how[place] == How.CANCELLED:
            yield Event(int(table.ended[entry]), "cancelled")
        if table.stopped[entry] != NO_INSTANT:
            yield Event(int(table.stopped[entry]), "stopped")
        if table.due[entry] != NO_INSTANT:
            yield Event(int(table.due[entry]), "due")

    def _reopenings(self, place: int) -> Iterator[Event]:
        """The stops that were taken back, each with its reopening; the stop that decides is not among them."""
        first, behind = int(self.cycles.start[place]), int(self.cycles.end[place])
        stop = self.batch.flags[self.rule.clock.stop]
        for row in range(first, min(behind + 1, stop.size)):
            was_stopped = row > first and bool(stop[row - 1])
            if row < behind and stop[row] and not was_stopped:
                yield Event(int(self.batch.time[row]), "stopped")
            elif was_stopped and not stop[row]:
                yield Event(int(self.batch.time[row]), "reopened")


def _by_hours(promise: RowRule, start: int, end: int) -> Iterator[tuple[int, int, Reason]]:
    """A running stretch by what the calendars say: counted, in an exclusion window, or outside the hours."""
    counted = promise.counted.calendar.runs_between(start, end)
    at = start
    for since, until in counted:
        yield from _closed(promise, at, since)
        yield since, until, "counted"
        at = until
    yield from _closed(promise, at, end)


def _closed(promise: RowRule, start: int, end: int) -> Iterator[tuple[int, int, Reason]]:
    """A stretch that does not count: the parts within the hours fall in exclusion windows."""
    at = start
    for since, until in promise.hours.calendar.runs_between(start, end):
        if at < since:
            yield at, since, "outside the hours"
        yield since, until, "excluded"
        at = until
    if at < end:
        yield at, end, "outside the hours"


def _counted(table: DayTable, start: int, end: int) -> int:
    at_start, at_end = table.counted_at(np.array([start, end], dtype=np.int64)).tolist()
    return int(at_end) - int(at_start)
