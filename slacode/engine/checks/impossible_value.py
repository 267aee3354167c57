"""A value that is well written can also be.

## What it finds

Dates and times of day that do not exist, a term that ends before it begins, a share of more than all cases, no
business days, a time of more than 600 years, which is all that calendars hold, more parts needed than there are, a
version of the language that does not exist.

## Why it matters

It is almost always a slip of the pen in a figure that the contract turns on.

## Wrong

```sla
sla desk { term 2026-02-01 to 2026-02-30 }
```

## Right

```sla
sla desk { term 2026-02-01 to 2026-02-28 }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
