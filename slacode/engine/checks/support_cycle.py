"""No promise rests on itself: what stands behind a target never leads back to it.

## What it finds

A target that is `supported by` another, which is in the end supported by the first one: one step away or many. Each
row is followed on its own, and each version of the agreements as it is in force, so `P1` may rest on a `P2` that rests
on something else. Support that is derived from services (language reference, 8.2) is followed too.

## Why it matters

Two teams that each rely on the other to be quick have promised nothing. No hand-over can be timed and no downtime be
shared out along a circle, so none of the promises on it can be proved.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric repair = clock on tickets { start when status == new stop when status == closed }

ola desk {
  target fix { metric repair require 95% within 4h supported by network.fix }
}
ola network {
  target fix { metric repair require 95% within 3h supported by desk.fix }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed }
metric repair = clock on tickets { start when status == new stop when status == closed }

ola desk {
  target fix { metric repair require 95% within 4h supported by network.fix }
}
ola network {
  target fix { metric repair require 95% within 3h }
}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._subject import Subject
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, Exempt
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.engine.support.carriers import Promise, promises_in, support_of
from slacode.engine.support.circles import circles, entangled, say_circle
from slacode.engine.wording import say_ref

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each circle of targets, whichever of their rows and versions it goes through first."""
    suspects = entangled(_agreements_behind(subject.model))
    is_new = Once()
    for lookup in _days(subject.model, suspects):
        behind = {p.key: p for name in suspects for p in _promises(lookup, lookup.agreements[name])}
        needs = {
            ref: list(dict.fromkeys(p.key for p, _ in promises_in(support_of(lookup, promise))))
            for ref, promise in behind.items()
        }
        for circle in circles(needs):
            if is_new(frozenset((agreement, target) for agreement, target, _ in circle)):
                yield _finding([behind[ref] for ref in circle])


def _agreements_behind(model: PolicyModel) -> Mapping[str, Collection[str]]:
    """Which agreements may stand behind which, in any version: all that is written, and all that may be derived."""
    covering: dict[str, set[str]] = {}
    for agreement in model.agreements:
        if agreement.kind != "sla":
            for service in {service for version in agreement.versions for service in version.covers}:
                covering.setdefault(service, set()).add(agreement.name)
    parts = {service.name: _references(service.needs) for service in model.services}
    return {agreement.name: sorted(_may_carry(agreement, covering, parts)) for agreement in model.agreements}


def _may_carry(agreement: Agreement, covering: Mapping[str, set[str]], parts: Mapping[str, Sequence[str]]) -> set[str]:
    targets = [target for version in agreement.versions for target in version.targets]
    found = {name for target in targets for name in _references(target.support)}
    if agreement.kind == "uc" or all(target.support for target in targets):
        return found
    services = list(dict.fromkeys(service for version in agreement.versions for service in version.covers))
    for service in services:
        services += [part for part in parts.get(service, ()) if part not in services]
        found |= covering.get(service, set()) - {agreement.name}
    return found


def _references(support: Support | None) -> list[str]:
    """The agreements, or the services, that an expression names."""
    match support:
        case SupportRef():
            return [support.agreement]
        case ServiceRef():
            return [support.service]
        case Operation():
            return [name for part in support.parts for name in _references(part)]
    return []


def _days(model: PolicyModel, suspects: Collection[str]) -> Iterator[Lookup]:
    """The policy as it stands whenever another version of a suspected agreement comes into force."""
    agreements = [agreement for agreement in model.agreements if agreement.name in suspects]
    starts = {version.start or dt.date.min for agreement in agreements for version in agreement.versions}
    for day in sorted(starts):
        yield Lookup(model, day)


def _promises(lookup: Lookup, agreement: Agreement) -> Iterator[Promise]:
    version = lookup.version(agreement)
    for target in version.targets:
        for row in target.rows:
            if not isinstance(row.obligation, Exempt):
                yield Promise(agreement, version, target, row)


def _finding(circle: Sequence[Promise]) -> Diagnostic:
    said = [say_ref(*promise.key) for promise in circle]
    places = [p.target.support.at if p.target.support else p.target.at for p in circle]
    carried = [f"`{one}` is carried by `{other}`" for one, other in zip(said, [*said[1:], said[0]], strict=True)]
    return Diagnostic(
        "support-cycle",
        SEVERITY,
        f"`{said[0]}` rests on itself: {say_circle(said)}",
        places[0],
        carried[0],
        tuple(Label(at, text) for at, text in zip(places[1:], carried[1:], strict=True) if at),
        help=("take one of them out of the circle: name what really carries it, or leave out its `supported by`",),
    )
