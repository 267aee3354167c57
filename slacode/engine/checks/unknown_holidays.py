"""Holidays are asked for by a code that has some.

## What it finds

A country or subdivision of ISO 3166 for which no public holidays are known.

## Why it matters

A calendar without its holidays promises work on days on which nobody works.

## Wrong

```sla
calendar office { open mon-fri 08:00-18:00 closed on holidays DE-BAY }
```

## Right

```sla
calendar office { open mon-fri 08:00-18:00 closed on holidays DE-BY }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
