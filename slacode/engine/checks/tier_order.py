"""Worse service costs no less than better service, and the bounds of a tier leave figures between them.

## What it finds

A tier of a penalty that is reached by worse service than another and costs less, or one of a bonus that is reached by
better service and earns less; also a range whose bounds are the wrong way round, so that nothing lies in it. Amounts
are compared in one unit: money, shares of the fee, or both where the fee is stated. Where steps add to the tiers,
amounts are not compared.

## Why it matters

Who has missed the promise a little would do well to miss it by more. Two figures or two lines have been swapped, and
the contract says the opposite of what both sides meant.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    below 99.9%: 25% of fee
    below 99.0%: 10% of fee
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
from itertools import pairwise

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tier_amounts import less
from slacode.engine.checks._tiers import Ladder, say_reward
from slacode.engine.model.money import Penalty, Tier
from slacode.engine.wording import say_amount, say_tier

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each tier, whatever the rows and versions that it is in."""
    is_new = Once()
    for ladder in subject.ladders:
        for penalty in ladder.rewards:
            for tier, finding in (*_empty(ladder, penalty), *_swapped(ladder, penalty)):
                if is_new(tier.at):
                    yield finding


def _empty(ladder: Ladder, penalty: Penalty) -> Iterator[tuple[Tier, Diagnostic]]:
    for tier in ladder.never_held(penalty):
        message = f"no figure lies in the tier `{say_tier(tier)}` of {say_reward(ladder.agreement, penalty)}"
        help_ = "write the bounds the other way round, and look whether the tiers still meet"
        yield tier, _diagnostic(ladder, penalty, tier, message, "nothing reaches it", help_)


def _swapped(ladder: Ladder, penalty: Penalty) -> Iterator[tuple[Tier, Diagnostic]]:
    """Tiers that count for less than what counts just before, on the way to the worse (of a bonus, to the better)."""
    if penalty.steps:
        return
    cells = ladder.cells if penalty.kind == "penalty" else ladder.cells[::-1]
    counting = [tier for cell in cells if (tier := ladder.counting(penalty, cell))]
    for before, tier in pairwise(counting):
        if less(ladder, tier.amount, before.amount):
            better, costs = ("worse", "costs") if penalty.kind == "penalty" else ("better", "earns")
            message = (
                f"{better} service {costs} less by {say_reward(ladder.agreement, penalty)}: "
                f"`{say_tier(tier)}` after `{say_tier(before)}`"
            )
            text = f"{costs} less than {say_amount(before.amount)}"
            help_ = f"let what is {better} {costs.removesuffix('s')} more, or state each tier as a range"
            yield tier, _diagnostic(ladder, penalty, tier, message, text, help_, before)


def _diagnostic(
    ladder: Ladder, penalty: Penalty, tier: Tier, message: str, text: str, help_: str, before: Tier | None = None
) -> Diagnostic:
    at = ladder.row.at or ladder.target.at
    labels = [Label(before.at, f"`{say_tier(before)}`")] if before and before.at else []
    labels += [Label(at, "what is promised")] if at else []
    return Diagnostic(
        "tier-order",
        SEVERITY,
        message,
        tier.at,
        text,
        tuple(labels),
        help=(help_,),
        data={
            "penalty": penalty.name,
            "target": ladder.ref,
            "tier": say_tier(tier),
            "than": say_tier(before) if before else None,
        },
    )
