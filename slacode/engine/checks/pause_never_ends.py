"""A clock that is paused can run again.

## What it finds

A clock whose pause, once it holds, goes on until the clock has stopped or was cancelled: in every state that a case can
come to from there, `pause while` holds, or the clock is over. That is so where the pause leaves out no state at all,
and where it asks whether a carried field is known, which stays known from then on.

## Why it matters

A pause is meant to stand for a while. One without an end is a second stop that nobody reads as one: the time behind it
is counted against nobody, and a promise about it is kept for nothing.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, closed field waiting_for: text carried }
metric repair = clock on tickets {
  start when status == new
  pause while waiting_for is known
  stop  when status == closed
}
sla shop {
  hours office
  term  2026-01-01 to 2026-12-31
  target repair { metric repair require 95% within 8h }
}
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, closed field waiting_for: text }
metric repair = clock on tickets {
  start when status == new
  pause while waiting_for is known
  stop  when status == closed
}
sla shop {
  hours office
  term  2026-01-01 to 2026-12-31
  target repair { metric repair require 95% within 8h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._clocks import States, clocks, places
from slacode.engine.checks._subject import Subject
from slacode.engine.wording import say_condition

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each clock, whatever the targets that use it."""
    for states in clocks(subject):
        if not states.pause_ends:
            yield _finding(states)


def _finding(states: States) -> Diagnostic:
    name = states.metric.name
    never_runs = not states.running
    return Diagnostic(
        "pause-never-ends",
        SEVERITY,
        f"the clock of `{name}` never runs: it stands still until it is over"
        if never_runs
        else f"once paused, the clock of `{name}` never runs again",
        states.metric.at,
        f"`pause while {_said(states)}` goes on until the clock is over",
        places(states, because_carried=not never_runs),
        help=("pause only in states that a case leaves again before it is over",)
        if never_runs
        else ("pause while the field has a certain value, let it not be `carried`, or make the pause a `stop`",),
        data={"metric": name, "pause": _said(states), "never_runs": never_runs},
    )


def _said(states: States) -> str:
    assert states.clock.pause is not None  # noqa: S101 - what has no pause never stands still
    return say_condition(states.clock.pause)
