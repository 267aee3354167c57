"""What a penalty comes to can be worked out.

## What it finds

A penalty or a bonus, or a limit on all penalties together, that names a share of a fee or of a pool which its agreement
does not state; and one whose amounts are in several currencies, or which names no amount.

## Why it matters

It looks as if a miss cost something, yet `slacode evaluate` can work out no amount, and neither can the parties.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability { below 99.9%: 10% of fee }
}
```

## Right

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop {
  fee EUR 10_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability { below 99.9%: 10% of fee }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Location, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import say_reward
from slacode.engine.model.agreements import Agreement, Version
from slacode.engine.settle.facts import Unsettled
from slacode.engine.settle.fees import Purse, one_currency
from slacode.engine.wording import say_amount, say_cap

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each clause, at the first version that it cannot be settled in."""
    is_new = Once()
    for agreement in subject.model.agreements:
        purse = Purse(agreement, {})
        for version in agreement.versions:
            for clause, at, reason in _not_settled(agreement, version, purse):
                if is_new(at):
                    yield Diagnostic(
                        "penalty-not-settled",
                        SEVERITY,
                        f"{clause} cannot be settled: {reason}",
                        at,
                        help=("state the fee or the pool, or write amounts of one currency",),
                        data={"agreement": agreement.name, "version": version.number},
                    )


def _not_settled(agreement: Agreement, version: Version, purse: Purse) -> Iterator[tuple[str, Location | None, str]]:
    """Each clause of a version that comes to no amount: what it is called, where it stands, and why."""
    for penalty in version.penalties:
        try:
            one_currency(purse, version, penalty)
        except Unsettled as reason:
            yield say_reward(agreement, penalty), penalty.at, str(reason)
    limits = [(f"cap penalties at {say_cap(cap)}", cap.amount, cap.at) for cap in version.caps]
    if version.at_risk is not None:
        said = f"at risk {say_amount(version.at_risk.amount)} per {version.at_risk.per}"
        limits.append((said, version.at_risk.amount, version.at_risk.at))
    for said, amount, at in limits:
        try:
            purse.currency(version, amount)
        except Unsettled as reason:
            yield f"`{said}`", at, str(reason)
