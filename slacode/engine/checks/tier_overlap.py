"""No figure lies in two tiers that differ in what is due.

## What it finds

Two ranges of a penalty or bonus that both hold at some figure, with amounts that are not the same: the first one
counts, wherever the other stands. Thresholds such as `below 95%` and `below 90%` are no ranges: of them the furthest
counts. Tiers with one bound in the same direction, the furthest one written first, say the same and are not meant.

## Why it matters

Which of the two was agreed is a matter of the order in which they happen to be written, and few read a table of
ranges so. The later tier can be one that never counts at all.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    at least 99.0% and below 99.9%: 10% of fee
    at most 99.0%:                  25% of fee
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
from itertools import combinations

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import Cell, Ladder, has_ranges, runs_of, say_reward
from slacode.engine.model.money import Penalty, Tier
from slacode.engine.wording import say_amount, say_tier

SEVERITY = Severity.WARNING

_UPWARD = {"at least": True, "above": True, "at most": False, "below": False}


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each two tiers, whatever the rows and versions that they are in."""
    is_new = Once()
    for ladder in subject.ladders:
        for penalty in filter(has_ranges, ladder.rewards):
            for first, second in combinations(penalty.tiers, 2):
                cells = _both(ladder, penalty, first, second)
                if cells and not _meant(ladder, penalty, first, second) and is_new(first.at, second.at):
                    yield _finding(ladder, penalty, first, second, cells)


def _both(ladder: Ladder, penalty: Penalty, first: Tier, second: Tier) -> list[Cell]:
    """The first cells side by side in which two tiers hold and the earlier one of them counts."""

    def both(cell: Cell) -> bool:
        held = ladder.holding(penalty, cell)
        return bool(held) and held[0] is first and any(tier is second for tier in held)

    return next(iter(runs_of(ladder.cells, both)), [])


def _meant(ladder: Ladder, penalty: Penalty, first: Tier, second: Tier) -> bool:
    """Whether two tiers that hold together say the same, or are steps that begin with the furthest one."""
    if first.amount == second.amount:
        return True
    bounds = [_UPWARD[edge.bound] for edge in (*first.edges, *second.edges)]
    if len(bounds) > 2 or bounds[0] != bounds[1]:
        return False
    mine, others = (
        [any(held is tier for held in ladder.holding(penalty, cell)) for cell in ladder.cells]
        for tier in (first, second)
    )
    return sum(mine) < sum(others)  # with one bound in one direction, fewer figures are further ones


def _finding(ladder: Ladder, penalty: Penalty, first: Tier, second: Tier, cells: Sequence[Cell]) -> Diagnostic:
    figure = ladder.say_figure(cells)
    return Diagnostic(
        "tier-overlap",
        SEVERITY,
        f"two tiers of {say_reward(ladder.agreement, penalty)} hold for {figure}: "
        f"the first counts, {say_amount(first.amount)} and not {say_amount(second.amount)}",
        second.at,
        f"does not count for {figure}",
        (Label(first.at, "counts there, as it is written first"),) if first.at else (),
        help=("let one of them end where the other begins, so that no figure lies in both",),
        data={
            "penalty": penalty.name,
            "target": ladder.ref,
            "figures": ladder.say(cells),
            "first": say_tier(first),
            "second": say_tier(second),
        },
    )
