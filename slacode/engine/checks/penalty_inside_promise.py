"""Nothing is due while the promise is kept.

## What it finds

A penalty whose tier or step is reached by a figure that keeps the promise: often exactly the promised one, where a
tier says `at most 99.9%` and the promise is `at least 99.9%`. Each row is looked at with its own promise, so that a
penalty for all rows may begin inside the promise of one of them. It is a warning and no error: such a penalty can be
settled, and it may have been agreed. What each breach costs is not meant, nor is a bonus.

## Why it matters

The provider pays though the promise was kept, and the report says `met` beside an amount that is due. That is a
dispute with the evidence attached.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    at least 99.0% and at most 99.9%: 10% of fee
    below 99.0%:                      25% of fee
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

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tier_amounts import is_nothing
from slacode.engine.checks._tiers import Cell, Ladder, say_reward
from slacode.engine.model.money import Penalty, Step, Tier
from slacode.engine.wording import say_obligation, say_step, say_tier

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each tier or step, with the first row by name that it is in, in whatever order they stand."""
    is_new = Once()
    for ladder in sorted((one for one in subject.ladders if one.kind == "penalty"), key=attrgetter("ref")):
        for penalty in ladder.rewards:
            for clause, cells in _inside(ladder, penalty):
                if not ladder.never_held(penalty) and is_new(clause.at):
                    yield _finding(ladder, penalty, clause, cells)


def _inside(ladder: Ladder, penalty: Penalty) -> Iterator[tuple[Tier | Step, list[Cell]]]:
    """The clauses that take something for figures which keep the promise, each with such figures side by side."""
    kept = [cell for cell in ladder.cells if ladder.kept(cell)]
    for clause, run in groupby(kept, lambda cell: _paying(ladder, penalty, cell)):
        if clause is not None:
            yield clause, list(run)


def _paying(ladder: Ladder, penalty: Penalty, cell: Cell) -> Tier | Step | None:
    tier = ladder.counting(penalty, cell)
    return tier if tier is not None and not is_nothing(tier.amount) else ladder.stepping(penalty, cell)


def _finding(ladder: Ladder, penalty: Penalty, clause: Tier | Step, cells: list[Cell]) -> Diagnostic:
    figure, at = ladder.say_figure(cells), ladder.row.at or ladder.target.at
    beyond = "below" if ladder.lower_is_worse else "above"
    said = say_tier(clause) if isinstance(clause, Tier) else say_step(clause)
    return Diagnostic(
        "penalty-inside-promise",
        SEVERITY,
        f"{say_reward(ladder.agreement, penalty)} takes something for {figure}, "
        f"which keeps the promise of `{ladder.ref}`",
        clause.at,
        f"reached by {figure} too",
        (Label(at, f"`{say_obligation(ladder.row.obligation)}` is kept there"),) if at else (),
        help=(f"let it begin beyond what is promised, as `{beyond} promise` does",),
        data={"penalty": penalty.name, "target": ladder.ref, "figures": ladder.say(cells), "clause": said},
    )
