"""Why a promise of availability is not carried, part by part, and what would mend it (consistency, 6 to 8)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from operator import add

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.hours import windows_of
from slacode.engine.model.agreements import ExcludedCases, ExcludedState, Exclusion, OneOffWindow, RecurringWindow
from slacode.engine.model.conditions import Condition
from slacode.engine.proofs.budgets import AtLeast, Piece, Stage
from slacode.engine.proofs.downtime import Downtimes
from slacode.engine.proofs.downtime_claims import DowntimeClaim, Supplier, Suppliers
from slacode.engine.proofs.grids import Stretch
from slacode.engine.proofs.reckoning import Figure
from slacode.engine.support.carriers import Carrier, Group, Op, Part

_THOUSANDTHS = 100_000  # of a percent, in the whole


@dataclass(frozen=True, slots=True)
class PartTime:
    """What one part may be down for within a period and the promise's agreed time, in microseconds of that.

    `budget` is what its promise allows where it covers the time, made up of `pieces` unless it is rolling. In the rest
    nothing limits it: time `outside` its hours, time that it has `excluded`, time in which it is not `in force`.
    """

    supplier: Supplier
    budget: int
    outside: int
    excluded: int
    not_in_force: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """One node of what carries a promise: an operation on parts, a service on the way to its part, or a part.

    `downtime` is the most that it can have by itself in the period (an upper bound if it is not `exact`): all parts of
    an `all` add up to it where they are limited all the time and none is shared.
    """

    downtime: int
    exact: bool
    op: Op | None = None
    k: int | None = None
    never_together: str | None = None
    service: str | None = None
    part: PartTime | None = None
    parts: tuple[Behind, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether the downtime is the sum of that of the parts."""
        return self.downtime == sum(part.downtime for part in self.parts)


@dataclass(frozen=True, slots=True)
class Unaligned:
    """Time that a part excludes and the promise does not: downtime that the promise has to bear.

    `time` is the most of it in one period of the promise, in microseconds of its agreed time, `example` a stretch of
    it there. `exclusion` is the clause of the part. Time that depends on rows has no such figure: both are None.
    """

    supplier: Supplier
    stage: Stage
    exclusion: Exclusion
    time: int | None = None
    period: str | None = None
    example: Stretch | None = None


@dataclass(frozen=True, slots=True)
class Mend:
    """What one part would have to promise, the others as they are, for the promise to be carried.

    `least` is the smallest percentage, in thousandths, that suffices in its own periods (None: not even 100% does, or
    it promises no percentage); `same_period_suffices` tells whether it is enough to measure it in those of the promise.
    """

    supplier: Supplier
    least: Decimal | None
    same_period_suffices: bool


def behind(downtimes: Downtimes, claim: DowntimeClaim, period: Stretch, figure: Figure) -> Behind:
    """What carries a claim, each node with the most downtime that it can have within a period."""
    writing = _Writing(downtimes, claim, period, figure)
    return writing.node(claim.carrier, claim.entity)


class _Writing:
    def __init__(self, downtimes: Downtimes, claim: DowntimeClaim, period: Stretch, figure: Figure) -> None:
        self._downtimes, self._claim, self._period, self._figure = downtimes, claim, period, figure
        self._reckoning = downtimes.reckoning(claim)
        self._supplies = self._reckoning.supplies(period)
        self._places = Suppliers()  # the same walk gives the same places
        self._places.node(claim.carrier, claim.entity)

    def node(self, carrier: Carrier, entity: str | None) -> Behind:
        structure = self._places.node(carrier, entity)
        most = self._reckoning.most(structure, self._supplies, self._figure)
        plain = Behind(int(most.time), most.exact)
        match carrier:
            case Group():
                parts = tuple(self.node(part, entity) for part in carrier.parts)
                because = carrier.never_together
                return replace(plain, op=carrier.op, k=carrier.k, never_together=because, parts=parts)
            case Part(behind=inner) if inner is not None:
                name = carrier.service.name
                return replace(plain, service=name, parts=(self.node(inner, name),))
            case _:
                supplier = self._claim.suppliers[self._places.place_of(carrier, entity)]
                part = part_time(self._downtimes, self._claim, supplier, self._period)
                return replace(plain, part=part, service=carrier.service.name if isinstance(carrier, Part) else None)


def part_time(downtimes: Downtimes, claim: DowntimeClaim, part: Supplier, period: Stretch) -> PartTime:
    """What one part may be down for within a period of a claim."""
    counted, overlaps = claim.frame.counted, downtimes.overlaps
    budget = covered = in_force = in_hours = 0
    pieces: list[Piece] = []
    for stage in part.stages:
        inside = max(period[0], stage.frame.first), min(period[1], stage.frame.last)
        if inside[0] < inside[1]:
            budgets = downtimes.budgets.of(stage, counted)
            budget, covered = map(add, (budget, covered), budgets.within(period))
            in_force += counted.counted(*inside)
            in_hours += overlaps.both(counted, stage.frame.hours).counted(*inside)
            if not stage.frame.grid.per.rolling:
                pieces += budgets.pieces(period)
    whole = counted.counted(*period)
    return PartTime(part, budget, in_force - in_hours, in_hours - covered, whole - in_force, tuple(pieces))


def unaligned(downtimes: Downtimes, claim: DowntimeClaim) -> Iterator[Unaligned]:
    """What the parts of a claim exclude and the promise does not, clause by clause."""
    for part in claim.suppliers:
        for stage in part.stages:
            inside = max(claim.frame.first, stage.frame.first), min(claim.frame.last, stage.frame.last)
            if inside[0] < inside[1]:
                yield from _unaligned_windows(downtimes, claim, part, stage, inside)
                yield from _unaligned_states(downtimes, claim, part, stage)


def _unaligned_windows(
    downtimes: Downtimes, claim: DowntimeClaim, part: Supplier, stage: Stage, inside: Stretch
) -> Iterator[Unaligned]:
    overlaps, counted = downtimes.overlaps, claim.frame.counted
    in_hours = overlaps.both(counted, stage.frame.hours)
    covered = overlaps.both(counted, stage.frame.counted)
    if in_hours.counted(*inside) == covered.counted(*inside):
        return
    for exclusion in stage.version.exclusions:
        windows = windows_of(stage.version.model_copy(update={"exclusions": (exclusion,)}))
        if isinstance(exclusion, RecurringWindow | OneOffWindow):
            left = stage.frame.hours.without(windows)
            taken = overlaps.only(in_hours, left)
            yield from _most_taken(claim, taken, inside, Unaligned(part, stage, exclusion))


def _most_taken(
    claim: DowntimeClaim, taken: CompiledCalendar, inside: Stretch, found: Unaligned
) -> Iterator[Unaligned]:
    most, period = 0, inside
    for begin, stop in claim.frame.grid.within(*inside):
        time = taken.counted(begin, stop)
        if time > most:
            most, period = time, (begin, stop)
    if most:
        example = taken.runs_between(*period)[0]
        yield replace(found, time=most, period=claim.frame.grid.name(period), example=example)


def _unaligned_states(downtimes: Downtimes, claim: DowntimeClaim, part: Supplier, stage: Stage) -> Iterator[Unaligned]:
    own = {condition for x in claim.promise.version.exclusions for condition in _conditions(x)}
    log = downtimes.log_of(stage.target)
    for exclusion in stage.version.exclusions:
        if any(on == log and (on, condition) not in own for on, condition in _conditions(exclusion)):
            yield Unaligned(part, stage, exclusion)


def _conditions(exclusion: Exclusion) -> Iterator[tuple[str, Condition]]:
    if isinstance(exclusion, ExcludedState | ExcludedCases):
        for typed in exclusion.conditions:
            yield typed.log, typed.condition


def mends(downtimes: Downtimes, claim: DowntimeClaim, figure: Figure) -> list[Mend]:
    """For each part with a budget, what it would have to promise for one of the figures to be kept in every period."""
    return [_mend(downtimes, claim, place, figure) for place, part in enumerate(claim.suppliers) if part.stages]


def _mend(downtimes: Downtimes, claim: DowntimeClaim, place: int, figure: Figure) -> Mend:
    part = claim.suppliers[place]

    def keeps(stages: Iterator[Stage]) -> bool:
        changed = replace(part, stages=tuple(stages))
        suppliers = (*claim.suppliers[:place], changed, *claim.suppliers[place + 1 :])
        worst = downtimes.worst(replace(claim, suppliers=suppliers), figure)
        return worst is None or worst.kept

    grid = claim.frame.grid
    same_period = keeps(replace(stage, frame=replace(stage.frame, grid=grid)) for stage in part.stages)
    bounds = [stage.bound for stage in part.stages]
    shares = [bound.share for bound in bounds if isinstance(bound, AtLeast)]
    least = None
    if len(shares) == len(bounds):
        least = _least(lambda n: keeps(_at_least(part, Fraction(n, _THOUSANDTHS))), ceil(min(shares) * _THOUSANDTHS))
    return Mend(part, None if least is None else Decimal(least) / 1000, same_period)


def _least(keeps: Callable[[int], bool], promised: int) -> int | None:
    """The smallest number of thousandths, from what is promised on, that keeps; more never does harm."""
    if not keeps(_THOUSANDTHS):
        return None
    return bisect_left(range(_THOUSANDTHS), True, lo=promised, key=keeps)


def _at_least(part: Supplier, share: Fraction) -> Iterator[Stage]:
    """The versions of a part, each promising no less than a share."""
    for stage in part.stages:
        promised = stage.bound.share if isinstance(stage.bound, AtLeast) else share
        yield replace(stage, bound=AtLeast(max(share, promised)))
