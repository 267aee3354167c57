"""A policy is plain text in UTF-8.

## What it finds

A file that cannot be opened, and one that holds no text: bytes that are not UTF-8, text saved as UTF-16, characters
such as NUL that belong in no text. A byte order mark and the line ends of any system are fine.

## Why it matters

Half a file would look like a whole one, so nothing is guessed.

## Wrong

```console
$ slacode check office.docx
error[unreadable]: `office.docx` is not a text file: character U+0003 does not belong in text
```

## Right

```console
$ slacode check office.sla
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
