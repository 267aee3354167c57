"""A time zone is one of the IANA database.

## What it finds

A `timezone`, or the `in ZONE` of a log, that the database does not know. The nearest name is suggested, by its city
too.

## Why it matters

Hours and dates mean different instants in every zone.

## Wrong

```sla
calendar office { timezone Europe/Munich open mon-fri 08:00-18:00 }
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
