"""An agreement whose term has ended is renewed, or taken out.

## What it finds

An agreement whose term ended, or that was terminated, before the day that `--as-of` says. Without that day nothing is
raised.

## Why it matters

Its promises no longer bind anybody. If both sides go on as before, they do so without an agreement; if they do not,
it only stands in the way of the reader.

## Wrong

```sla as of 2026-01-15
sla shop_support { term 2024-01-01 to 2025-12-31 }
```

## Right

```sla as of 2026-01-15
sla shop_support { term 2024-01-01 to 2027-12-31 }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import is_over, latest
from slacode.engine.checks._subject import Subject
from slacode.engine.terms import term_of

SEVERITY = Severity.NOTE
DEPENDS_ON_DATE = True


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each agreement, at the clause that ends it."""
    today = subject.as_of
    for agreement, version in latest(subject):
        last = term_of(agreement)[1]
        if today is not None and is_over(agreement, today):
            yield Diagnostic(
                "term-over",
                SEVERITY,
                f"`{agreement.name}` ended on {last}",
                version.term_at or agreement.at,
                f"over since then, as of {today}",
                help=("renew it with a later last day, or take it out of the policies",),
                data={"agreement": agreement.name, "ended": last, "as_of": today},
            )
