"""A clock that starts can stop.

## What it finds

A clock of which no case can ever reach the stop: no row satisfies `stop when`, or only rows that cancel the clock do
(`cancel` beats `stop`), or each row that starts the clock cancels it, or a field that the stop wants missing is carried
and known from the start on.

## Why it matters

Such a clock never ends with a time. Its cases run on until they are late, or are all cancelled and count for nothing,
and no work of anybody changes that.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, waiting, closed, cancelled }
metric repair = clock on tickets {
  start  when status == new
  pause  while status == waiting
  stop   when status == closed
  cancel when status in (closed, cancelled)
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
log tickets { case id time at in UTC field status: one of new, waiting, closed, cancelled }
metric repair = clock on tickets {
  start  when status == new
  pause  while status == waiting
  stop   when status == closed
  cancel when status == cancelled
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
from slacode.engine.checks._clocks import States, all_clocks, places
from slacode.engine.checks._subject import Subject
from slacode.engine.wording import say_condition

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each clock, whatever the targets that use it."""
    for states in all_clocks(subject):
        if not states.stops:
            yield _finding(states)


def _finding(states: States) -> Diagnostic:
    name, stop = states.metric.name, say_condition(states.clock.stop)
    cancel = say_condition(states.clock.cancel) if states.clock.cancel else ""
    why, label, help_ = _reason(states, stop, cancel)
    return Diagnostic(
        "stop-never-reached",
        SEVERITY,
        f"the clock of `{name}` can never stop: {why}",
        states.metric.at,
        label,
        places(states, because_carried=bool(states.begin and states.stop)),
        help=(help_,),
        data={"metric": name, "stop": stop, "reason": why},
    )


def _reason(states: States, stop: str, cancel: str) -> tuple[str, str, str]:
    """Why it never stops, what to say where it is declared, and a way out."""
    if not states.space.where(states.clock.stop):
        return "no row satisfies its stop", f"`stop when {stop}` contradicts itself", "say when it stops"
    if not states.begin:
        return (
            "it is cancelled by each row that starts it",
            f"wherever `start when {say_condition(states.clock.start)}` holds, `cancel when {cancel}` does",
            "take the states in which it starts out of the cancelling",
        )
    if not states.stop:
        return (
            "it is cancelled by each row that would stop it",
            f"wherever `stop when {stop}` holds, `cancel when {cancel}` does, and `cancel` beats `stop`",
            "take the states in which it stops out of the cancelling",
        )
    return (
        "what its stop wants missing is known from its start on",
        f"no row satisfies `stop when {stop}` once the clock has started",
        "stop at a certain value of the field, or let it not be `carried`",
    )
