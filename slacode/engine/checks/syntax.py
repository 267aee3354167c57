"""Text is written as the language has it.

## What it finds

A word, sign or number that cannot stand where it stands. Each broken declaration is told once, at the first place
that cannot be read, with what was expected there; the others are read as if it were not there.

## Why it matters

What cannot be read cannot be promised, checked or measured. The error is about how something is written, never about
what it means.

## Wrong

```sla
sla desk { target fix { require 95% in 4h } }
```

## Right

```sla
sla desk { target fix { require 95% within 4h } }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
