"""Every name that is used is declared.

## What it finds

A party, calendar, log, field, metric, service, agreement, target, row or objective that nothing in the policy set
declares. What is most like it is suggested. Names in declarations that cannot be read are not told again.

## Why it matters

A reference that leads nowhere carries nothing: the promise behind it is missing, and nobody would notice.

## Wrong

```sla
calendar office { open mon-fri 08:00-18:00 }

sla desk { hours ofice }
```

## Right

```sla
calendar office { open mon-fri 08:00-18:00 }

sla desk { hours office }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
