"""Two amendments do not begin on one date.

## What it finds

Two `amend from` with the same date in one agreement, or one that it extends.

## Why it matters

Each amendment stands on the version before it; of two on one day neither is the one before.

## Wrong

```sla
sla desk {
  term 2026-01-01 to 2027-12-31
  amend from 2026-07-01 { review every 3 months }
  amend from 2026-07-01 { owner "Ines Keller" }
}
```

## Right

```sla
sla desk {
  term 2026-01-01 to 2027-12-31
  amend from 2026-07-01 { review every 3 months owner "Ines Keller" }
}
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
