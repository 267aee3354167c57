"""Every SLA says which of its customer's objectives it serves.

## What it finds

An SLA without `serves`, neither its own nor from terms that it extends.

## Why it matters

A service can keep every target and still not help: the targets are green, the customers are not content. Only an
objective, measured beside the targets, shows whether the agreement is about the right things.

## Wrong

```sla
sla shop_support { owner "Ines Keller, service management" }
```

## Right

```sla
customer shop
log surveys { case id time at in UTC field score: number }
metric csat = value of score on surveys
objective fast_help "Customers are helped fast" for shop { kpi satisfaction: csat average at least 4.2 per quarter }
sla shop_support { owner "Ines Keller, service management" serves fast_help }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import latest
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.NOTE


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each SLA; objectives of its customer are named as what it may serve."""
    for agreement, version in latest(subject, "sla"):
        if not version.serves:
            known = [o.name for o in subject.model.objectives if o.customer == version.receiver]
            clause = f"serves {known[0]}" if known else "serves ..."
            declare = "" if known else ", and declare that `objective` with what the customer wants"
            yield Diagnostic(
                "no-objective",
                SEVERITY,
                f"`{agreement.name}` serves no objective",
                agreement.at,
                "what the customer wants to reach by this SLA is not said",
                help=(f"say it: `{clause}`{declare}",),
                data={"agreement": agreement.name},
            )
