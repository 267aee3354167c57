"""The files of a log are whole, and in a format that is known.

## What it finds

A file that is empty, damaged or cut short, that holds no text where text is expected, or whose format cannot be told.

## Why it matters

A verdict on half a log would be wrong for every case in the other half.

## Wrong

```console
$ slacode evaluate policies --log tickets=tickets.docx
error[log-unreadable]: `tickets.docx` of log `tickets` cannot be read
```

## Right

```console
$ slacode evaluate policies --log tickets=tickets.csv
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
