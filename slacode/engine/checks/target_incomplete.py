"""A target says what is promised and by which metric that is measured.

## What it finds

A target of an SLA that promises something without a `metric`, or names a metric and promises nothing: no `require` and
no row, not even `none`. One whose SLA has no other target is told of by `no-target`.

## Why it matters

It reads like a promise, and nobody will ever look at it: no evaluation can judge it, and no penalty on it falls due.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
sla shop {
  target resolution { metric restore require 95% within 4h }
  target response { require 95% within 30min }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric respond = clock on tickets { start when status == new stop when status == assigned }
sla shop {
  target resolution { metric restore require 95% within 4h }
  target response { metric respond require 95% within 30min }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import can_be_measured, latest, promises
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Target
from slacode.engine.wording import say_ref

SEVERITY = Severity.NOTE


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each target, as its agreement says last."""
    for agreement, version in latest(subject, "sla"):
        if any(can_be_measured(target) for target in version.targets):
            for target in version.targets:
                if not target.rows:
                    yield _finding(agreement, target, "promises nothing", "say what is promised: `require ...`")
                elif target.metric is None and promises(target):
                    yield _finding(agreement, target, "is measured by nothing", "name what measures it: `metric ...`")


def _finding(agreement: Agreement, target: Target, lack: str, help_: str) -> Diagnostic:
    ref = say_ref(agreement.name, target.name)
    return Diagnostic(
        "target-incomplete",
        SEVERITY,
        f"`{ref}` {lack}",
        target.at,
        "is never judged",
        help=(f"{help_}, or take the target out",),
        data={"target": ref},
    )
