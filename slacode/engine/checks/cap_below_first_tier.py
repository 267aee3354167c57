"""A cap leaves room for the smallest amount that is due.

## What it finds

A cap of a penalty below the smallest amount that any of its tiers, steps or breaches takes. Amounts are compared in
one unit: money, shares of the fee, or both where the fee is stated. Steps that count in proportion have no smallest
amount.

## Why it matters

Whatever is missed, it is the cap that is due, and no tier is ever paid in full. The tiers are there for show, or the
cap is a slip.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability {
    below 99.9%: 10% of fee
    below 99.0%: 25% of fee
    cap 5% of fee per month
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
    cap 20% of fee per month
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tier_amounts import least, say_size
from slacode.engine.checks._tiers import say_reward
from slacode.engine.wording import say_cap

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each cap, at the first version that it is in."""
    is_new = Once()
    for one in subject.capped:
        smallest = least(one)
        if smallest is None or not one.sizes.exact or one.sizes.cap >= smallest[0] or not is_new(one.cap.at):
            continue
        size, at = smallest
        said = say_size(one.sizes, size)
        yield Diagnostic(
            "cap-below-first-tier",
            SEVERITY,
            f"{say_reward(one.agreement, one.penalty)} takes {said} at least, but is capped at {say_cap(one.cap)}",
            one.cap.at,
            "is due for every miss, however small or large",
            (Label(at, "the smallest amount, which is never due in full"),) if at else (),
            help=("raise the cap above the smallest amount, or lower the amounts",),
            data={"penalty": one.penalty.name, "cap": say_cap(one.cap), "smallest": said},
        )
