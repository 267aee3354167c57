"""A clock runs when it starts.

## What it finds

A clock whose pause holds in every state in which it starts, so that it stands still from its first instant on, each
time, until the state changes.

## Why it matters

Whoever reads "the clock starts when the ticket is new" takes the time from then on as promised. If new tickets are
paused as well, the wait for somebody to pick them up counts for nothing, which is often the longest wait of all.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, assigned, waiting, closed, cancelled }
metric repair = clock on tickets {
  start when status == new
  pause while status in (new, waiting)
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
log tickets { case id time at in UTC field status: one of new, assigned, waiting, closed, cancelled }
metric repair = clock on tickets {
  start when status == new
  pause while status == waiting
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
    """One finding for each clock; one whose pause never ends anyway is told by `pause-never-ends`."""
    for states in clocks(subject):
        lasting = states.begin & ~states.stop
        if lasting and not lasting & ~states.pause and states.pause_ends:
            yield _finding(states)


def _finding(states: States) -> Diagnostic:
    name, start = states.metric.name, say_condition(states.clock.start)
    pause = say_condition(states.clock.pause) if states.clock.pause else ""
    example = states.space.example(states.begin & ~states.stop)
    return Diagnostic(
        "start-while-paused",
        SEVERITY,
        f"the clock of `{name}` stands still whenever it starts",
        states.metric.at,
        f"wherever `start when {start}` holds, `pause while {pause}` does",
        places(states, because_carried=False),
        help=("take the states in which it starts out of the pause, or start it where it is to run",),
        notes=(f"so it is where {example}",) if example and example.values else (),
        data={"metric": name, "start": start, "pause": pause, "example": str(example) if example else None},
    )
