"""Every target of an SLA says what it stands on, for each of its rows.

## What it finds

A target of an SLA with nothing behind it: no `supported by`, and no services whose agreements could tell. Also one of
its rows that a supporting target does not know, or for which it promises nothing that limits the time of a case or the
downtime of a period (`none`, an average, a deadline from the data), so that it is carried by nobody, or only part of
the way. In a set that has no OLA and no underpinning contract at all nothing is raised: it does not speak of what is
behind.

## Why it matters

The promise is made to the customer, and inside nobody has promised what would keep it. This is part of a gap
analysis.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop_sla { target resolution { metric restore require 95% within 8h } }
ola desk_ola { target repair     { metric restore require 95% within 8h } }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop_sla { target resolution { metric restore require 95% within 8h supported by desk_ola.repair } }
ola desk_ola { target repair     { metric restore require 95% within 8h } }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._agreements import can_be_measured
from slacode.engine.checks._once import Once
from slacode.engine.checks._services import covered_by
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import (
    derived,
    gaps_in,
    promising_rows,
    references,
    says_what_stands_behind,
)
from slacode.engine.model.agreements import Agreement, Row, Target, Version, Within
from slacode.engine.model.support import SupportRef
from slacode.engine.proofs.budgets import bound_of, limits_single_outages
from slacode.engine.support.carriers import promises_in
from slacode.engine.wording import say_name, say_obligation, say_ref

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target, whatever the number of its versions."""
    if not says_what_stands_behind(subject.model):
        return
    is_new = Once()
    for agreement in subject.model.agreements:
        if agreement.kind == "sla":
            for version in agreement.versions:
                for target in version.targets:
                    for finding in _of_target(subject, agreement, version, target):
                        if is_new(agreement.name, target.name, finding.message):
                            yield finding


def _of_target(subject: Subject, agreement: Agreement, version: Version, target: Target) -> Iterator[Diagnostic]:
    if not can_be_measured(target):
        return
    if target.support is not None:
        yield from _rows_left_alone(subject, agreement, target)
        yield from _rows_that_nothing_limits(subject, agreement, target)
    elif not subject.lookup.is_availability(target):
        yield _nothing(agreement, target, "name the targets that carry it: `supported by ...`")
    else:
        yield from _by_services(subject, agreement, version, target)


def _nothing(agreement: Agreement, target: Target, way_out: str) -> Diagnostic:
    ref = say_ref(agreement.name, target.name)
    return Diagnostic(
        "target-without-support",
        SEVERITY,
        f"nothing stands behind `{ref}`",
        target.at,
        "no OLA and no underpinning contract carries this",
        help=(way_out,),
        data={"target": ref},
    )


def _by_services(subject: Subject, agreement: Agreement, version: Version, target: Target) -> Iterator[Diagnostic]:
    """A target that leaves its support to the services: a part that no agreement covers has a finding of its own."""
    carrier = derived(subject.on(version.start), agreement, version, target)
    covering = covered_by(subject, "ola", "uc")
    silent = {part.service.name for part in gaps_in(carrier) if part.service.name in covering}
    if carrier is None or (not any(promises_in(carrier)) and not any(gaps_in(carrier))):
        way_out = "name the targets that carry it (`supported by ...`), or have an OLA cover its services"
        yield _nothing(agreement, target, way_out)
    for service in sorted(silent):
        ref = say_ref(agreement.name, target.name)
        yield Diagnostic(
            "target-without-support",
            SEVERITY,
            f"`{ref}` rests on `{service}`, whose availability nobody promises",
            target.at,
            "promised here",
            tuple(Label(one.at, f"covers `{service}`, with no such target") for one in covering[service] if one.at),
            help=(f"promise the availability of `{service}` there, or name what carries it: `supported by ...`",),
            data={"target": ref, "service": service},
        )


def _rows_left_alone(subject: Subject, agreement: Agreement, target: Target) -> Iterator[Diagnostic]:
    """The rows that a reference has no row for: one finding for each reference."""
    for ref in references(target.support):
        mapped = dict(ref.rows)
        left = [row for row in promising_rows(target) if row.label not in mapped]
        if not left:
            continue
        theirs = say_ref(ref.agreement, ref.target)
        said = [say_ref(agreement.name, target.name, row.label) for row in left]
        behind = subject.lookup.agreements[ref.agreement]
        there = next((t for v in behind.versions if (t := v.target(ref.target)) is not None), None)
        labels = [Label(row.at, f"`{theirs}` does not carry this") for row in left if row.at]
        labels += [Label(there.at, "promises nothing for it")] if there and there.at else []
        label = left[0].label
        mend = f", or map it: `with ({say_name(label)} -> ...)`" if label is not None else ""
        yield Diagnostic(
            "target-without-support",
            SEVERITY,
            f"`{theirs}` has no row that carries {' and '.join(f'`{name}`' for name in said)}",
            ref.at or target.at,
            "named as what carries it",
            tuple(labels),
            help=(f"promise it there in a row of that label{mend}",),
            data={"target": say_ref(agreement.name, target.name), "rows": said, "support": theirs},
        )


def _rows_that_nothing_limits(subject: Subject, agreement: Agreement, target: Target) -> Iterator[Diagnostic]:
    """The rows for which a reference has rows that bound no time and no downtime: one finding for each of theirs.

    What is measured in another way is told by `unit-mismatch`, single outages by the proof of the downtime.
    """
    ours = {row.label: row for row in _limiting(subject, target)}
    for ref in references(target.support):
        versions = subject.lookup.agreements[ref.agreement].versions
        theirs = [there for version in versions if (there := version.target(ref.target)) is not None]
        limited = {row.label for there in theirs for row in _limiting(subject, there)}
        for own, label in ref.rows:
            if own in ours and label not in limited:
                row = next((row for there in theirs for row in there.rows if row.label == label), None)
                if row is not None:
                    yield _limits_nothing(say_ref(agreement.name, target.name, own), ours[own], ref, row)


def _limiting(subject: Subject, target: Target) -> list[Row]:
    """The rows that say how long a case, or how much downtime, may last; of other measures nothing is asked."""
    if subject.lookup.is_clock(target):
        return [row for row in target.rows if isinstance(row.obligation, Within)]
    if subject.lookup.is_availability(target):
        return [row for row in target.rows if bound_of(row.obligation) or limits_single_outages(row.obligation)]
    return []


def _limits_nothing(own: str, row: Row, ref: SupportRef, there: Row) -> Diagnostic:
    theirs = say_ref(ref.agreement, ref.target, there.label)
    return Diagnostic(
        "target-without-support",
        SEVERITY,
        f"`{own}` rests on `{theirs}`, which promises `{say_obligation(there.obligation)}`",
        ref.at or row.at,
        "named as what carries it",
        tuple(Label(one.at, text) for one, text in ((row, "promised here"), (there, "sets no limit")) if one.at),
        help=("promise a time for each case there, as `95% within 4h`, or a limit of the downtime in a period",),
        data={"target": own, "rows": [own], "support": theirs},
    )
