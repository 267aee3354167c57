"""A block says a thing once.

## What it finds

A clause that may stand once in a block and stands there twice, and two that exclude each other, such as a time for
each row and events with times of their own in one log.

## Why it matters

One of the two is not meant, and a reader cannot know which.

## Wrong

```sla
calendar office { open mon-fri 08:00-18:00 }
calendar always = 24x7

sla desk {
  hours office
  hours always
}
```

## Right

```sla
calendar office { open mon-fri 08:00-18:00 }

sla desk { hours office }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
