"""A change leaves no doubt about what it does to customers.

## What it finds

A difference between the policies of a base and those of a change of which it cannot be told whether the customer gets
less: it depends on the cases that will come, or what changes is beyond comparison. It is told by `slacode review`.

## Why it matters

What may be weaker has to be read by somebody who knows the service. `--accept undecidable` says that this was done.

## Wrong

```console
$ git diff main
-  metric repair = clock on tickets { start when status == new  stop when status == solved }
+  metric repair = clock on tickets { start when status == new  stop when status == closed }
```

## Right

```console
$ git diff main
-    metric  repair
+    metric  solved_and_confirmed # a metric of its own, under a target of its own
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
