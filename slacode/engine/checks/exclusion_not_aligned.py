"""What a support leaves out of its availability, the promise that rests on it leaves out too, or can bear.

## What it finds

Time that an OLA or underpinning contract excludes, such as a maintenance window, and that a target resting on it does
not, where the target has no room for it: with that time added, more downtime may lie behind it than it promises.
Windows in another time zone are told apart too, for they lie at other times.

## Why it matters

A supplier who works on the machines in an agreed window keeps every promise, and the service is down all the same. If
the customer never agreed to that window, it counts against the one who promised.

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
    require at least 99.5%
    supported by all of (web_uc.availability, data_uc.availability)
  }
}
uc web_uc {
  term  2026-01-01 to 2026-12-31
  owner "Web host"
  exclude "Patch window" every sun 02:00-04:00
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
  exclude "Patch window" every sun 02:00-04:00
  target availability {
    metric  uptime
    per     month
    require at least 99.5%
    supported by all of (web_uc.availability, data_uc.availability)
  }
}
uc web_uc {
  term  2026-01-01 to 2026-12-31
  owner "Web host"
  exclude "Patch window" every sun 02:00-04:00
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
from zoneinfo import ZoneInfo

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.instants import from_us
from slacode.engine.checks._downtime import name_of, ref_of, say_promise, told_key
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.proofs.downtime import DowntimeCase
from slacode.engine.proofs.downtime_reasons import Unaligned, unaligned
from slacode.engine.wording import say_moment, say_worst

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each exclusion of a support that a promise cannot bear."""
    is_new = Once()
    for case in subject.downtime_cases:
        if case.guaranteed.kept:
            continue
        for found in unaligned(subject.downtimes, case.claim):
            matters = found.time is None or _matters(case, found.time)
            if matters and is_new(told_key(case.claim), found.exclusion):
                yield _finding(case, found)


def _matters(case: DowntimeCase, time: int) -> bool:
    """Whether the promise has no room for that much time beside the downtime that its supports may have anyway."""
    return min(case.budgeted.downtime, case.budgeted.promised) + time > case.budgeted.promised


def _finding(case: DowntimeCase, found: Unaligned) -> Diagnostic:
    claim = case.claim
    name, reason = name_of(found.supplier), found.exclusion.reason
    said = f'"{reason}"' if reason else "time"
    return Diagnostic(
        "exclusion-not-aligned",
        SEVERITY,
        f"`{name}` excludes {said}, `{ref_of(claim)}` that rests on it does not",
        claim.promise.row.at,
        "promised here",
        (Label(found.exclusion.at, "excluded here"),) if found.exclusion.at else (),
        help=("exclude it from the promise too, at the same time and in the same time zone, or promise less",),
        notes=tuple(_notes(case, found)),
        data={
            "target": ref_of(claim),
            "support": name,
            "reason": reason,
            "period": found.period,
            "excluded_s": None if found.time is None else found.time // 1_000_000,
        },
    )


def _notes(case: DowntimeCase, found: Unaligned) -> Iterator[str]:
    yield say_promise(case, case.guaranteed)
    if found.time is None or found.example is None:
        yield "how much time that takes depends on the log"
        return
    zone = ZoneInfo(case.claim.promise.version.zone)
    start, end = (say_moment(from_us(instant, zone)) for instant in found.example)
    yield f"up to {say_worst(found.time)} in {found.period} are left out behind it, such as {start} to {end}"
