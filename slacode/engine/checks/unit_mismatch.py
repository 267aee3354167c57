"""A promise is made in the unit of what is measured.

## What it finds

A time promised of an availability, a percentage of a number of cases, a number where a time is measured; the figure of
a penalty in another unit than that of what its target attains, or a price for each breach where no case has a time;
and, in `supported by`, a time said to be carried by an availability, or an availability by anything else.

## Why it matters

The two cannot be compared, so the promise could be neither kept nor broken.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }

sla desk { target fast { metric fix require at least 99.9% } }
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field effort: number }
metric fix = clock on tickets { start when status == new stop when status == closed }

sla desk { target fast { metric fix require 99.9% within 4h } }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import references
from slacode.engine.model.agreements import Agreement, Target
from slacode.engine.model.support import SupportRef
from slacode.engine.wording import say_ref

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each reference to what is measured in another way (language reference, 8.1)."""
    is_new = Once()
    for agreement in subject.model.agreements:
        for target in (target for version in agreement.versions for target in version.targets):
            for ref in references(target.support):
                theirs = _named(subject, ref)
                if theirs is not None and _differ(subject, target, theirs) and is_new(ref):
                    yield _finding(subject, agreement, target, ref, theirs)


def _named(subject: Subject, ref: SupportRef) -> Target | None:
    """The target that a reference names, in the first version that has it."""
    versions = subject.lookup.agreements[ref.agreement].versions
    return next((target for version in versions if (target := version.target(ref.target)) is not None), None)


def _differ(subject: Subject, target: Target, theirs: Target) -> bool:
    """Whether of two targets one is a time and the other an availability, or an availability rests on anything else."""
    if theirs.metric is None:
        return False
    if subject.lookup.is_availability(target):
        return not subject.lookup.is_availability(theirs)
    return subject.lookup.is_clock(target) and subject.lookup.is_availability(theirs)


def _finding(subject: Subject, agreement: Agreement, target: Target, ref: SupportRef, theirs: Target) -> Diagnostic:
    own, behind = say_ref(agreement.name, target.name), say_ref(ref.agreement, ref.target)
    wanted = "an availability" if subject.lookup.is_availability(target) else "a time for each case"
    return Diagnostic(
        "unit-mismatch",
        SEVERITY,
        f"`{own}` promises {wanted}, which `{behind}` does not: nothing follows from one for the other",
        ref.at or target.at,
        "named as what carries it",
        tuple(Label(one.at, f"measured by `{one.metric}`") for one in (target, theirs) if one.at),
        help=(f"name a target that promises {wanted}",),
        data={"target": own, "support": behind},
    )
