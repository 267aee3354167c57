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
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from slacode.engine.hours import HoursOf
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Target
from slacode.engine.periods import Dates
from slacode.engine.proofs.budgets import AtLeast, Budgets, Overlaps
from slacode.engine.proofs.downtime_claims import DowntimeClaim, DowntimeClaims, Supplier
from slacode.engine.proofs.grids import Stretch
from slacode.engine.proofs.reckoning import Figure, Memory, Reckoning, Supplies
from slacode.engine.proofs.structures import Most, best_share, independent_share, parts_of
from slacode.engine.support.carriers import Promise


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

    supplies: Supplies
    promised: int
    most: Most

    @property
    def missed_by(self) -> int:
        return int(self.most.time) - self.promised


@dataclass(slots=True)
class _Outcome:
    """What comes of all claims that are alike: the worst periods, and the least shares once they are asked for."""

    worst: dict[Figure, _Found]
    shares: tuple[Fraction, Fraction | None] | None = None


class Downtimes:
    """Judges the claims of availability of a policy; whatever claims have in common is worked out once."""

    def __init__(self, lookup: Lookup, hours: HoursOf | None = None) -> None:
        self._claims = DowntimeClaims(lookup, hours)
        self._memory = Memory(self._claims.first, self._claims.last)
        self._outcomes: dict[Hashable, _Outcome] = {}

    @property
    def overlaps(self) -> Overlaps:
        """The open time that pairs of calendars share."""
        return self._memory.overlaps

    @property
    def budgets(self) -> Budgets:
        """The budgets of promises inside periods."""
        return self._memory.budgets

    def claims(self) -> Iterator[DowntimeClaim]:
        """Every row of the policy that promises availability and has something behind it, by agreement and version."""
        return self._claims.claims()

    def claims_of(self, promise: Promise) -> tuple[DowntimeClaim, ...]:
        """The claims of one row, mostly one; none if it promises no availability or has nothing behind it."""
        return tuple(self._claims.of_row(promise))

    def case(self, claim: DowntimeClaim) -> DowntimeCase | None:
        """How a claim turns out; None if it has no agreed time in any period."""
        outcome = self._outcome(claim)
        guaranteed, budgeted = (_worst(claim, outcome, figure) for figure in _FIGURES)
        if guaranteed is None or budgeted is None:
            return None
        if outcome.shares is None:
            outcome.shares = min(self._shares(claim), key=lambda both: (both[0], 2 if both[1] is None else both[1]))
        best, independent = outcome.shares
        required = 1 - Fraction(budgeted.promised, budgeted.agreed)
        if isinstance(claim.bound, AtLeast):
            required = claim.bound.share
        return DowntimeCase(claim, guaranteed, budgeted, required, independent, best)

    def worst(self, claim: DowntimeClaim, figure: Figure) -> WorstPeriod | None:
        """The period of a claim in which one of the figures is worst; of equal ones the first."""
        return _worst(claim, self._outcome(claim), figure)

    def _outcome(self, claim: DowntimeClaim) -> _Outcome:
        key = _key(claim)  # it is long: to look it up takes as long as much of what it saves
        known = self._outcomes.get(key)
        if known is None:
            known = self._outcomes[key] = _Outcome(self._search(claim))
        return known

    def reckoning(self, claim: DowntimeClaim) -> Reckoning:
        """The downtime behind a claim, period by period."""
        return Reckoning(claim, self._memory)

    def log_of(self, target: Target) -> str | None:
        """The log that a target is measured on."""
        return self._claims.log_of(target)

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

    def _search(self, claim: DowntimeClaim) -> dict[Figure, _Found]:
        reckoning, frame = self.reckoning(claim), claim.frame
        worst: dict[Figure, _Found] = {}
        for period in frame.grid.within(frame.first, frame.last):
            supplies = reckoning.supplies(period)
            if supplies.agreed:
                promised = claim.bound.allowed(supplies.agreed)
                for figure in _FIGURES:
                    here = _Found(supplies, promised, reckoning.most(claim.structure, supplies, figure))
                    if figure not in worst or here.missed_by > worst[figure].missed_by:
                        worst[figure] = here
        return worst

    def _shares(self, claim: DowntimeClaim) -> Iterator[tuple[Fraction, Fraction | None]]:
        """The best and the independent share between changes of the supports."""
        seen: dict[tuple[Fraction | None, ...], None] = {}
        for start, _ in pairwise(self.reckoning(claim).edges((claim.frame.first, claim.frame.last))):
            seen[tuple(self.share_at(part, start) for part in claim.suppliers)] = None
        needed = set(parts_of(claim.structure))
        for promised in seen:
            shares = [Fraction(1) if share is None else share for share in promised]
            complete = all(promised[part] is not None for part in needed)
            yield best_share(claim.structure, shares), independent_share(claim.structure, shares) if complete else None


def _worst(claim: DowntimeClaim, outcome: _Outcome, figure: Figure) -> WorstPeriod | None:
    found, grid = outcome.worst.get(figure), claim.frame.grid
    if found is None:
        return None
    period, agreed = found.supplies.period, found.supplies.agreed
    name, dates = grid.name(period), grid.dates(period)
    return WorstPeriod(period, name, dates, agreed, found.promised, int(found.most.time), found.most.exact)


def _key(claim: DowntimeClaim) -> Hashable:
    """All that the outcome of a claim depends on."""
    return (claim.bound, claim.frame, claim.structure, *(part.signature for part in claim.suppliers))


_FIGURES: tuple[Figure, ...] = ("guaranteed", "budgeted")
