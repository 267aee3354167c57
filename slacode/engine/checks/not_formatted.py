"""A policy stands in the canonical layout.

## What it finds

A file whose words are right, but not laid out as `slacode fmt` lays them out. It is told by `slacode fmt --check` and
by `slacode review`, at the first line that would change.

## Why it matters

Where everybody's text has the same layout, what changes from version to version is what was agreed, and nothing else.

## Wrong

```console
$ slacode fmt --check --format concise office.sla
office.sla:1:1: warning[not-formatted]: `office.sla` is not in the canonical layout
```

## Right

```console
$ slacode fmt office.sla
1 file formatted, 0 files left as before
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
