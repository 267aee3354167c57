"""Every agreement says how often it is reviewed.

## What it finds

An SLA, OLA or underpinning contract without `review every ...`, neither its own nor from terms that it extends.

## Why it matters

Services, prices and what customers need change. An agreement that nobody is due to look at again promises, in the
end, what nobody wants any more, or what nobody can keep.

## Wrong

```sla
sla shop_support { owner "Ines Keller, service management" }
```

## Right

```sla
sla shop_support { owner "Ines Keller, service management" review every 6 months }
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
        if version.review is None:
            yield Diagnostic(
                "no-review",
                SEVERITY,
                f"`{agreement.name}` is never reviewed",
                agreement.at,
                f"this {NOUNS[agreement.kind]} does not say how often it is looked at again",
                help=("say it: `review every 6 months`",),
                data={"agreement": agreement.name},
            )
