"""What a target stands on is in force for as long as the target is.

## What it finds

Dates on which a target stands, in any version of its agreement, while an agreement that carries it is not yet or no
longer in force: its term has not begun, has ended, or it was terminated; or the target there was only added, or left
out, by an amendment. Dates are compared as they are written, each in the time zone of its own agreement. Services
whose agreements follow one another without a gap are covered by all of them together.

## Why it matters

The customer's agreement goes on, and the contract that keeps it has run out: the promise is then made at one's own
risk, at whatever price the supplier asks next.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop_sla {
  term 2026-01-01 to 2027-12-31
  target resolution { metric restore require 95% within 8h supported by field_uc.repair }
}
uc field_uc {
  term 2026-01-01 to 2026-12-31
  target repair { metric restore require 98% within 8h }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop_sla {
  term 2026-01-01 to 2027-12-31
  target resolution { metric restore require 95% within 8h supported by field_uc.repair }
}
uc field_uc {
  term 2026-01-01 to 2027-12-31
  target repair { metric restore require 98% within 8h }
}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slacode.diagnostics import DataValue, Diagnostic, Label, Location, Severity
from slacode.engine.checks._dates import FIRST_DAY, LAST_DAY, Dates
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import derived, in_force, promising_rows, references, standing
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.support.carriers import promises_in
from slacode.engine.wording import say_ref

SEVERITY = Severity.ERROR

Carriers = tuple[tuple[str, str], ...]
"""Agreements and their targets that carry one target in turn: one that is named, or those of one service."""


@dataclass(slots=True)
class Need:
    """The dates on which a target stands on some others, and where it says so."""

    agreement: Agreement
    version: Version
    target: Target
    at: Location | None
    dates: list[tuple[int, int]] = field(default_factory=list)


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each agreement and what it stands on; several targets of it are told together."""
    for agreement in subject.model.agreements:
        found: dict[tuple[tuple[str, ...], Dates], list[tuple[Need, Carriers]]] = {}
        for (_, carriers), need in _needs(subject, agreement).items():
            missing = Dates.of(need.dates).without(_in_force(subject, carriers))
            if missing:
                names = tuple(dict.fromkeys(name for name, _ in carriers))
                found.setdefault((names, missing), []).append((need, carriers))
        for (names, missing), needs in found.items():
            yield _finding(subject, names, missing, needs)


def _needs(subject: Subject, agreement: Agreement) -> dict[tuple[str, Carriers], Need]:
    needs: dict[tuple[str, Carriers], Need] = {}
    for version in agreement.versions:
        for target in version.targets:
            if promising_rows(target):
                for at, carriers in _carriers(subject, agreement, version, target):
                    need = Need(agreement, version, target, at)
                    dates = in_force(agreement, version).stretches
                    needs.setdefault((target.name, carriers), need).dates.extend(dates)
    return needs


def _carriers(
    subject: Subject, agreement: Agreement, version: Version, target: Target
) -> Iterator[tuple[Location | None, Carriers]]:
    if target.support is not None:
        for ref in references(target.support):
            yield ref.at, ((ref.agreement, ref.target),)
    elif subject.lookup.is_availability(target):
        by_service: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for promise, via in promises_in(derived(subject.on(version.start), agreement, version, target)):
            by_service.setdefault(via, []).append((promise.agreement.name, promise.target.name))
        for carriers in by_service.values():
            yield target.at, tuple(carriers)


def _in_force(subject: Subject, carriers: Carriers) -> Dates:
    agreements = subject.lookup.agreements
    return Dates.of(one for name, target in carriers for one in standing(agreements[name], target).stretches)


def _finding(
    subject: Subject, names: Sequence[str], missing: Dates, needs: Sequence[tuple[Need, Carriers]]
) -> Diagnostic:
    need, carriers = needs[0]
    refs = [say_ref(need.agreement.name, one.target.name) for one, _ in needs]
    said = " and ".join(f"`{name}`" for name in names)
    carries, is_ = ("carries", "is") if len(names) == 1 else ("carry", "are")
    return Diagnostic(
        "term-not-covered",
        SEVERITY,
        f"{said} {carries} {' and '.join(f'`{ref}`' for ref in refs)}, but {is_} not in force {missing.say()}",
        need.at,
        "stands on it",
        tuple(_labels(subject, need, carriers)),
        help=(_way_out(names, missing),),
        data={
            "agreement": need.agreement.name,
            "targets": refs,
            "supports": list(names),
            "missing": [_data(one) for one in missing.stretches],
        },
    )


def _labels(subject: Subject, need: Need, carriers: Carriers) -> Iterator[Label]:
    dates = Dates.of(need.dates)
    own = need.version.term_at or need.agreement.at
    if own:
        yield Label(own, f"`{need.target.name}` stands {dates.say()}")
    for name, target in carriers:
        agreement = subject.lookup.agreements[name]
        versions = [version for version in agreement.versions if version.target(target) is not None]
        there = versions[-1] if versions else agreement.versions[-1]
        # A target that came with an amendment stands from there on: that is then the place, not the term.
        at = there.term_at if versions and versions[0] is agreement.versions[0] else there.at
        at = at or agreement.at
        stands = standing(agreement, target)
        if at:
            yield Label(at, f"`{name}.{target}` stands {stands.say()}" if stands else f"`{name}` is never in force")


def _way_out(names: Sequence[str], missing: Dates) -> str:
    first, last = missing.stretches[0][0], missing.stretches[-1][1]
    before = first == FIRST_DAY or len(missing.stretches) > 1
    if last == LAST_DAY and not before:
        return f"renew `{names[-1]}` without an end, or end the promise with it"
    return f"let the term of `{names[-1]}` reach as far, or take the promise out for those dates"


def _data(one: tuple[int, int]) -> dict[str, DataValue]:
    return {
        "from": None if one[0] == FIRST_DAY else dt.date.fromordinal(one[0]),
        "to": None if one[1] == LAST_DAY else dt.date.fromordinal(one[1]),
    }
