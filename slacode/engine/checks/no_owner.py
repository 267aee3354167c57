"""Every agreement names who answers for it.

## What it finds

An SLA, OLA or underpinning contract without `owner`, neither its own nor from terms that it extends.

## Why it matters

When a promise is missed, or must be changed, somebody has to be asked. An agreement that nobody owns is read again
only when it is too late.

## Wrong

```sla
sla shop_support { review every 6 months }
```

## Right

```sla
team service_desk
sla shop_support { owner service_desk review every 6 months }
sla shop_reports { owner "Ines Keller, purchasing" review every 6 months }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import NOUNS, latest
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.NOTE


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each agreement."""
    for agreement, version in latest(subject):
        if version.owner is None:
            yield Diagnostic(
                "no-owner",
                SEVERITY,
                f"`{agreement.name}` names no owner",
                agreement.at,
                f"nobody answers for this {NOUNS[agreement.kind]}",
                help=('name a party, or anyone in quotes: `owner service_desk`, `owner "Ines Keller, purchasing"`',),
                data={"agreement": agreement.name},
            )
