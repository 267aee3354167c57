"""No promise is for more cases than what stands behind it can ever keep.

## What it finds

A target that promises a larger share of its cases in time than its OLAs and underpinning contracts do together at the
very best: where all of them are needed, that is the smallest of their shares, and where one of several does it, the
largest.

## Why it matters

Two teams that are late with 2 and 3 of 100 cases are late with 3 of them together even if they are late with the same
ones. No luck makes more of it.

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
    require 98% within 8h
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

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each promise, however often what is behind it changes."""
    is_new = Once()
    for case in subject.share_cases:
        if case.promised > case.behind.best and is_new(told_key(case)):
            best = say_share(case.behind.best)
            message = f"`{say_ref_of(case)}` promises {say_share(case.promised)}, what carries it keeps {best} at best"
            help_ = f"promise {best} at most, or have those behind it promise {say_share(case.promised)} or more each"
            yield finding("support-share-too-low", SEVERITY, case, message, help_)
