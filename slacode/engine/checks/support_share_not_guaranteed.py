"""What stands behind a promise guarantees the share of cases that it is for.

## What it finds

A target that promises a larger share of its cases in time than its OLAs and underpinning contracts guarantee together,
though they may reach it with luck. Where all of them are needed, the cases that each is late with add up in the worst
case: 98% and 97% guarantee 95%. Where one of several does it and which one is not known, the smallest share is
guaranteed.

## Why it matters

Shares that each look better than the promise may not be enough together. Whether the cases that two teams are late
with are the same ones is chance, and a promise should not rest on it.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage = clock on tickets { start when status == new stop when status == assigned }
metric repair = clock on tickets { start when status == assigned stop when status == closed }

sla shop {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Shop manager"
  target resolution {
    metric  restore
    require 96% within 8h
    supported by desk.triage then network.repair
  }
}
ola desk {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of the desk"
  target triage { metric triage require 98% within 1h }
}
ola network {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of networks"
  target repair { metric repair require 97% within 7h }
}
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
log tickets { case id time at in UTC field status: one of new, assigned, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage = clock on tickets { start when status == new stop when status == assigned }
metric repair = clock on tickets { start when status == assigned stop when status == closed }

sla shop {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Shop manager"
  target resolution {
    metric  restore
    require 95% within 8h
    supported by desk.triage then network.repair
  }
}
ola desk {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of the desk"
  target triage { metric triage require 98% within 1h }
}
ola network {
  hours   office
  term    2026-01-01 to 2026-12-31
  owner   "Head of networks"
  target repair { metric repair require 97% within 7h }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._shares import finding, say_ref_of, say_share, told_key
from slacode.engine.checks._subject import Subject

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each promise that is out of the guaranteed reach, but not out of all reach."""
    is_new = Once()
    for case in subject.share_cases:
        if case.behind.guaranteed < case.promised <= case.behind.best and is_new(told_key(case)):
            least = say_share(case.behind.guaranteed)
            message = f"`{say_ref_of(case)}` promises {say_share(case.promised)}, what carries it guarantees {least}"
            help_ = f"promise {least} at most, or have those behind it promise more"
            yield finding("support-share-not-guaranteed", SEVERITY, case, message, help_)
