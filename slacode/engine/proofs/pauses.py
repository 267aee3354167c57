"""Where the clock of a support may stand still while that of the promise which rests on it runs on (consistency, 1)."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from slacode.engine.logic import Example, TooManyCasesError, counter_example
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import ExcludedState, Target, Version
from slacode.engine.model.conditions import And, Condition, Not, Or
from slacode.engine.model.metrics import Clock, Metric
from slacode.engine.proofs.paths import Stage, Step, TimeClaim, steps_of


class Timing(NamedTuple):
    """The clock of a target in a version of its agreement: in which states it stands still, and in which it is over."""

    metric: Metric
    clock: Clock
    excluded: tuple[Condition, ...]

    @property
    def key(self) -> tuple[str, tuple[Condition, ...]]:
        """What tells it from others."""
        return (self.metric.name, self.excluded)

    @property
    def still(self) -> tuple[Condition, ...]:
        """The states in which it stands still."""
        return (self.clock.pause, *self.excluded) if self.clock.pause else self.excluded

    @property
    def over(self) -> tuple[Condition, ...]:
        """What stops or cancels it, so that it does not run either."""
        return (self.clock.stop, self.clock.cancel) if self.clock.cancel else (self.clock.stop,)


@dataclass(frozen=True, slots=True)
class Gap:
    """A state in which a support's clock stands still and ours may run; `example` is None where none is known."""

    ours: Timing
    theirs: Timing
    state: Condition
    example: Example | None


class Pauses:
    """Compares the clocks of a policy, each pair once."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self._known: dict[Hashable, Gap | None] = {}

    def first(self, claim: TimeClaim) -> tuple[Step, Condition] | None:
        """The first step of a claim's path whose clock may stand still while the claim's runs, and in what state."""
        stages = [(step, stage) for step in steps_of(claim.path) for stage in step.stages] if claim.path else []
        found = ((step, gap) for step, stage in stages if (gap := self.gap(claim, stage)))
        return next(((step, gap.state) for step, gap in found), None)

    def gap(self, claim: TimeClaim, stage: Stage) -> Gap | None:
        """The first state of a support's clock in which it stands still and ours may run."""
        ours, theirs = self._timing(claim.version, claim.target), self._timing(stage.version, stage.target)
        if ours is None or theirs is None or not theirs.still:
            return None
        key = (ours.key, theirs.key)
        if key not in self._known:
            self._known[key] = self._between(ours, theirs)
        return self._known[key]

    def _between(self, ours: Timing, theirs: Timing) -> Gap | None:
        for state in theirs.still:
            if ours.clock.log != theirs.clock.log:
                return Gap(ours, theirs, state, None)
            pausing = And(parts=(state, *(Not(part=over) for over in theirs.over)))
            try:
                example = counter_example(
                    pausing, Or(parts=(*ours.still, *ours.over)), self.lookup.logs[ours.clock.log]
                )
            except TooManyCasesError:
                continue  # too many to look at them all: nothing is said rather than guessed
            if example is not None:
                return Gap(ours, theirs, state, example)
        return None

    def _timing(self, version: Version, target: Target) -> Timing | None:
        metric = self.lookup.metric_of(target)
        if metric is None or not isinstance(metric.measure, Clock):
            return None
        clock = metric.measure
        excluded = (
            condition.condition
            for exclusion in version.exclusions
            if isinstance(exclusion, ExcludedState)
            for condition in exclusion.conditions
            if condition.log == clock.log
        )
        return Timing(metric, clock, tuple(excluded))
