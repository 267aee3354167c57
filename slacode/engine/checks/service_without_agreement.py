"""Every service that customers get is covered by an SLA.

## What it finds

A service that no other service needs or uses, so that customers get it as it is, and that no SLA covers in any of its
versions. In a set without any SLA nothing is raised.

## Why it matters

Nobody has promised anything about such a service, nobody measures it, and its customers expect whatever they like.
This is the first half of a gap analysis.

## Wrong

```sla
service web
service shop { needs web }
service reports
sla shop_sla { covers shop }
ola web_ola  { covers web }
```

## Right

```sla
service web
service shop { needs web }
service reports
sla shop_sla { covers shop, reports }
ola web_ola  { covers web }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._services import covered_by, offered
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each service, at its declaration."""
    if not any(agreement.kind == "sla" for agreement in subject.model.agreements):
        return
    covered = covered_by(subject, "sla")
    behind = covered_by(subject, "ola", "uc")
    for service in offered(subject):
        if service.name not in covered:
            others = ", ".join(f"`{agreement.name}`" for agreement in behind.get(service.name, ()))
            notes = (f"{others} covers it, but no service that customers get needs it",) if others else ()
            yield Diagnostic(
                "service-without-agreement",
                SEVERITY,
                f"no SLA covers `{service.name}`, and no other service needs it",
                service.at,
                "a service without an agreement",
                help=(
                    f"let an SLA say `covers {service.name}`, or the service that is made of it `needs {service.name}`",
                ),
                notes=notes,
                data={"service": service.name},
            )
