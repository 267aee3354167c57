"""What is in force already changes by an amendment only.

## What it finds

A difference between the policies of a base and those of a change in a version of an agreement that is in force on the
day of the review, or was before: it would be judged by rules that nobody knew at the time. It is told by
`slacode review`; `--as-of` says which day it is.

## Why it matters

A contract that changes backwards changes what is owed for months that are settled. A new version that begins on a day
to come says the same, and leaves the past as it was. Where the text was wrong from the start, `--accept retroactive`
says that its correction is wanted.

## Wrong

```console
$ git diff main
-    require 95% within 8h
+    require 95% within 10h
```

## Right

```console
$ git diff main
+  amend from 2027-01-01 "More time" {
+    target fix { require 95% within 10h }
+  }
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
