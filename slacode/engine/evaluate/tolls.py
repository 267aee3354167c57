"""What settlement needs of a log beside results: breaches one by one, summed up, and what they were due to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from slacode.engine.calendar.instants import SECOND
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.model.money import Penalty
from slacode.engine.settle.facts import Breach, CauseKey

_UNITS = {"minute": 60 * SECOND, "hour": 3600 * SECOND, "day": 86400 * SECOND}


@dataclass(frozen=True, slots=True, order=True)
class Stop:
    """Breached cases alike: the row of the target, the cell of their stop, how late, of which cause, and whether that
    can no longer change."""

    row: int
    cell: int
    late: int
    cause: str | None
    settled: bool


class Due(NamedTuple):
    """A cause (None: not known) of what counts against a row of the target in a cell, for an entity if it has any."""

    row: int
    cell: int
    cause: str | None
    entity: str | None = None


@dataclass(slots=True)
class Tolls:
    """How many breached cases were stopped alike, and the causes of what counts against a row."""

    stops: Counter[Stop] = field(default_factory=Counter)
    causes: set[Due] = field(default_factory=set)

    def merge(self, other: Tolls) -> None:
        """Add those of other cases."""
        self.stops.update(other.stops)
        self.causes |= other.causes


@dataclass(frozen=True, slots=True)
class Toll:
    """What the penalties on a target ask of its cases: how late breaches are, to a `unit` in microseconds (None: they
    cost nothing one by one; 0: however late), and the field of their cause (None: it does not matter)."""

    unit: int | None
    cause: str | None

    @property
    def texts(self) -> tuple[str, ...]:
        """The fields that are read for it."""
        return () if self.cause is None else (self.cause,)


def toll_of(plan: TargetPlan, fields: frozenset[str]) -> Toll | None:
    """What is asked of a target's log, which has those fields; None if nothing is."""
    unit, cause = _unit(penalties_of(plan)), cause_of(plan, fields)
    return None if unit is None and cause is None else Toll(unit, cause)


def cause_of(plan: TargetPlan, fields: frozenset[str]) -> str | None:
    """The field of `one credit per cause` (language reference, 7.8), if the target has a penalty and its log has it."""
    field = plan.chosen.version.one_credit_by
    return field if field in fields and penalties_of(plan) else None


def penalties_of(plan: TargetPlan) -> list[Penalty]:
    """The penalties and bonuses on a target."""
    return [penalty for penalty in plan.chosen.version.penalties if penalty.target == plan.chosen.target.name]


def _unit(penalties: list[Penalty]) -> int | None:
    """The finest unit in which lateness is counted; each coarser one is a multiple of it."""
    units = [_UNITS[each.per_started] if each.per_started else 0 for p in penalties for each in p.each_breach]
    return min((unit for unit in units if unit), default=0) if units else None


def breaches_of(plan: TargetPlan, tolls: Tolls) -> Iterator[Breach]:
    """The breaches by row and period, in a fixed order."""
    for stop in sorted(tolls.stops, key=lambda one: (one.row, one.cell, one.late, one.cause or "", one.settled)):
        window = plan.periods.windows[stop.cell]
        yield Breach(
            row=plan.rows[stop.row].label,
            period=window.name,
            start=window.start,
            end=window.end,
            late=stop.late,
            cause=stop.cause,
            count=tolls.stops[stop],
            settled=stop.settled,
        )


def causes_of(plan: TargetPlan, tolls: Tolls) -> dict[CauseKey, frozenset[str | None]]:
    """The causes by row, entity and period."""
    found: dict[CauseKey, set[str | None]] = {}
    for one in tolls.causes:
        for window in plan.periods.windows_with(one.cell):
            found.setdefault(CauseKey(plan.rows[one.row].label, one.entity, window.name), set()).add(one.cause)
    return {key: frozenset(causes) for key, causes in found.items()}
