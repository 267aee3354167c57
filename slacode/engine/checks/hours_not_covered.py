"""What carries a target is at work in all of the target's hours.

## What it finds

Open time of a target that lies outside the hours of what carries it: how much it is in a week, at most, and when. The
calendars are compared as they are, holidays and time zones included, less what the target's own agreement excludes,
over the first year in which both stand. Of parts that can stand in for each other (`any of`, `or`, `2 of`) only
the time counts that too few of them cover.

For availability this is always told: outside its hours a support promises nothing, however good it is within them.
For a promise of time it is told only where it matters, which is where that support, alone and quick enough by itself,
would overrun the promise because of its hours. Where the allowance is long enough to wait for the next opening,
narrower hours are no gap: the worst case shows that the promise is kept.

## Why it matters

The customer is promised the weekend, and nobody who could act is at work. Such a promise looks consistent as long as
only hours are added up, and fails on the first Saturday.

## Wrong

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar always = 24x7
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }
service shop

sla shop_sla {
  covers shop
  target availability { metric uptime require at least 20% during always supported by web_ola.availability }
}
ola web_ola {
  covers shop
  hours  office
  target availability { metric uptime require at least 99.9% }
}
```

## Right

```sla
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar always = 24x7
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }
service shop

sla shop_sla {
  covers shop
  target availability { metric uptime require at least 20% during always supported by web_ola.availability }
}
ola web_ola {
  covers shop
  hours  office
  target availability { metric uptime require at least 99.9% during always }
}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from operator import attrgetter

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.instants import CalendarError, from_us
from slacode.engine.calendar.spans import Spans
from slacode.engine.calendar.zones import zone_named
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import promising_rows, references
from slacode.engine.checks._uncovered import Hours, Week, say_span
from slacode.engine.model.agreements import Agreement, Level, Target, Version
from slacode.engine.proofs.paths import Stage, Step, TimeClaim, steps_of
from slacode.engine.proofs.promises import Elapsed
from slacode.engine.support.carriers import Carrier, Promise, promises_in, support_of
from slacode.engine.wording import say_duration

SEVERITY = Severity.WARNING

Pair = tuple[str, tuple[str, ...]]
"""A supported agreement, and the agreements behind it whose hours do not cover it."""


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each agreement and what does not cover its hours; several rows of it are told together."""
    hours = Hours(subject)
    found: dict[Pair, list[tuple[Promise, tuple[Promise, ...], Spans]]] = {}
    for promise, behind, spans in [*_of_availability(subject, hours), *_of_time(subject, hours)]:
        if spans:
            names = tuple(dict.fromkeys(one.agreement.name for one in behind))
            found.setdefault((promise.agreement.name, names), []).append((promise, behind, spans))
    for rows in found.values():
        ref = rows[0][0].ref  # in whichever of its versions most is uncovered
        weeks = [hours.worst_week(spans, one.version.zone) for one, _, spans in rows if one.ref == ref]
        yield _finding(rows, max(weeks, key=attrgetter("uncovered")))


def _of_availability(subject: Subject, hours: Hours) -> Iterator[tuple[Promise, tuple[Promise, ...], Spans]]:
    for agreement in subject.model.agreements:
        told: set[object] = set()
        for promise, carrier in _carried(subject, agreement):
            kind = _kind(promise, carrier)
            if kind not in told:
                for one in hours.uncovered(promise, carrier):
                    if one.spans:
                        told.add(kind)  # a further version that changes no hours tells nothing new
                        yield promise, one.behind, one.spans


def _carried(subject: Subject, agreement: Agreement) -> Iterator[tuple[Promise, Carrier]]:
    """Every promise of availability that an SLA or OLA makes, in each version, with what carries it."""
    for version in agreement.versions if agreement.kind != "uc" else ():
        for target in version.targets:
            if subject.lookup.is_availability(target):
                for day in _days(subject, version, target):
                    for promise in _promises(agreement, version, target):
                        carrier = support_of(subject.on(day), promise)
                        if carrier is not None:
                            yield promise, carrier


def _kind(promise: Promise, carrier: Carrier) -> object:
    """What the comparison of hours depends on, but for the dates."""
    behind = tuple((one.ref, one.version.hours_for(one.row.obligation)) for one, _ in promises_in(carrier))
    return promise.ref, promise.version.hours_for(promise.row.obligation), promise.version.exclusions, behind


def _promises(agreement: Agreement, version: Version, target: Target) -> Iterator[Promise]:
    for row in promising_rows(target):
        if isinstance(row.obligation, Level):
            yield Promise(agreement, version, target, row)


def _days(subject: Subject, version: Version, target: Target) -> list[dt.date | None]:
    """The first day of a version, and each day in it on which a version of what it names comes into force."""
    named = {ref.agreement for ref in references(target.support)}
    starts = {v.start for name in named for v in subject.lookup.agreements[name].versions if v.start}
    within = [
        day for day in starts
        if (version.start is None or day > version.start) and (version.end is None or day <= version.end)
    ]  # fmt: skip
    return [version.start, *sorted(within)]


def _of_time(subject: Subject, hours: Hours) -> Iterator[tuple[Promise, tuple[Promise, ...], Spans]]:
    for claim in subject.time_claims:
        if claim.path is not None and isinstance(claim.promise, Elapsed):
            for step in steps_of(claim.path):
                for stage in step.stages:
                    if _overruns_by_its_hours(subject, claim, step, stage):
                        promise = Promise(claim.agreement, claim.version, claim.target, claim.row)
                        behind = Promise(step.agreement, stage.version, stage.target, stage.row)
                        yield promise, (behind,), hours.outside(claim.version, claim.row, stage.version, stage.row)


def _overruns_by_its_hours(subject: Subject, claim: TimeClaim, step: Step, stage: Stage) -> bool:
    """Whether a support alone may use more than is promised, though what it promises is no longer than that."""
    own, carried = claim.promise, stage.promise
    if not isinstance(own, Elapsed) or (isinstance(carried, Elapsed) and carried.calendar is claim.counted):
        return False
    if isinstance(carried, Elapsed) and carried.allowance > own.allowance:
        return False
    try:
        return subject.bounds.used(step, claim.counted) > own.allowance
    except CalendarError:
        return False  # a calendar that never opens, or a support that takes too long, has a finding of its own


def _finding(rows: list[tuple[Promise, tuple[Promise, ...], Spans]], week: Week) -> Diagnostic:
    promise, behind, _ = rows[0]
    zone = promise.version.zone
    refs = list(dict.fromkeys(one.ref for one, _, _ in rows))
    names = list(dict.fromkeys(one.ref for one in behind))  # one promise may stand for several services
    theirs = " and ".join(f"`{name}`" for name in names)
    hours = promise.version.hours_for(promise.row.obligation)
    mine = f"`{hours}`" if hours else "around the clock"
    mended = f"`during {hours}`" if hours else "around the clock, without `hours`"
    plural = len(names) > 1
    return Diagnostic(
        "hours-not-covered",
        SEVERITY,
        f"`{refs[0]}` is promised in hours that {theirs} {'do' if plural else 'does'} not cover: "
        f"up to {say_duration(week.uncovered)} a week",
        promise.row.at or promise.target.at,
        f"promised in {mine}" if hours else f"promised {mine}",
        tuple(_labels(rows)),
        help=(f"have {theirs} promised {mended}, or promise no more than what is covered",),
        notes=(
            f"most of all in the week of {week.monday}, from {say_span(week.example, zone)} among others"
            if _more(week.uncovered, week.example)
            else f"most of all in the week of {week.monday}: {say_span(week.example, zone)}",
        ),
        data={
            "targets": refs,
            "supports": names,
            "uncovered_per_week_s": week.uncovered // 1_000_000,
            "week": week.monday,
            "example_start": from_us(week.example[0], zone_named(zone).tzinfo),
            "example_end": from_us(week.example[1], zone_named(zone).tzinfo),
        },
    )


def _more(uncovered: int, example: tuple[int, int]) -> bool:
    return uncovered > example[1] - example[0]


def _labels(rows: list[tuple[Promise, tuple[Promise, ...], Spans]]) -> Iterator[Label]:
    first, behind, _ = rows[0]
    for one in {one.ref: one for one in behind}.values():
        hours = one.version.hours_for(one.row.obligation)
        during = getattr(one.row.obligation, "during", None)
        at = one.row.at if during else one.version.hours_at or one.row.at
        if at:
            yield Label(at, f"`{one.ref}` is kept in `{hours}`")
    for other in dict.fromkeys(one.row.at for one, _, _ in rows):
        if other and other != first.row.at:
            yield Label(other, "not covered either")
