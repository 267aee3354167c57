"""No promise of availability is above that which what stands behind it can ever reach.

## What it finds

A target that promises more availability than its OLAs and underpinning contracts can reach together at the very best:
where all of them are needed, that is the smallest of their percentages, however their outages fall.

## Why it matters

A service that needs a part cannot be up while the part is down. If the part may be down longer than the service, the
promise is broken although everybody behind it kept theirs.

## Wrong

```sla
provider host "Host"
customer shop "Shop"
log outages { case id time at in UTC field event: one of began, ended field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  between host and shop
  term    2026-01-01 to 2026-12-31
  owner   host
  target availability {
    metric  uptime
    per     month
    require at least 99.99%
    supported by all of (web_uc.availability, data_uc.availability)
  }
}
uc web_uc {
  term  2026-01-01 to 2026-12-31
  owner "Web host"
  target availability { metric uptime per month require at least 99.95% }
}
uc data_uc {
  term  2026-01-01 to 2026-12-31
  owner "Data centre"
  target availability { metric uptime per month require at least 99.95% }
}
```

## Right

```sla
provider host "Host"
customer shop "Shop"
log outages { case id time at in UTC field event: one of began, ended field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  between host and shop
  term    2026-01-01 to 2026-12-31
  owner   host
  target availability {
    metric  uptime
    per     month
    require at least 99.9%
    supported by all of (web_uc.availability, data_uc.availability)
  }
}
uc web_uc {
  term  2026-01-01 to 2026-12-31
  owner "Web host"
  target availability { metric uptime per month require at least 99.95% }
}
uc data_uc {
  term  2026-01-01 to 2026-12-31
  owner "Data centre"
  target availability { metric uptime per month require at least 99.95% }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Severity
from slacode.engine.checks._downtime import finding, ref_of, told_key
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.standing import say_promised, say_share

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each promise, however many versions it has."""
    is_new = Once()
    for case in subject.downtime_cases:
        if case.too_low and is_new(told_key(case.claim)):
            promised, best = say_promised(case.required), say_share(case.best)
            message = f"`{ref_of(case.claim)}` promises {promised}, what carries it reaches {best} at the very best"
            help_ = (f"promise {best} or less, or have every part that is needed promise {promised} or more",)
            yield finding(subject, "support-availability-too-low", SEVERITY, case, message, help_)
