"""The files of a log have the columns that the log declares.

## What it finds

A column for the case, the time, an event or a field that a file does not have, or has twice. The columns that are
there are listed, and the likely one is suggested.

## Why it matters

A field that is always missing satisfies no condition: clocks would not start, and nothing would be promised.

## Wrong

```console
$ slacode evaluate policies --log tickets=tickets.csv
error[log-column-missing]: `tickets.csv` has no column `ticket_id`, which log `tickets` reads
```

## Right

```console
$ head -1 tickets.csv
ticket_id,updated_at,status,priority
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
