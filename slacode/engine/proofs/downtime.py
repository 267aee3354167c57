"""Whether what stands behind a promise of availability can carry it, in minutes of downtime (consistency, 6 to 8).

`Downtimes(lookup)` makes the claims of a policy (`claims`, `claims_of`) and judges each with `case`: the most downtime
that may lie behind one period of the promise, in the period in which the promise is missed by most (or, if it is kept,
kept most narrowly). Two such figures are given. `guaranteed` counts all: the budgets of the parts, and time in which
nothing limits them (outside their hours, in what they exclude and the promise does not, outside their terms, parts
that no promise limits). `budgeted` counts what the promises allow and nothing else, as if their hours, exclusions and
terms met the promise's and what is not promised never failed: what a message about percentages speaks of. Beside them
stand the shares of time under independence and at the very best. `downtime_reasons` writes a figure out part by
part, and finds what would mend it.

Times are integer microseconds of the promise's own counted time, instants are UTC microseconds. Downtime is counted in
whole microseconds, so every budget and figure is rounded down to one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.hours import HoursOf
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Target
from slacode.engine.periods import Dates
from slacode.engine.proofs.budgets import AtLeast, Budgets, Overlaps
from slacode.engine.proofs.downtime_claims import DowntimeClaim, DowntimeClaims, Supplier
from slacode.engine.proofs.grids import Stretch
from slacode.engine.proofs.structures import (
    Cell,
    Most,
    Node,
    best_share,
    independent_share,
    most_downtime,
    parts_of,
    with_known,
)
from slacode.engine.support_of import Promise

Figure = Literal["guaranteed", "budgeted"]

MOST_CELLS = 64
"""So many spans of equal coverage of one period are told apart; beyond, the figure is an upper bound."""


@dataclass(frozen=True, slots=True)
class WorstPeriod:
    """The period in which a promise is missed by most, or kept most narrowly.

    `name` and `dates` are local ones of the promise. `agreed` is its agreed time, `promised` the downtime it allows,
    `downtime` the most that may lie behind it: an upper bound of that if it is not `exact`.
    """

    period: Stretch
    name: str
    dates: Dates
    agreed: int
    promised: int
    downtime: int
    exact: bool

    @property
    def missed_by(self) -> int:
        """How much more downtime there may be than promised; negative or 0 if the promise is kept."""
        return self.downtime - self.promised

    @property
    def kept(self) -> bool:
        """Whether the promise is kept in every period, this being the worst."""
        return self.missed_by <= 0


@dataclass(frozen=True, slots=True)
class DowntimeCase:
    """How a claim turns out. Shares of time are from 0 to 1.

    `required` is what the promise asks for, `best` what the promised shares can reach however the parts depend on each
    other, `independent` what they come to if the parts fail independently (None where a share of a part is not
    promised); both in the stretch between changes of the supports in which `best` is least.
    """

    claim: DowntimeClaim
    guaranteed: WorstPeriod
    budgeted: WorstPeriod
    required: Fraction
    independent: Fraction | None
    best: Fraction

    @property
    def too_low(self) -> bool:
        """Whether not even the best case suffices: `support-availability-too-low`."""
        return self.required > self.best


@dataclass(frozen=True, slots=True)
class _Found:
    """A worst period, still without its name."""

    period: Stretch
    agreed: int
    promised: int
    most: Most

    @property
    def missed_by(self) -> int:
        return int(self.most.time) - self.promised


class Downtimes:
    """Judges the claims of availability of a policy; whatever claims have in common is worked out once."""

    def __init__(self, lookup: Lookup, hours: HoursOf | None = None) -> None:
        self._claims = DowntimeClaims(lookup, hours)
        self._found: dict[Hashable, _Found | None] = {}
        self._most: dict[Hashable, Most] = {}

    @cached_property
    def overlaps(self) -> Overlaps:
        """The open time that pairs of calendars share."""
        return Overlaps(self._claims.first, self._claims.last)

    @cached_property
    def budgets(self) -> Budgets:
        """The budgets of promises inside periods."""
        return Budgets(self.overlaps)

    def claims(self) -> Iterator[DowntimeClaim]:
        """Every row of the policy that promises availability and has something behind it, by agreement and version."""
        return self._claims.claims()

    def claims_of(self, promise: Promise) -> tuple[DowntimeClaim, ...]:
        """The claims of one row, mostly one; none if it promises no availability or has nothing behind it."""
        return tuple(self._claims.of_row(promise))

    def case(self, claim: DowntimeClaim) -> DowntimeCase | None:
        """How a claim turns out; None if it has no agreed time in any period."""
        guaranteed, budgeted = self.worst(claim, "guaranteed"), self.worst(claim, "budgeted")
        if guaranteed is None or budgeted is None:
            return None
        best, independent = min(self._shares(claim), key=lambda both: (both[0], 2 if both[1] is None else both[1]))
        required = 1 - Fraction(budgeted.promised, budgeted.agreed)
        if isinstance(claim.bound, AtLeast):
            required = claim.bound.share
        return DowntimeCase(claim, guaranteed, budgeted, required, independent, best)

    def worst(self, claim: DowntimeClaim, figure: Figure) -> WorstPeriod | None:
        """The period of a claim in which one of the figures is worst; of equal ones the first."""
        key = (figure, claim.bound, claim.frame, claim.structure, *(part.signature for part in claim.suppliers))
        if key not in self._found:
            self._found[key] = self._worst(claim, figure)
        found, grid = self._found[key], claim.frame.grid
        if found is None:
            return None
        return WorstPeriod(
            found.period,
            grid.name(found.period),
            grid.dates(found.period),
            found.agreed,
            found.promised,
            int(found.most.time),
            found.most.exact,
        )

    def _worst(self, claim: DowntimeClaim, figure: Figure) -> _Found | None:
        frame = claim.frame
        worst: _Found | None = None
        for period in frame.grid.within(frame.first, frame.last):
            agreed = frame.agreed.counted(*period)
            if agreed:
                most = self.most(claim, claim.structure, period, figure)
                here = _Found(period, agreed, claim.bound.allowed(agreed), most)
                worst = here if worst is None or here.missed_by > worst.missed_by else worst
        return worst

    def most(self, claim: DowntimeClaim, structure: Node, period: Stretch, figure: Figure) -> Most:
        """The most downtime that a structure of a claim's suppliers can have within a period."""
        time = claim.frame.counted.counted(*period)
        supplies = [self.supply(part, claim.frame.counted, period) for part in claim.suppliers]
        budgets = tuple(budget for budget, _ in supplies)
        if figure == "budgeted":
            known = {place: _fails(part) for place, part in enumerate(claim.suppliers) if part.lack}
            promised = with_known(structure, known) if known else structure
            return self._solved(promised, (Cell(frozenset(), time),), budgets)
        cells = self._cells(claim, period, [covered for _, covered in supplies], time)
        if len(cells) > MOST_CELLS:
            loose = tuple(budget + time - covered for budget, covered in supplies)
            return replace(self._solved(structure, (Cell(frozenset(), time),), loose), exact=False)
        return self._solved(structure, cells, budgets)

    def supply(self, part: Supplier, counted: CompiledCalendar, period: Stretch) -> tuple[int, int]:
        """The budget of a part within a period, and how much of the time `counted` it covers, over its versions."""
        if len(part.stages) == 1:
            return self.budgets.budget(part.stages[0], counted, period)
        found = [self.budgets.budget(stage, counted, period) for stage in part.stages]
        return sum(budget for budget, _ in found), sum(covered for _, covered in found)

    def log_of(self, target: Target) -> str | None:
        """The log that a target is measured on."""
        return self._claims.log_of(target)

    def _solved(self, structure: Node, cells: tuple[Cell, ...], budgets: tuple[int, ...]) -> Most:
        key = (structure, cells, budgets)
        if key not in self._most:
            self._most[key] = most_downtime(structure, cells, budgets)
        return self._most[key]

    def _cells(self, claim: DowntimeClaim, period: Stretch, covered: list[int], time: int) -> tuple[Cell, ...]:
        """The agreed time of a period by which parts may be down in it as long as they like."""
        if all(cover in (0, time) for cover in covered):
            return (Cell(frozenset(place for place, cover in enumerate(covered) if cover < time), time),)
        cells: dict[frozenset[int], int] = {}
        for start, end in pairwise(_edges(claim, period)):
            by_hours: dict[CompiledCalendar | None, frozenset[int]] = {}
            for place, part in enumerate(claim.suppliers):
                hours = next((s.frame.counted for s in part.stages if s.frame.first <= start < s.frame.last), None)
                by_hours[hours] = by_hours.get(hours, frozenset()) | {place}
            free = by_hours.pop(None, frozenset())
            limited = [(hours, places) for hours, places in by_hours.items() if hours is not None]
            for here, span in self._split(claim.frame.counted, (start, end), limited, free):
                cells[here] = cells.get(here, 0) + span
                if len(cells) > MOST_CELLS:
                    break
        return tuple(Cell(free, span) for free, span in sorted(cells.items(), key=lambda one: sorted(one[0])))

    def _split(
        self,
        time: CompiledCalendar,
        inside: Stretch,
        limited: list[tuple[CompiledCalendar, frozenset[int]]],
        free: frozenset[int],
    ) -> Iterator[tuple[frozenset[int], int]]:
        """The open time of a calendar within a stretch by which of the hours cover it."""
        whole = time.counted(*inside)
        if not limited or not whole:
            if whole:
                yield free, whole
            return
        (hours, places), rest = limited[0], limited[1:]
        both = self.overlaps.both(time, hours)
        shared = both.counted(*inside)
        if shared == whole:
            yield from self._split(time, inside, rest, free)
        elif shared == 0:
            yield from self._split(time, inside, rest, free | places)
        else:
            yield from self._split(both, inside, rest, free)
            yield from self._split(self.overlaps.only(time, hours), inside, rest, free | places)

    def _shares(self, claim: DowntimeClaim) -> Iterator[tuple[Fraction, Fraction | None]]:
        """The best and the independent share between changes of the supports."""
        seen: dict[tuple[Fraction | None, ...], None] = {}
        for start, _ in pairwise(_edges(claim, (claim.frame.first, claim.frame.last))):
            seen[tuple(self.share_at(part, start) for part in claim.suppliers)] = None
        needed = set(parts_of(claim.structure))
        for promised in seen:
            shares = [Fraction(1) if share is None else share for share in promised]
            complete = all(promised[part] is not None for part in needed)
            yield best_share(claim.structure, shares), independent_share(claim.structure, shares) if complete else None

    def share_at(self, part: Supplier, instant: int) -> Fraction | None:
        """The share of time, 0 to 1, for which a part is promised to be up at an instant; None if for no share.

        A total of downtime is taken as a share of the agreed time of the period that holds the instant.
        """
        stage = next((s for s in part.stages if s.frame.first <= instant < s.frame.last), None)
        if stage is None:
            return None
        if isinstance(stage.bound, AtLeast):
            return stage.bound.share
        agreed = max(stage.frame.agreed.counted(*period) for period in stage.frame.grid.meeting(instant, instant + 1))
        return 1 - Fraction(stage.bound.allowed(agreed), agreed) if agreed else None


def _fails(part: Supplier) -> bool:
    """Whether a part without a budget fails where only promises are counted: if it was promised to, without a limit."""
    return part.lack == "single outages"


def _edges(claim: DowntimeClaim, inside: Stretch) -> list[int]:
    """The ends of a stretch and the changes of the supports within it."""
    changes = {edge for part in claim.suppliers for s in part.stages for edge in (s.frame.first, s.frame.last)}
    return sorted({*inside, *(edge for edge in changes if inside[0] < edge < inside[1])})
