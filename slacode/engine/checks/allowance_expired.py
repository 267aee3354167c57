"""A finding is allowed up to a last day, and not beyond.

## What it finds

`# allow CHECK until DATE: reason` whose last day lies before the day that `--as-of` says. What it allowed is told
again. Without that day nothing expires.

## Why it matters

Whoever accepted the finding did so for a time, in which it was to be mended.

## Wrong

```sla as of 2027-02-01
# allow no-owner until 2026-12-31: to be named when the new service manager is there
sla shop_support { review every 2 years signed 2026-06-01 }
```

## Right

```sla as of 2026-11-01
# allow no-owner until 2026-12-31: to be named when the new service manager is there
sla shop_support { review every 2 years signed 2026-06-01 }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
DEPENDS_ON_DATE = True
