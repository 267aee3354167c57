"""Every part that a covered service needs is covered by an OLA or an underpinning contract.

## What it finds

A part of a service that an SLA covers, or a part of such a part, for which no OLA and no underpinning contract says
`covers` in any of its versions. A part that is itself made of parts is looked at through these. What a service merely
`uses` is not counted.

## Why it matters

The SLA answers for the whole, parts included. Where nobody stands behind a part, its failures are all the provider's
own, and no proof of availability can be complete. This is the second half of a gap analysis.

## Wrong

```sla
service web
service payments
service shop { needs web and payments }
sla shop_sla { covers shop }
ola web_ola  { covers web }
```

## Right

```sla
service web
service payments
service shop { needs web and payments }
sla shop_sla { covers shop }
ola web_ola  { covers web }
uc  pay_uc   { covers payments }
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slacode.diagnostics import Diagnostic, Label, Location, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._services import covered_by, needed_by
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement
from slacode.engine.model.policy import Service

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each part, at the first place that needs it."""
    carried = covered_by(subject, "ola", "uc")
    is_new = Once()
    for name, agreements in covered_by(subject, "sla").items():
        for part, at, whole in _parts(subject, name):
            if part.name not in carried and part.needs is None and is_new(part.name):
                yield _finding(part, at, whole, agreements)


def _parts(subject: Subject, name: str) -> Iterator[tuple[Service, Location | None, Service]]:
    """All parts of a service, those of its parts too, each once: the part, where it is named, and what needs it."""
    services = subject.lookup.services
    queue, seen = [name], {name}
    for whole in queue:
        if whole in services:
            for ref in needed_by(services[whole].needs):
                if ref.service in services and ref.service not in seen:
                    seen.add(ref.service)
                    queue.append(ref.service)
                    yield services[ref.service], ref.at, services[whole]


def _finding(part: Service, at: Location | None, whole: Service, agreements: Collection[Agreement]) -> Diagnostic:
    slas = [agreement for agreement in agreements if agreement.at]
    said = ", ".join(f"`{agreement.name}`" for agreement in slas)
    labels = [Label(part.at, "the part")] if part.at else []
    labels += [Label(one.at, "answers for the whole") for one in slas[:3] if one.at]
    return Diagnostic(
        "part-without-agreement",
        SEVERITY,
        f"`{whole.name}` needs `{part.name}`, which no OLA and no underpinning contract covers",
        at or part.at,
        f"nobody answers for this part to the provider of {said}",
        tuple(labels),
        help=(f"let the OLA or the contract behind it say `covers {part.name}`",),
        data={"service": part.name, "needed_by": whole.name, "agreements": [agreement.name for agreement in slas]},
    )
