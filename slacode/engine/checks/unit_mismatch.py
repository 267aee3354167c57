"""A promise is made in the unit of what is measured.

## What it finds

A time promised of an availability, a percentage of a number of cases, a number where a time is measured.

## Why it matters

The two cannot be compared, so the promise could be neither kept nor broken.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }

sla desk { target fast { metric fix require at least 99.9% } }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }

sla desk { target fast { metric fix require 99.9% within 4h } }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
