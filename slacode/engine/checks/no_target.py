"""An SLA promises at least one thing that can be measured.

## What it finds

An SLA without a target, or whose targets all promise nothing: without a metric, or with `none` in every row.

## Why it matters

An agreement that nobody can measure can be neither kept nor broken. It gives the customer no more than good will.

## Wrong

```sla
sla shop_support { owner "Ines Keller, service management" }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
sla shop_support {
  owner "Ines Keller, service management"
  target resolution { metric restore require 95% within 4h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._agreements import can_be_measured, latest
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.NOTE


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One note for each SLA."""
    for agreement, version in latest(subject, "sla"):
        if not any(can_be_measured(target) for target in version.targets):
            yield Diagnostic(
                "no-target",
                SEVERITY,
                f"`{agreement.name}` promises nothing that can be measured",
                agreement.at,
                "an SLA without a target that counts",
                tuple(Label(target.at, "promises nothing") for target in version.targets if target.at),
                help=("say what is promised: a `target` with a metric and what it requires",),
                data={"agreement": agreement.name},
            )
