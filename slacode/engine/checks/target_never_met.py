"""A target can be met.

## What it finds

A promise that nothing can keep: at least more than 100%, or a figure that the conditions of its metric rule out, such
as at least 90% of cases of which none can be good. A metric of which no row satisfies the condition is told of as well:
a clock that never starts gives its targets no case.

## Why it matters

The provider owes what no work can do, or the customer is promised something that will never be looked at. Either is a
mistake in the contract, and is found in its first month at the latest; better before it is signed.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field reopened: number }
metric lasting = share on tickets { each when status == closed good when reopened == 0 }
sla shop {
  term 2026-01-01 to 2026-12-31
  target lasting { metric lasting require at least 995% }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field reopened: number }
metric lasting = share on tickets { each when status == closed good when reopened == 0 }
sla shop {
  term 2026-01-01 to 2026-12-31
  target lasting { metric lasting require at least 99.5% }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._decided import findings
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each cause, which may be the metric of several targets."""
    yield from findings(subject, "target-never-met", SEVERITY, "missed")
