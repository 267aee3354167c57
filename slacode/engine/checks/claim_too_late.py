"""A penalty of a supplier can still be claimed when what it failed for is settled with the customer.

## What it finds

A target of an SLA that costs something when it is missed, with an underpinning contract on its path whose penalty must
be claimed (`claim within`) by a date that comes before the SLA's period is settled: before that period ends, or before
the last day on which the customer may claim. Each of the contract's periods that meets the SLA's is looked at, so a
month in the contract against a quarter in the SLA too. Rolling periods are left alone.

## Why it matters

The provider learns only then what it owes, and by that time the supplier need not answer any more.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  target availability { metric uptime per quarter require at least 99.5% supported by hosting_uc.availability }
  penalty credit on availability { below 99.5%: EUR 1_000 }
}
uc hosting_uc {
  target availability { metric uptime per month require at least 99.9% }
  penalty credit on availability { below 99.9%: EUR 1_000 claim within 30 days }
}
```

## Right

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  target availability { metric uptime per quarter require at least 99.5% supported by hosting_uc.availability }
  penalty credit on availability { below 99.5%: EUR 1_000 }
}
uc hosting_uc {
  target availability { metric uptime per month require at least 99.9% }
  penalty credit on availability { below 99.9%: EUR 1_000 claim within 90 days }
}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.instants import DAY
from slacode.engine.calendar.zones import zone_named
from slacode.engine.checks._costs import contracts_behind, penalized
from slacode.engine.checks._dates import after
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.money import ClaimWithin, Penalty
from slacode.engine.model.values import Duration, Period
from slacode.engine.periods import Window, midnight, periods_of
from slacode.engine.support.carriers import Promise
from slacode.engine.wording import say_ref

SEVERITY = Severity.WARNING

_WITHOUT_A_START = dt.date(2026, 1, 1)
_LOOKED_AT = dt.timedelta(days=2 * 366)  # every pair of calendar periods meets in that time in each of its ways


@dataclass(frozen=True, slots=True)
class Late:
    """A period of an SLA that is settled after the last claim for a period of a contract."""

    period: Window
    settled: dt.date
    other: Window
    claimed: dt.date


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target and penalty of a contract behind it."""
    told: set[tuple[str, str, object]] = set()
    for agreement, version, target, penalties in penalized(subject):
        for contract in contracts_behind(subject, agreement, version, target):
            for penalty in contract.version.penalties:
                key = (agreement.name, target.name, penalty.at)
                if penalty.target == contract.target.name and penalty.kind == "penalty" and key not in told:
                    late = _late(version, target, penalties, contract, penalty)
                    if late is not None:
                        told.add(key)
                        yield _finding(agreement, target, penalties, contract, penalty, late)


def _late(
    version: Version, target: Target, penalties: Sequence[Penalty], contract: Promise, penalty: Penalty
) -> Late | None:
    """The first period for which the claim comes too late, or None."""
    if penalty.claim is None or target.per.rolling or contract.target.per.rolling:
        return None
    first = max((day for day in (version.start, contract.version.start) if day), default=_WITHOUT_A_START)
    others = _periods(contract.target.per, contract.version.zone, first)
    for period in _periods(target.per, version.zone, first):
        settled = max([period.dates.last, *(_claimed(period, p.claim) for p in penalties if p.claim)])
        for other in others:
            claimed = _claimed(other, penalty.claim)
            meets = other.dates.first <= period.dates.last and period.dates.first <= other.dates.last
            if meets and claimed < settled:
                return Late(period, settled, other, claimed)
    return None


@lru_cache(maxsize=256)  # most targets of a set have the same
def _periods(per: Period, zone: str, first: dt.date) -> tuple[Window, ...]:
    # No term ends them: one that is cut short at the end of a term would say nothing about the others.
    return periods_of(per, zone, first, None, midnight(zone_named(zone), first + _LOOKED_AT)).windows


def _claimed(period: Window, claim: ClaimWithin) -> dt.date:
    """The last day on which a claim for a period can be made; business days count as days of five in a week."""
    last = period.dates.last
    if claim.span is not None:
        return after(last, claim.span)
    if isinstance(claim.duration, Duration):
        return last + dt.timedelta(days=claim.duration.us // DAY)
    days = getattr(claim.duration, "days", 0)
    return last + dt.timedelta(days=days + days // 5 * 2)


def _finding(
    agreement: Agreement,
    target: Target,
    penalties: Sequence[Penalty],
    contract: Promise,
    penalty: Penalty,
    late: Late,
) -> Diagnostic:
    ref = say_ref(agreement.name, target.name)
    theirs = say_ref(contract.agreement.name, penalty.name or penalty.target)
    open_longer = late.settled > late.period.dates.last
    settled = "may be claimed by the customer until" if open_longer else "is settled at the earliest on"
    mine = next((p for p in penalties if p.claim), penalties[0])
    labels = [Label(mine.at, f"`{ref}` is settled later")] if mine.at else []
    note = (
        f"for {late.other.name} `{theirs}` can be claimed until {late.claimed}; "
        f"what `{ref}` costs for {late.period.name} {settled} {late.settled}"
    )
    return Diagnostic(
        "claim-too-late",
        SEVERITY,
        f"`{theirs}` must be claimed before `{ref}` is settled",
        penalty.at,
        "claims end too early",
        tuple(labels),
        help=(f"have `{contract.agreement.name}` take claims for longer, or settle the SLA in shorter periods",),
        notes=(note,),
        data={
            "target": ref,
            "support": theirs,
            "period": late.period.name,
            "settled": late.settled,
            "support_period": late.other.name,
            "claimed_until": late.claimed,
        },
    )
