"""Nothing extends itself.

## What it finds

Terms, or agreements, that extend each other around a circle of any length.

## Why it matters

What stands in the contract would depend on where one begins to read.

## Wrong

```sla
terms gold { extends silver review every 3 months }
terms silver { extends gold }
```

## Right

```sla
terms gold { extends silver review every 3 months }
terms silver { review every 6 months }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
