"""The policies that a change is compared with can be understood.

## What it finds

Policies of the base of a review that cannot be read, or hold errors of syntax, names or types, so that it cannot be
told what the change does to the promises in them. All else of the review is done.

## Why it matters

A review that says nothing of weaker promises looks like one that found none.

## Wrong

```console
$ slacode review main
warning[base-not-understood]: what changes cannot be told: the policies of `main` are not understood
```

## Right

```console
$ slacode review v2
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.WARNING
