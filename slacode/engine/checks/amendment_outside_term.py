"""An amendment begins within the term, after its first day.

## What it finds

An `amend from` on or before the first day of the term, or after its last.

## Why it matters

Before the term there is nothing to amend, and after it nobody is bound: such a version would never be in force, or
the first one never.

## Wrong

```sla
sla desk {
  term 2026-01-01 to 2026-12-31
  amend from 2027-01-01 { review every 3 months }
}
```

## Right

```sla
sla desk {
  term 2026-01-01 to 2026-12-31
  amend from 2026-07-01 { review every 3 months }
}
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
