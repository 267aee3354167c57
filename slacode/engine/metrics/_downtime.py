"""The figures of one service under one row of a target, period by period: agreed time, downtime, longest outage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from slacode.engine.calendar.instants import SECOND
from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.ahead.bears import Bears, downtime_borne
from slacode.engine.evaluate.batch import Micros
from slacode.engine.evaluate.outcome import CanBecome, bound_of, figure_outcome, holds, reachable
from slacode.engine.evaluate.plan import Planning, TargetPlan
from slacode.engine.evaluate.record import Part, bearing, parts_of, record
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.metrics._outages import Stretches
from slacode.engine.metrics._spans import Counted, Spans
from slacode.engine.model.agreements import Level


class Downtime:
    """The downtime of a service: outages joined where they overlap or touch, less what is excluded."""

    def __init__(self, down: Spans, out: Spans, table: DayTable) -> None:
        self._outages = down.merged()
        self._counted = Counted(down.without(out), table)

    def between(self, starts: Micros, ends: Micros) -> Micros:
        """The downtime from each start to its end, in microseconds."""
        return self._counted.between(starts, ends)

    def outages(self, start: int, end: int) -> Micros:
        """How much of each outage is counted in some time, in order."""
        first = int(np.searchsorted(self._outages.ends, start, side="right"))
        last = int(np.searchsorted(self._outages.starts, end, side="left"))
        if first >= last:
            return self._outages.starts[:0]
        opens = np.maximum(self._outages.starts[first:last], start)
        return self._counted.between(opens, np.minimum(self._outages.ends[first:last], end))

    def lasts_to(self, instant: int) -> bool:
        """Whether the last outage is not over before an instant."""
        return bool(self._outages.ends.size) and int(self._outages.ends[-1]) >= instant


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a service in a part of a period, in microseconds: the time agreed so far and in all, what of the
    rest could be downtime, and the downtime, with that of it which counts whatever comes; and how many outages."""

    agreed: int
    agreed_in_all: int
    rest: int
    down: int
    firm_down: int
    longest: int
    firm_longest: int
    longest_to_come: int
    outages: int


def figures_of(
    plan: TargetPlan, planning: Planning, row: int, entity: str, found: Stretches, as_of: int
) -> Iterator[TargetResult]:
    """The results of a service under a row of the target, by period."""
    promise = plan.rows[row].obligation
    assert isinstance(promise, Level), "availability is bounded by a level"  # noqa: S101
    measured = _Measured(plan, planning, row, found)
    unit = "%" if promise.aggregate is None else "s"
    parts = tuple(parts_of(plan, as_of))
    for part, figures in zip(parts, measured.figures(parts), strict=True):
        enough = figures.outages >= (promise.at_least_cases or 0)
        no_data = plan.chosen.target.no_data_counts_as
        can_become = None if part.span.over else _can_become(promise, figures, no_data)
        outcome = figure_outcome(
            promise, _figure(promise, figures), enough=enough, can_become=can_become, no_data=no_data
        )
        provisional = found.loose_within(row, part.start, part.seen)
        result = record(plan, row, part.window, outcome, unit, provisional=provisional)
        yield replace(bearing(result, _bears(promise, figures)), entity=entity, downtime=figures.down)


class _Measured:
    """The figures of all parts at once, but for those of single outages."""

    def __init__(self, plan: TargetPlan, planning: Planning, row: int, found: Stretches) -> None:
        version, one = plan.chosen.version, plan.rows[row]
        self._hours, self._agreed = planning.counted(one, version), planning.agreed(one, version)
        out = found.out(also_up=True)
        self._down = Downtime(found.down(row), out, self._hours)
        self._firm = Downtime(found.down(row, firm=True), out, self._hours)
        self._out = Counted(found.out(also_up=False).merged(), self._agreed)

    def figures(self, parts: Sequence[Part]) -> Iterator[Figures]:
        start, seen, end = (np.array([getattr(p, name) for p in parts], np.int64) for name in ("start", "seen", "end"))
        out = self._out.between(start, seen)
        columns = np.stack(
            (
                self._agreed.counted(start, seen) - out,
                self._agreed.counted(start, end) - out,
                self._hours.counted(seen, end),
                self._down.between(start, seen),
                self._firm.between(start, seen),
            )
        )
        for part, known in zip(parts, columns.T.tolist(), strict=True):
            agreed, in_all, rest, down, firm = known
            yield Figures(agreed, in_all, rest, down, firm, *self._of_outages(part, rest))

    def _of_outages(self, part: Part, rest: int) -> tuple[int, int, int, int]:
        outages, firm = (downtime.outages(part.start, part.seen) for downtime in (self._down, self._firm))
        longest = int(outages.max(initial=0))
        lasting = int(outages[-1]) if outages.size and self._down.lasts_to(part.seen) else 0
        return longest, int(firm.max(initial=0)), max(longest, lasting + rest), int(outages.size)


def _figure(promise: Level, figures: Figures) -> Fraction | None:
    """The figure that is bounded: percent or seconds; None where no time was agreed."""
    if figures.agreed <= 0:
        return None
    if promise.aggregate is None:
        return _percent(figures.agreed, figures.down)
    return Fraction(figures.down if promise.aggregate == "total" else figures.longest, SECOND)


def _percent(agreed: int, down: int) -> Fraction:
    return Fraction(100 * (agreed - down), agreed)


def _can_become(promise: Level, figures: Figures, no_data: CanBecome | None) -> CanBecome:
    """All that is left may be up, and all of it may be down."""
    if figures.agreed_in_all <= 0:
        return no_data or "no data"
    if figures.outages < (promise.at_least_cases or 0):
        return "either"
    if promise.aggregate is None:
        most = figures.agreed_in_all
        ends = _percent(most, figures.firm_down), _percent(most, figures.down + figures.rest)
    elif promise.aggregate == "total":
        ends = Fraction(figures.firm_down, SECOND), Fraction(figures.down + figures.rest, SECOND)
    else:
        ends = Fraction(figures.firm_longest, SECOND), Fraction(figures.longest_to_come, SECOND)
    found = {holds(promise, end) for end in ends}
    return reachable(good=True in found, bad=False in found)


def _bears(promise: Level, figures: Figures) -> Bears | None:
    """The minutes left of the whole period's budget; of a longest outage there is no budget."""
    bound = bound_of(promise.quantity)
    if promise.aggregate is None:
        return downtime_borne((100 - bound) * figures.agreed_in_all / 100, figures.down)
    return downtime_borne(bound * SECOND, figures.down) if promise.aggregate == "total" else None
