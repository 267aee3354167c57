"""A second, plain reading of the language reference, 5: one case at a time, calendars minute by minute, no arrays.

It shares no code with the product but the calendar specifications of the tests.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import ZoneInfo

MINUTE = 60_000_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Window:
    """Time taken out: `days` (0 Monday) and minutes of the local day, or a one-off span in UTC microseconds."""

    days: tuple[int, ...] = ()
    minutes: tuple[int, int] = (0, 0)
    span: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Hours:
    """Weekly spans in minutes of the local day (a close before its open is on the next day), and closed dates."""

    zone: str = "UTC"
    week: tuple[tuple[tuple[int, ...], tuple[tuple[int, int], ...]], ...] = ()
    closed: tuple[dt.date, ...] = ()

    def spans(self, date: dt.date) -> list[tuple[int, int]]:
        """The spans that begin on a date, in minutes from its midnight."""
        if date in self.closed:
            return []
        found = [span for days, spans in self.week if date.weekday() in days for span in spans]
        return sorted((a, b if b > a else b + 1440) for a, b in found)


class Grid:
    """Open time as one truth value a minute, from the first to the last day of some span of dates."""

    def __init__(self, hours: Hours, windows: tuple[Window, ...], first: dt.date, last: dt.date) -> None:
        self.hours, self.zone = hours, ZoneInfo(hours.zone)
        self.first, self.last = first, last
        self.origin = int((dt.datetime.combine(first, dt.time(), dt.UTC) - EPOCH).total_seconds()) * 1_000_000
        self.open: list[bool] = []
        self.before = [0]
        for minute in range((last - first).days * 1440):
            instant = self.origin + minute * MINUTE
            is_open = self._in_hours(instant) and not any(self._taken(window, instant) for window in windows)
            self.open.append(is_open)
            self.before.append(self.before[-1] + is_open * MINUTE)

    def _local(self, instant: int) -> dt.datetime:
        return (EPOCH + dt.timedelta(microseconds=instant)).astimezone(self.zone)

    def _in_hours(self, instant: int) -> bool:
        local = self._local(instant)
        at = local.hour * 60 + local.minute
        yesterday = local.date() - dt.timedelta(days=1)
        return any(a <= at < b for a, b in self.hours.spans(local.date())) or any(
            a <= at + 1440 < b for a, b in self.hours.spans(yesterday)
        )

    def _taken(self, window: Window, instant: int) -> bool:
        local = self._local(instant)
        at = local.hour * 60 + local.minute
        recurring = local.weekday() in window.days and window.minutes[0] <= at < window.minutes[1]
        return recurring or window.span[0] <= instant < window.span[1]

    def is_open(self, instant: int) -> bool:
        return self.open[(instant - self.origin) // MINUTE]

    def b(self, instant: int) -> int:
        minute, rest = divmod(instant - self.origin, MINUTE)
        return self.before[minute] + (rest if self.open[minute] else 0)

    def earliest(self, value: int) -> int:
        minute = bisect.bisect_left(self.before, value) - 1
        return self.origin + minute * MINUTE + value - self.before[minute]

    def latest(self, value: int) -> int:
        minute = bisect.bisect_right(self.before, value) - 1
        return self.origin + minute * MINUTE + value - self.before[minute]

    def _instant(self, date: dt.date, minutes: int, second_us: int = 0) -> int:
        wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minutes)
        utc = wall.replace(tzinfo=self.zone).astimezone(dt.UTC)
        return int((utc - EPOCH) / dt.timedelta(microseconds=1)) + second_us

    def _closing(self, date: dt.date) -> int | None:
        spans = self.hours.spans(date)
        return self._instant(date, max(b for _, b in spans)) if spans else None

    def _dates_after(self, date: dt.date) -> Iterator[dt.date]:
        while True:
            date += dt.timedelta(days=1)
            if self._closing(date) is not None:
                yield date

    def deadline(self, start: int, days: int, to_the_hour: bool) -> int:
        """Rule 5.4, read aloud."""
        if to_the_hour:
            while not self.is_open(start):
                start = start - start % MINUTE + MINUTE
        date = self._local(start).date()
        closing = self._closing(date)
        if closing is None or start >= closing:
            date = next(self._dates_after(date))
        following = self._dates_after(date)
        for _ in range(days):
            date = next(following)
        if not to_the_hour:
            end = self._closing(date)
            assert end is not None
            return end
        local = self._local(start)
        return self._instant(date, local.hour * 60 + local.minute, local.second * 1_000_000 + local.microsecond)


@cache
def grid(hours: Hours, windows: tuple[Window, ...], first: dt.date, last: dt.date) -> Grid:
    return Grid(hours, windows, first, last)


@dataclass(frozen=True)
class Row:
    """A row of a log: an instant, the names of the conditions that hold after it, and a deadline field."""

    time: int
    holds: frozenset[str]
    due_at: int | None = None


@dataclass(frozen=True)
class Promise:
    """A row of a target. `kind`: within, business, business to the hour, by, level, none."""

    kind: str
    amount: int = 0
    when: str | None = None
    hours: Hours = field(default_factory=Hours)


@dataclass(frozen=True)
class Policy:
    """A clock and a target in one version. The conditions are named start, stop, pause, cancel, again, ..."""

    reopen: str
    uses: frozenset[str]
    promises: tuple[Promise, ...]
    windows: tuple[Window, ...] = ()
    classify_at: str = "end"
    first: int = -(2**62)
    last: int = 2**62


@dataclass
class Cycle:
    """A cycle as the machine sees it: the rows it began and ended at, and the spans in which it counted."""

    begun: int
    ended: int | None = None
    how: str = "open"
    counts: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What the product's table says of a cycle, in plain words; None where it says nothing."""

    cycle: int
    row: int
    started: int
    stopped: int | None
    allowance: int | None
    elapsed: int | None
    verdict: str
    verdict_at: int | None
    due: int | None
    ended: int


def machine(rows: list[Row], policy: Policy, as_of: int) -> list[Cycle]:  # noqa: C901 - one walk, as the text has it
    """5.1 and 5.2: walk over the rows with one state in hand."""
    cycles: list[Cycle] = []
    state = "waiting"
    for index, row in enumerate(rows):
        holds = row.holds & policy.uses
        own_first_row = False
        if state == "over":
            break
        if state == "waiting":
            if "start" not in holds:
                continue
            cycles.append(Cycle(index))
            own_first_row = True
        elif state == "stopped":
            if "stop" in holds:
                continue
            if policy.reopen == "restarts":
                cycles.append(Cycle(index))
                own_first_row = True
            else:
                cycles[-1].ended, cycles[-1].how = None, "open"
        state = "running"
        current = cycles[-1]
        if "cancel" in holds:
            current.ended, current.how, state = index, "cancelled", "waiting"
        elif "stop" in holds:
            current.ended, current.how = index, "stopped"
            state = "over" if policy.reopen == "ignored" else "stopped"
        elif "again" in holds and not own_first_row:
            current.ended, current.how = index, "stopped"
            current = Cycle(index)
            cycles.append(current)
        if state == "running" and not holds & {"pause", "excluded", "excluded too"}:
            until = rows[index + 1].time if index + 1 < len(rows) else as_of
            current.counts.append((row.time, until))
    return cycles


def outcomes(rows: list[Row], policy: Policy, as_of: int, days: tuple[dt.date, dt.date]) -> list[Outcome]:
    """Everything that is to be said of one case."""
    cycles = machine(rows, policy, as_of)
    if not cycles or not policy.first <= rows[cycles[0].begun].time < policy.last:
        return []
    judged = [_outcome(number, cycle, rows, policy, as_of, days) for number, cycle in enumerate(cycles, 1)]
    return [outcome for outcome in judged if outcome is not None]


def _outcome(  # noqa: C901 - one rule after the other
    number: int, cycle: Cycle, rows: list[Row], policy: Policy, as_of: int, days: tuple[dt.date, dt.date]
) -> Outcome | None:
    deciding = rows[-1] if cycle.ended is None else rows[cycle.ended]
    state = (rows[cycle.begun] if policy.classify_at == "start" else deciding).holds & policy.uses
    if "where" in policy.uses and "where" not in state:
        return None
    started = rows[cycle.begun].time
    ended = as_of if cycle.ended is None else deciding.time
    stopped = ended if cycle.how == "stopped" else None
    row = next((i for i, p in enumerate(policy.promises) if p.when is None or p.when in state), -1)
    promise = policy.promises[row] if row >= 0 else Promise("none")
    allowance = elapsed = due = verdict_at = None
    verdict = "none"
    if promise.kind != "none":
        counting = grid(promise.hours, policy.windows, *days)
        hours = grid(promise.hours, (), *days)
        elapsed = sum(counting.b(b) - counting.b(a) for a, b in cycle.counts)
        verdict, verdict_at = ("pending", None) if stopped is None else ("met", stopped)
        if promise.kind == "by":
            due = deciding.due_at
            if due is None:
                verdict, verdict_at = "none", None
            elif ended > due:
                verdict, verdict_at = "breached", due
        elif promise.kind != "level":
            end = None
            allowance = promise.amount
            if promise.kind != "within":
                end = hours.deadline(started, promise.amount, promise.kind.endswith("hour"))
                allowance = hours.b(end) - hours.b(started)
            due = _due(cycle, counting, hours, started, ended, elapsed, allowance, end)
            if elapsed > allowance:
                verdict, verdict_at = "breached", _last_instant(cycle, counting, allowance)
    if cycle.how == "cancelled":
        verdict, verdict_at = "cancelled", ended
    if state & {"exclude cases", "exclude cases too"}:
        verdict, verdict_at = "excluded", None if cycle.how == "open" else ended
    return Outcome(number, row, started, stopped, allowance, elapsed, verdict, verdict_at, due, ended)


def _last_instant(cycle: Cycle, counting: Grid, allowance: int) -> int:
    """The last instant at which E = A, for a cycle that went on to count more."""
    left = allowance
    for a, b in cycle.counts:
        here = counting.b(b) - counting.b(a)
        if here > left:
            return counting.latest(counting.b(a) + left)
        left -= here
    raise AssertionError("it was breached")


def _due(  # noqa: PLR0917
    cycle: Cycle, counting: Grid, hours: Grid, started: int, ended: int, elapsed: int, allowance: int, end: int | None
) -> int:
    if end is not None and hours.is_open(end) and _counted_to(cycle, counting, ended, end) == allowance:
        return end
    if allowance == 0:
        return started
    left = allowance
    for a, b in cycle.counts:
        here = counting.b(b) - counting.b(a)
        if here >= left:
            return counting.earliest(counting.b(a) + left)
        left -= here
    return counting.earliest(counting.b(ended) + allowance - elapsed)


def _counted_to(cycle: Cycle, counting: Grid, ended: int, instant: int) -> int:
    """E at an instant, the cycle taken to run on unpaused from its end."""
    spans = [(a, min(b, instant)) for a, b in cycle.counts if a < instant]
    if instant > ended:
        spans.append((ended, instant))
    return sum(counting.b(b) - counting.b(a) for a, b in spans)
