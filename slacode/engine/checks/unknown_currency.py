"""A currency is one of ISO 4217.

## What it finds

Three capital letters before an amount that are no code of a currency.

## Why it matters

Amounts are rounded to the smallest unit of their currency, which an unknown one does not have.

## Wrong

```sla
sla desk { fee EUX 500 per month }
```

## Right

```sla
sla desk { fee EUR 500 per month }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
