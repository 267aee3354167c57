"""Where some misses cost something, worse ones have a tier too.

## What it finds

Figures for which no tier of a penalty says anything, though a smaller miss has one: between two ranges, often at
exactly the figure where they meet, or beyond the last of them. All penalties on the target are looked at together,
and each row with its own promise. Bonuses are judged alike, upward. Thresholds and steps reach as far as figures go
and have no gaps of their own; a tier of `0% of fee` says that nothing is due and is no gap. Where each breach costs
something, nothing is said.

## Why it matters

A month at just that figure, or the worst month of all, costs nothing by the letter of the contract. Nobody meant
that, and both sides will have their reading of it when it happens.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    above 99.0% and below 99.9%: 10% of fee
    below 99.0%:                 25% of fee
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
    at least 99.0% and below 99.9%: 10% of fee
    below 99.0%:                    25% of fee
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import (
    Cell,
    Ladder,
    costs_by_breach,
    runs_of,
    say_reward,
)

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each gap of a penalty or bonus, whatever the rows and versions that it is in."""
    is_new = Once()
    for ladder in subject.ladders:
        for cells in _gaps(ladder):
            if is_new(ladder.rewards[0].at, ladder.say(cells)):
                yield _finding(ladder, cells)


def _gaps(ladder: Ladder) -> list[list[Cell]]:
    """The cells without a tier that lie beyond others with one."""
    if costs_by_breach(ladder) or any(ladder.never_held(one) for one in ladder.rewards):
        return []
    cells = list(ladder.missed()) if ladder.kind == "penalty" else list(ladder.cells[::-1])
    first = next((i for i, cell in enumerate(cells) if ladder.says(cell)), len(cells))
    return runs_of(cells[first:], lambda cell: not ladder.says(cell))


def _finding(ladder: Ladder, cells: Sequence[Cell]) -> Diagnostic:
    penalty, figures, figure = ladder.rewards[0], ladder.say(cells), ladder.say_figure(cells)
    smaller = "a smaller miss costs something" if penalty.kind == "penalty" else "less is rewarded"
    places = {ladder.row.at or ladder.target.at: "of this promise"}
    places |= {tier.at: "does not reach it" for one in ladder.rewards for tier in one.tiers}
    return Diagnostic(
        "tier-gap",
        SEVERITY,
        f"no tier of {say_reward(ladder.agreement, penalty)} says what is due for {figure}, though {smaller}",
        penalty.at,
        f"nothing is said of {figure}",
        tuple(Label(at, text) for at, text in places.items() if at),
        help=("let the tiers meet: one `at least` a figure, the next `below` it, the last one without an end",),
        notes=(f"by the words as they stand, nothing is due for `{ladder.ref}` at {figure}",),
        data={"penalty": penalty.name, "target": ladder.ref, "figures": figures},
    )
