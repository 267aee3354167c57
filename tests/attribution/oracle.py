"""Whose time a case was, a quarter of an hour at a time and one case after the other, straight from the reference, 8.3.

It knows the clocks of `build.POLICY` and nothing of the product: a support counts while it has the case, which is not
solved, and its hours are open; its later cycles begin anew (`restarts`) or go on (`continues`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

STEP = dt.timedelta(minutes=15)
HOURS: Mapping[str, Callable[[dt.datetime], bool]] = {
    "always": lambda _: True,
    "office": lambda at: at.weekday() < 5 and 8 <= at.hour < 16,
    "early": lambda at: at.weekday() < 5 and 6 <= at.hour < 12,
}


@dataclass(frozen=True)
class Event:
    """A row of a case: status, who has it, and who works on it too."""

    at: dt.datetime
    status: str
    team: str
    also: str


@dataclass(frozen=True)
class Support:
    """A support: its team, hours and promise (quarters of an hour), whether its cycles begin anew, what it rests on."""

    team: str
    hours: str
    allowance: int
    restarts: bool
    below: frozenset[str] = frozenset()


@dataclass
class Share:
    """What falls to a support in one cycle of the target, in quarters of an hour; `broke` in an overlapping one."""

    took: int = 0
    attributed: Fraction = Fraction(0)
    shared: int = 0
    late: Fraction = Fraction(0)
    broke: bool = False


@dataclass
class Cycle:
    """A cycle of the target: what it counted, of that after the breach, what is nobody's, and the supports' shares."""

    elapsed: int = 0
    overdue: int = 0
    rest: int = 0
    shares: dict[str, Share] = field(default_factory=dict)


def cycles_of(
    events: Sequence[Event],
    supports: Mapping[str, Support],
    hours: str,
    allowance: int,
    until: dt.datetime,
    *,
    restarts: bool,
) -> list[Cycle]:
    """All cycles of the target in a case whose first row is `new`."""
    spans = _spans([(event.at, event.status != "solved") for event in events], until, restarts=restarts)
    ticks = {name: _ticks(events, support, until) for name, support in supports.items()}
    return [_cycle(events, span, supports, ticks, hours, allowance) for span in spans]


def _state(events: Sequence[Event], at: dt.datetime) -> Event:
    return [event for event in events if event.at <= at][-1]


def _spans(
    states: Sequence[tuple[dt.datetime, bool]], until: dt.datetime, *, restarts: bool
) -> list[tuple[dt.datetime, dt.datetime]]:
    """From the first running row of a run to the row that ends it; all runs as one where later ones go on."""
    spans: list[tuple[dt.datetime, dt.datetime]] = []
    since: dt.datetime | None = None
    for at, running in states:
        if running and since is None:
            since = at
        elif not running and since is not None:
            spans.append((since, at))
            since = None
    if since is not None:
        spans.append((since, until))
    return spans if restarts or not spans else [(spans[0][0], spans[-1][1])]


@dataclass
class _Ticks:
    """When a support counts, when it is late by then, and the spans of its cycles with whether each is breached."""

    counted: set[dt.datetime] = field(default_factory=set)
    late: set[dt.datetime] = field(default_factory=set)
    cycles: list[tuple[dt.datetime, dt.datetime, bool]] = field(default_factory=list)


def _ticks(events: Sequence[Event], support: Support, until: dt.datetime) -> _Ticks:
    has = [(e.at, support.team in (e.team, e.also), e.status != "solved") for e in events]
    spans = _spans([(at, ours and running) for at, ours, running in has], until, restarts=support.restarts)
    if spans and not support.restarts:  # one that begins with a solved row is stopped there, and goes on later
        spans = [(next(at for at, ours, _ in has if ours), spans[0][1])]
    found = _Ticks()
    for since, behind in spans:
        elapsed, at = 0, since
        while at < behind:
            event = _state(events, at)
            runs = support.team in (event.team, event.also) and event.status != "solved"
            if runs and HOURS[support.hours](at):
                found.counted.add(at)
                if elapsed >= support.allowance:
                    found.late.add(at)
                elapsed += 1
            at += STEP
        found.cycles.append((since, behind, elapsed > support.allowance))
    return found


def _cycle(
    events: Sequence[Event],
    span: tuple[dt.datetime, dt.datetime],
    supports: Mapping[str, Support],
    ticks: Mapping[str, _Ticks],
    hours: str,
    allowance: int,
) -> Cycle:
    cycle = Cycle(shares={name: Share() for name in supports})
    at, end = span
    for name, of in ticks.items():
        cycle.shares[name].broke = any(broke and a < end and span[0] < b for a, b, broke in of.cycles)
    while at < end:
        counting = [name for name in supports if at in ticks[name].counted]
        for name in counting:
            cycle.shares[name].took += 1
        if _state(events, at).status not in ("waiting", "solved") and HOURS[hours](at):
            _part(cycle, [n for n in counting if not supports[n].below.intersection(counting)], ticks, at)
            cycle.elapsed += 1
            cycle.overdue += cycle.elapsed > allowance
        at += STEP
    return cycle


def _part(cycle: Cycle, owners: Sequence[str], ticks: Mapping[str, _Ticks], at: dt.datetime) -> None:
    cycle.rest += not owners
    for name in owners:
        share = cycle.shares[name]
        share.attributed += Fraction(1, len(owners))
        share.late += Fraction(1, len(owners)) if at in ticks[name].late else 0
        share.shared += len(owners) > 1
