"""A comment that allows a finding says why, and a last day in it is a date.

## What it finds

`# allow CHECK` without a reason after a colon, or with an `until` that no date follows. Such a comment silences
nothing.

## Why it matters

An auditor asks who accepted the finding, and why. Without a reason nobody can tell later whether it still holds.

## Wrong

```sla
# allow no-owner
sla shop_support { review every 2 years }
```

## Right

```sla
# allow no-owner until 2026-12-31: accepted by the change board, CAB-412
sla shop_support { review every 2 years }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
