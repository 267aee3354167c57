"""A name is declared once.

## What it finds

Two declarations of one name, in one file or in two; two targets of one name in a block, two fields in a log, one
value twice in a list. Both places are shown.

## Why it matters

Which of the two holds would depend on the order of files.

## Wrong

```sla
team desk "Service Desk"
team desk "Field Service"
```

## Right

```sla
team desk "Service Desk"
team field_desk "Field Service"
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
