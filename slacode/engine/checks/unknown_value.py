"""A value is one of those that its field can have.

## What it finds

A field that is declared with `one of` and compared with, or listed by, a value that is not among them.

## Why it matters

Such a condition never holds, and a row of such a label never matches: a promise that covers no case.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == opened stop when status == closed }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
