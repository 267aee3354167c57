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

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import ExcludedState, Version
from slacode.engine.model.conditions import Condition
from slacode.engine.proofs.paths import Stage, Step, TimeClaim, steps_of
from slacode.engine.proofs.pauses import Gap
from slacode.engine.wording import say_condition, say_ref

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target and each target behind it, whatever their rows and versions."""
    told: set[tuple[str, ...]] = set()
    for claim in subject.time_claims:
        stages = [(step, stage) for step in steps_of(claim.path) for stage in step.stages] if claim.path else []
        for step, stage in stages:
            key = (claim.agreement.name, claim.target.name, step.agreement.name, stage.target.name)
            gap = subject.pauses.gap(claim, stage) if key not in told else None
            if gap is not None:
                told.add(key)
                yield _finding(claim, step, stage, gap)


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
