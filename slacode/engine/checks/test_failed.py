"""The tests of a policy pass.

## What it finds

A test beside the agreements whose expectation does not hold, told by `slacode review`; `slacode test` shows it with the
timeline of its case. One that can be neither held nor refuted yet is a warning.

## Why it matters

A test is the understanding of both sides of what a text means. Where it fails, one of the two is wrong.

## Wrong

```console
test "nights do not count" {
  log tickets {
    T1 at 2026-03-02 17:00: status new
    T1 at 2026-03-03 09:00: status closed
  }
  expect desk.fix T1 met after 16h
}
```

## Right

```console
test "nights do not count" {
  log tickets {
    T1 at 2026-03-02 17:00: status new
    T1 at 2026-03-03 09:00: status closed
  }
  expect desk.fix T1 met after 2h
}
```
"""

from slacode.diagnostics import Severity

SEVERITY = Severity.ERROR
