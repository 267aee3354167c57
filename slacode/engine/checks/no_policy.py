"""There is something to look at.

## What it finds

A path that does not exist, and a folder in which no file ends in `.sla`.

## Why it matters

A check that looked at nothing must not look like one that found nothing.

## Wrong

```console
$ slacode check polices
error[no-policy]: there is no file or folder `polices`
```

## Right

```console
$ slacode check policies
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
