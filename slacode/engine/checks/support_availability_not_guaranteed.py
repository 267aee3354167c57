"""What stands behind a promise of availability leaves no more downtime than it allows.

## What it finds

A target behind which more downtime may lie in one of its periods than it promises at most, though every OLA and
underpinning contract keeps its word: downtimes add up where all parts are needed, and a support that is measured by
the year may have all of its downtime in one month. The finding counts in minutes, for the worst period of the term.

## Why it matters

Percentages look alike whatever they are taken of. 99.95% of a month are 22 minutes, 99.95% of a year are more than
four hours, and nothing keeps these from falling into one month.

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
    require at least 99.9%
    supported by all of (web_uc.availability, data_uc.availability)
  }
}
uc web_uc {
  term  2026-01-01 to 2026-12-31
  owner "Web host"
  target availability { metric uptime per year require at least 99.95% }
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
from slacode.engine.checks._downtime import finding, name_of, ref_of, told_key
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.downtime import DowntimeCase
from slacode.engine.proofs.downtime_reasons import Mend, mends
from slacode.engine.wording import say_percent, say_period, say_worst

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each promise that is not out of all reach, however many versions it has."""
    is_new = Once()
    for case in subject.downtime_cases:
        if not case.budgeted.kept and not case.too_low and is_new(told_key(case.claim)):
            worst = case.budgeted
            message = (
                f"`{ref_of(case.claim)}` promises at most {say_worst(worst.promised)} of downtime in {worst.name}, "
                f"what carries it may be down for {say_worst(worst.downtime)}"
            )
            help_ = _help(case, mends(subject.downtimes, case.claim, "budgeted"))
            yield finding(subject, "support-availability-not-guaranteed", SEVERITY, case, message, help_)


def _help(case: DowntimeCase, found: list[Mend]) -> tuple[str, ...]:
    per = say_period(case.claim.promise.target.per)
    same = [name_of(mend.supplier) for mend in found if mend.same_period_suffices]
    more = [f"`{name_of(mend.supplier)}` at least {say_percent(mend.least)}" for mend in found if mend.least]
    ways = []
    if same:
        zone = case.claim.promise.version.zone
        ways.append(f"it is enough to measure `{same[0]}` per {per} in {zone}, as the promise is")
    if more:
        ways.append(f"enough by itself: {', or '.join(more)}")
    return tuple(ways) or ("no part of it alone can mend this: promise less, or have the parts promise more",)
