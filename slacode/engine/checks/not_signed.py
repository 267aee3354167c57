"""Every agreement says when it was signed.

## What it finds

An SLA, OLA or underpinning contract without a single `signed` clause, neither its own nor from terms that it extends.

## Why it matters

Until both sides have signed, it is a draft: nobody is bound by it, and an auditor will not accept it as what was
agreed.

## Wrong

```sla
sla shop_support { owner "Ines Keller, service management" }
```

## Right

```sla
provider acme
customer shop
sla shop_support { between acme and shop owner "Ines Keller, service management" signed 2025-12-12 by acme, shop }
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
        if not version.signatures:
            parties = ", ".join(party for party in (version.provider, version.receiver) if party)
            clause = f"signed 2026-01-31 by {parties}" if parties else "signed 2026-01-31"
            yield Diagnostic(
                "not-signed",
                SEVERITY,
                f"`{agreement.name}` is not signed",
                agreement.at,
                f"this {NOUNS[agreement.kind]} bears no signature",
                help=(f"say when, and by whom: `{clause}`",),
                data={"agreement": agreement.name},
            )
