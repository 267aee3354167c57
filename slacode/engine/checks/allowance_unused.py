"""A comment that allows a finding stands right above something that has it.

## What it finds

`# allow CHECK: reason` where no such finding is: neither on the line below, nor in the block that opens there.
Comments in a row count as one; at the end of a line it is about that line.

## Why it matters

What it allowed was mended, or has moved. Left in the text it hides the next finding of that kind, which nobody has
accepted.

## Wrong

```sla
# allow service-without-agreement: internal reports, nobody outside gets them
service shop
sla shop_sla { covers shop }
```

## Right

```sla
# allow service-without-agreement: internal reports, nobody outside gets them
service reports
service shop
sla shop_sla { covers shop }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
