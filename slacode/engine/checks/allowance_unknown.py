"""A comment that allows a finding names a check that there is, and that can be allowed.

## What it finds

`# allow CHECK: reason` with a name that no check bears, with no name at all (`# allow: reason`), or with that of an
error in text, names or types: these cannot be allowed, for nothing can be said of a policy that is not understood.

## Why it matters

It silences nothing, though whoever wrote it believes that it does.

## Wrong

```sla
# allow service-without-agrement: internal reports, nobody outside gets them
service shop
sla shop_sla { covers shop }
```

## Right

```sla
# allow service-without-agreement: internal reports, nobody outside gets them
service reports
service shop
sla shop_sla { covers shop }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
