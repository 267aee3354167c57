"""Proves or refutes a claim of time: quickly where a bound suffices, else by the worst case; and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from slacode.engine.calendar.compiled import CompiledCalendar
from slacode.engine.calendar.instants import CalendarError
from slacode.engine.proofs.paths import HandOver, Path, Stage, Step, TimeClaim, hand_overs, replaced
from slacode.engine.proofs.promises import Business, Elapsed
from slacode.engine.proofs.worst_case import Claim, WorstCase, largest, worst_case

_MINUTE = 60_000_000


@dataclass(frozen=True, slots=True)
class Mend:
    """What one promise of a path would have to be, the others as they are, for the whole to hold.

    `largest` is the most counted time, in microseconds, or the most business days; None if even nothing is too much.
    `same_hours_suffice` tells whether it is enough to count it, as long as it is, in the hours of what it carries.
    """

    hand_over: HandOver
    largest: int | None
    same_hours_suffice: bool


class Bounds:
    """Upper bounds of what single promises use of another's hours, each worked out once.

    What a path uses is no more than the sum of what its steps use in turn, or the most of any side by side: counted
    time adds up along hand-overs. So a promise that bears the sum is proved without looking at its path.
    """

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self._used: dict[tuple[Elapsed | Business, CompiledCalendar], int] = {}

    def used(self, path: Path, counted: CompiledCalendar) -> int:
        """The most that a path can use of some hours, or more than that."""
        if isinstance(path, Step):
            return max(self._of_stage(stage, counted) for stage in path.stages)
        parts = [self.used(part, counted) for part in path.parts]
        return sum(parts) if path.op == "then" else max(parts)

    def _of_stage(self, stage: Stage, counted: CompiledCalendar) -> int:
        promise = stage.promise
        if isinstance(promise, Elapsed) and promise.calendar is counted:
            return promise.allowance
        if (promise, counted) not in self._used:
            claim = Claim(Elapsed(counted, 0), counted, promise)
            self._used[promise, counted] = worst_case(claim, self.first, self.last).used
        return self._used[promise, counted]


def proved_quickly(claim: TimeClaim, bounds: Bounds) -> bool:
    """Whether bounds of the single steps already show that the promise can be kept, whatever the start."""
    if claim.path is None or not isinstance(claim.promise, Elapsed):
        return False
    if claim.first < bounds.first or bounds.last < claim.last:
        return False
    try:
        return bounds.used(claim.path, claim.counted) <= claim.promise.allowance
    except CalendarError:
        return False


def worst_case_of(claim: TimeClaim) -> WorstCase:
    """The worst case of a claim over all the starts that its version judges; see `worst_case`."""
    return worst_case(claim.claim, claim.first, claim.last)


def mends(claim: TimeClaim, worst: WorstCase) -> list[Mend]:
    """For each promise on a path the largest that would still keep the slack at 0 or more (consistency, 4)."""
    assert claim.path is not None  # noqa: S101 - there is a worst case
    return [_mend(claim, worst, hand_over) for hand_over in hand_overs(claim.path, worst.start)]


def _mend(claim: TimeClaim, worst: WorstCase, hand_over: HandOver) -> Mend:
    short = [worst.start]  # where some promise of it turned out too long: the next one is tried there first

    def keeps(promise: Elapsed | Business) -> bool:
        changed = _with(claim, hand_over, promise)
        if any(changed.claim.at(start).slack < 0 for start in short):
            return False
        found = worst_case_of(changed)
        if found.slack < 0:
            short.append(found.start)
        return found.slack >= 0

    promise = hand_over.stage.promise
    if isinstance(promise, Business):
        most = largest(lambda days: keeps(replace(promise, days=days)), promise.days)
        return Mend(hand_over, most, False)
    most = largest(lambda us: keeps(replace(promise, allowance=us)), promise.allowance, _MINUTE)
    return Mend(hand_over, most, keeps(replace(promise, calendar=claim.counted)))


def _with(claim: TimeClaim, hand_over: HandOver, promise: Elapsed | Business) -> TimeClaim:
    assert claim.path is not None  # noqa: S101 - there is a hand-over
    step = hand_over.step
    path = replaced(claim.path, step, step.with_promise(hand_over.stage, promise))
    return replace(claim, path=path)

