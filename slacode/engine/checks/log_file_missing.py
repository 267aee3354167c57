"""A log has files to be read.

## What it finds

A path or pattern that leads to no file, a folder where files are wanted, and a log for which neither the policy nor
the command names any.

## Why it matters

A log that was not read must not look like one in which nothing happened.

## Wrong

```console
$ slacode evaluate policies --log tickets=tikcets.csv
error[log-file-missing]: there is no file `tikcets.csv` for log `tickets`
```

## Right

```console
$ slacode evaluate policies --log tickets=tickets.csv
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
