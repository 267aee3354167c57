"""A cap limits something: the penalty can come to more than it.

## What it finds

A cap of a penalty above all that its tiers and steps can take in the span of the cap, doubled where that is agreed:
the furthest tier in each of the target's periods, and every step down to 0%, but no more than a cap of the same penalty
on a shorter span lets through. Amounts are compared in one unit: money,
shares of the fee, or both where the fee is stated. Nothing is said of a penalty on each breach, which has no most, of
a cap at the whole fee or more, which is the usual limit of liability, or where periods and spans do not fit into each
other, as weeks and months.

## Why it matters

A cap that limits nothing was written for other tiers, or for another period. Who reads it takes the risk to be larger
than it is.

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
    cap 30% of fee per month
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

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._costs import say
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tier_amounts import Capped, Sizes, most
from slacode.engine.checks._tiers import say_reward
from slacode.engine.model.values import FeeShare
from slacode.engine.wording import say_cap, say_percent, say_period, say_tier

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each cap, at the first version that it is in."""
    is_new = Once()
    caps: dict[int, list[Capped]] = {}
    for one in subject.capped:
        caps.setdefault(id(one.penalty), []).append(one)
    for one in subject.capped:
        cap, sizes = one.cap, one.sizes
        liability = isinstance(cap.amount, FeeShare) and cap.amount.percent >= 100
        reached = _most_in_span(one, caps[id(one.penalty)])
        if liability or reached is None or sizes.cap <= reached or not is_new(cap.at):
            continue
        total = _say_total(sizes, reached)
        yield Diagnostic(
            "cap-never-reached",
            SEVERITY,
            f"{say_reward(one.agreement, one.penalty)} is capped at {say_cap(cap)}, "
            f"but comes to {total} at most in that time",
            cap.at,
            "limits nothing",
            (
                *(Label(tier.at, f"`{say_tier(tier)}`") for tier in one.penalty.tiers if tier.at),
                *(Label(o.at, f"capped at {say_cap(o)} too") for o in one.penalty.caps if o.at and o.at != cap.at),
            ),
            help=("lower the cap, or leave it out",),
            notes=(f"the target is settled per {say_period(one.target.per)}",),
            data={"penalty": one.penalty.name, "cap": say_cap(cap), "most": total},
        )


def _say_total(sizes: Sizes, reached: Fraction) -> str:
    """What a penalty comes to in the span of the cap, a share being one of the fee of that span."""
    if sizes.unit != "%":
        return say(sizes.unit, reached)
    share = reached / sizes.times
    return f"{say_percent(Decimal(share.numerator) / share.denominator)} of fee"


def _most_in_span(one: Capped, caps: Sequence[Capped]) -> Fraction | None:
    """The most a penalty takes in the span of a cap, those of its `caps` on shorter spans heeded; None if there is no
    limit."""
    reached = most(one)
    limits = [] if reached is None else [reached * one.sizes.times]
    for other in caps:
        sizes = other.sizes
        alike = other.cap is not one.cap and sizes.unit == one.sizes.unit
        if alike and sizes.times < one.sizes.times and one.sizes.times % sizes.times == 0:
            limits.append(sizes.cap * (one.sizes.times // sizes.times))
    return min(limits, default=None)
