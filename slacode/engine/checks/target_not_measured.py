"""A target names the metric that it is measured by, and what it requires of it.

## What it finds

A target of an agreement without a `metric`, or with a `metric` and nothing that is required of it.

## Why it matters

Such a target reads like a promise and is none: no evaluation judges it, and no penalty on it is ever due.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop_support {
  target resolution { metric restore require 95% within 4h }
  target response   { require 95% within 30min }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric answer  = clock on tickets { start when status == new stop when status == assigned }

sla shop_support {
  target resolution { metric restore require 95% within 4h }
  target response   { metric answer require 95% within 30min }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._agreements import can_be_measured
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Target

SEVERITY = Severity.WARNING


_LACKING = {
    "metric": ("names no metric", "name what measures it: `metric ...`"),
    "require": (
        "requires nothing of its metric",
        "say what must be: `require ...`, or rows; `require none` if it is exempt on purpose",
    ),
}


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One warning for each target, at the first version in which it is so."""
    is_new = Once()
    for agreement in subject.model.agreements:
        for version in agreement.versions:
            if not any(map(can_be_measured, version.targets)):
                continue  # the agreement as a whole promises nothing, which `no-target` tells
            for target in version.targets:
                lacking = "metric" if target.metric is None else "require" if not target.rows else None
                if lacking and is_new(target.at):
                    yield _warning(agreement, target, lacking)


def _warning(agreement: Agreement, target: Target, lacking: str) -> Diagnostic:
    why, way_out = _LACKING[lacking]
    return Diagnostic(
        "target-not-measured",
        SEVERITY,
        f"`{agreement.name}.{target.name}` {why}, so it is never judged",
        target.at,
        f"has no `{lacking}`",
        help=(way_out,),
        data={"agreement": agreement.name, "target": target.name},
    )
