"""A name and a value are of the kind that is needed.

## What it finds

A number compared with text, two fields of different types compared, yes or no put in order, a deadline taken from a
field that is no instant, and a name that means something else, such as a team where a calendar is needed.

## Why it matters

Such a comparison has no answer, and such a reference no meaning.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when effort == high stop when status == closed }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when effort == 3 stop when status == closed }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
