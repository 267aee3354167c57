"""No single SLA covers the whole catalogue of services.

## What it finds

An SLA that covers every service which no other service needs or uses, at least three of them, where no other SLA
covers any.

## Why it matters

Services differ in what they are worth, when they are used and how fast they must be back. One agreement for all of
them fits the most demanding one, at the price of all, or none.

## Wrong

```sla
service mail
service payroll
service shop
sla everything { covers mail, payroll, shop }
```

## Right

```sla
service mail
service payroll
service shop
sla office_sla { covers mail, payroll }
sla shop_sla { covers shop }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._agreements import latest
from slacode.engine.checks._services import offered
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.NOTE

_CATALOGUE = 3  # so many services make a catalogue


def run(subject: Subject) -> Iterator[Diagnostic]:
    """At most one note."""
    services = offered(subject)
    covering = [(agreement, version) for agreement, version in latest(subject, "sla") if version.covers]
    if len(services) < _CATALOGUE or len(covering) != 1:
        return
    agreement, version = covering[0]
    if {service.name for service in services} <= set(version.covers):
        yield Diagnostic(
            "one-agreement-for-everything",
            SEVERITY,
            f"`{agreement.name}` covers the whole catalogue: all {len(services)} services",
            agreement.at,
            "one SLA for services that may need different ones",
            tuple(Label(service.at, "covered by it") for service in services if service.at),
            help=("give services that matter more, or at other hours, an SLA of their own; share clauses by `terms`",),
            data={"agreement": agreement.name, "services": [service.name for service in services]},
        )
