"""A target can be missed.

## What it finds

A promise that nothing can break. It allows more time than its hours count from the beginning of its version to the end
of its agreement, exclusions left out (business days: even the first case of all has more of them than there are); it
allows more downtime than a period of its term has agreed time; it is for 0% of the cases, at least nothing, or at most
all; or the conditions of its metric leave only one figure, which it allows. Of an agreement without an end only the
last three are told.

## Why it matters

A target that is green whatever happens promises nothing, though it reads as if it did, and it covers up what it was
meant to show. Often a figure has the wrong unit, such as hours where minutes were meant.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, closed }
metric repair = clock on tickets { start when status == new stop when status == closed }
sla trial {
  hours office
  term  2026-03-02 to 2026-03-08
  target repair { metric repair require 95% within 60h }
}
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, closed }
metric repair = clock on tickets { start when status == new stop when status == closed }
sla trial {
  hours office
  term  2026-03-02 to 2026-03-08
  target repair { metric repair require 95% within 6h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._decided import findings
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each cause, which may be the metric of several targets."""
    yield from findings(subject, "target-never-missed", SEVERITY, "met")
