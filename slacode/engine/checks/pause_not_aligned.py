"""A clock behind a promise is paused only while the clock of the promise is paused too.

## What it finds

An OLA or underpinning contract whose clock stands still, by `pause while` or `exclude while`, in a state in which the
clock of the target that rests on it runs on. The finding names a state in which that is so.

## Why it matters

While its own clock stands still, a support may take any time it likes and keeps its word, but the customer's clock
runs. Nothing that such supports promise proves the promise above them; the worst case that is told for it is that of
cases without a pause.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, "Awaiting user", "Awaiting parts", closed }
metric restore = clock on tickets {
  start when status == new
  pause while status == "Awaiting user"
  stop when status == closed
}
metric repair = clock on tickets {
  start when status == new
  pause while status in ("Awaiting user", "Awaiting parts")
  stop when status == closed
}

sla shop {
  term  2026-01-01 to 2026-12-31
  owner "Shop manager"
  target resolution { metric restore require 95% within 8h supported by desk.repair }
}
ola desk {
  term  2026-01-01 to 2026-12-31
  owner "Head of the desk"
  target repair { metric repair require 95% within 6h }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, "Awaiting user", "Awaiting parts", closed }
metric restore = clock on tickets {
  start when status == new
  pause while status in ("Awaiting user", "Awaiting parts")
  stop when status == closed
}
metric repair = clock on tickets {
  start when status == new
  pause while status in ("Awaiting user", "Awaiting parts")
  stop when status == closed
}

sla shop {
  term  2026-01-01 to 2026-12-31
  owner "Shop manager"
  target resolution { metric restore require 95% within 8h supported by desk.repair }
}
ola desk {
  term  2026-01-01 to 2026-12-31
  owner "Head of the desk"
  target repair { metric repair require 95% within 6h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import Example, TooManyCasesError, counter_example
from slacode.engine.model.agreements import ExcludedState, Target, Version
from slacode.engine.model.conditions import And, Condition, Not, Or
from slacode.engine.model.metrics import Clock, Metric
from slacode.engine.proofs.paths import Stage, Step, TimeClaim, steps_of
from slacode.engine.wording import say_condition, say_ref

SEVERITY = Severity.WARNING
PROVES = True


@dataclass(frozen=True, slots=True)
class Timing:
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


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target and each target behind it, whatever their rows and versions."""
    told: set[tuple[str, ...]] = set()
    for claim in subject.time_claims:
        stages = [(step, stage) for step in steps_of(claim.path) for stage in step.stages] if claim.path else []
        for step, stage in stages:
            key = (claim.agreement.name, claim.target.name, step.agreement.name, stage.target.name)
            gap = _gap(subject, claim, stage) if key not in told else None
            if gap is not None:
                told.add(key)
                yield _finding(claim, step, stage, gap)


def first_pause(subject: Subject, claim: TimeClaim) -> tuple[Step, Condition] | None:
    """The first step of a claim's path whose clock may stand still while the claim's runs, and the state it does in."""
    stages = [(step, stage) for step in steps_of(claim.path) for stage in step.stages] if claim.path else []
    found = ((step, gap) for step, stage in stages if (gap := _gap(subject, claim, stage)))
    return next(((step, gap.state) for step, gap in found), None)


def _gap(subject: Subject, claim: TimeClaim, stage: Stage) -> Gap | None:
    """The first state of a support's clock in which it stands still and ours may run."""
    ours, theirs = _timing(subject, claim.version, claim.target), _timing(subject, stage.version, stage.target)
    if ours is None or theirs is None or not theirs.still:
        return None
    key = (ours.key, theirs.key)
    if key not in subject.pauses:
        subject.pauses[key] = _between(subject, ours, theirs)
    return subject.pauses[key]


def _between(subject: Subject, ours: Timing, theirs: Timing) -> Gap | None:
    for state in theirs.still:
        if ours.clock.log != theirs.clock.log:
            return Gap(ours, theirs, state, None)
        pausing = And(parts=(state, *(Not(part=over) for over in theirs.over)))
        try:
            example = counter_example(pausing, Or(parts=(*ours.still, *ours.over)), subject.lookup.logs[ours.clock.log])
        except TooManyCasesError:
            continue  # too many to look at them all: nothing is said rather than guessed
        if example is not None:
            return Gap(ours, theirs, state, example)
    return None


def _timing(subject: Subject, version: Version, target: Target) -> Timing | None:
    metric = subject.lookup.metrics.get(target.metric or "")
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


def _excluding(version: Version, state: Condition) -> Iterator[Label]:
    """The clauses of an agreement that exclude a state, if it is not the clock itself that pauses in it."""
    for exclusion in version.exclusions:
        states = exclusion.conditions if isinstance(exclusion, ExcludedState) else ()
        if exclusion.at and any(one.condition == state for one in states):
            yield Label(exclusion.at, f"excludes `{say_condition(state)}`")


def _finding(claim: TimeClaim, step: Step, stage: Stage, gap: Gap) -> Diagnostic:
    ours = say_ref(claim.agreement.name, claim.target.name)
    theirs = say_ref(step.agreement.name, stage.target.name)
    state = say_condition(gap.state)
    places = ((gap.theirs.metric.at, f"`{theirs}` is measured by this"), (gap.ours.metric.at, f"`{ours}` by this"))
    where = f"where {gap.example}, only the first stands still" if gap.example else "they read different logs"
    return Diagnostic(
        "pause-not-aligned",
        SEVERITY,
        f"the clock of `{theirs}` stands still while `{state}`, that of `{ours}` which rests on it may run on",
        claim.target.support.at if claim.target.support else claim.target.at,
        f"so this is not proved: {where}",
        (*_excluding(stage.version, gap.state), *(Label(at, text) for at, text in dict(places).items() if at)),
        help=(f"pause `{gap.ours.metric.name}` in that state too, or let `{gap.theirs.metric.name}` run",),
        notes=("the worst case of this promise holds for cases without such a pause",),
        data={"target": ours, "support": theirs, "state": state, "example": str(gap.example) if gap.example else None},
    )
