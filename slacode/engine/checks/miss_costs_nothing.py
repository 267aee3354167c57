"""Where a target has a penalty, every miss of it costs something.

## What it finds

A target that is missed from its promise on without any cost, though worse misses of it cost something: the first tier
begins further away than the promise, or none of them reaches a miss at all. All penalties on the target are looked at
together, and each row with its own promise; a row without any penalty is not meant. Where each breach costs
something, or a tier says `0% of fee`, nothing is said.

## Why it matters

The report says `missed` and nothing follows from it. If that margin was agreed, a tier of `0% of fee` says so; else
the customer believes to be covered and is not.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    below 99.0%: 25% of fee
  }
}
```

## Right

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    below 99.9%: 10% of fee
    below 99.0%: 25% of fee
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import Cell, Ladder, costs_by_breach, say_reward
from slacode.engine.wording import say_obligation

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each penalty, at the first row and version in which there is a miss without a cost."""
    is_new = Once()
    for ladder in (one for one in subject.ladders if one.kind == "penalty"):
        cells = _free(ladder)
        if cells and is_new(ladder.rewards[0].at):
            yield _finding(ladder, cells)


def _free(ladder: Ladder) -> list[Cell]:
    """The misses next to the promise of which nothing is said; none where nothing could keep it anyway."""
    if ladder.row.is_beyond_all:
        return []
    free = list(takewhile(lambda cell: not ladder.says(cell), ladder.missed()))
    if free and (costs_by_breach(ladder) or any(ladder.never_held(one) for one in ladder.rewards)):
        return []
    return free


def _finding(ladder: Ladder, cells: list[Cell]) -> Diagnostic:
    penalty, figure = ladder.rewards[0], ladder.say_figure(cells)
    at = ladder.row.at or ladder.target.at
    begin = "below promise" if ladder.lower_is_worse else "above promise"
    return Diagnostic(
        "miss-costs-nothing",
        SEVERITY,
        f"`{ladder.ref}` is missed by {figure}, and {say_reward(ladder.agreement, penalty)} takes nothing for it",
        penalty.at,
        f"nothing is due for {figure}",
        (Label(at, f"`{say_obligation(ladder.row.obligation)}` is missed there"),) if at else (),
        help=(f"add a tier `{begin}`, with `0% of fee` if such a miss is to cost nothing",),
        data={"penalty": penalty.name, "target": ladder.ref, "figures": ladder.say(cells)},
    )
