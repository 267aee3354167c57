"""A declaration says what it cannot do without.

## What it finds

A log that does not say what its case is or when a row happened, a clock with no start or no stop, an availability that
does not say when something is down.

## Why it matters

Without it there is nothing to measure, and every promise about it would be empty.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
