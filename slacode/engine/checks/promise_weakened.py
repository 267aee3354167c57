"""A change takes nothing from what customers were promised.

## What it finds

A difference between the policies of a base and those of a change by which the customer of an agreement gets less:
more time is allowed, a share is lower, hours are fewer, an exclusion is added, a penalty is smaller. `slacode review`
tells of it where the text now says so; `slacode diff` tells what is stronger too, and for whom.

## Why it matters

A weaker promise may be what both sides want, but nobody should learn of it on the day that it is needed. The label
`accept-weakened` on the pull request, or `--accept weakened`, accepts it, and the review says that it was.

## Wrong

```console
$ git diff main
-    require 95% within 8h
+    require 95% within 10h
```

## Right

```console
$ git diff main
-    require 95% within 8h
+    require 95% within 6h
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
