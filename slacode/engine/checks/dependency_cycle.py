"""Nothing is made of itself: neither a service of services that need it, nor a calendar of calendars.

## What it finds

A service that `needs` another, which in the end needs the first one, and a calendar that is combined from calendars
which are combined from it. Two services that need the same third one are no circle, and `uses`, which counts for
nothing, may go in circles.

## Why it matters

What a service can promise follows from its parts, and the hours of a combined calendar from those of its parts.
Around a circle there is nothing to begin from.

## Wrong

```sla
service shop { needs payments }
service payments { needs accounts }
service accounts { needs shop }
```

## Right

```sla
service shop { needs payments and accounts }
service payments { needs accounts }
service accounts { uses shop }
```
"""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._subject import Subject
from slacode.engine.model.support import Operation, ServiceRef, Support
from slacode.engine.support.circles import circles, say_circle

SEVERITY = Severity.ERROR


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each circle of services; calendars are told when they are read."""
    parts = {service.name: list(_parts(service.needs)) for service in subject.model.services}
    for circle in circles({name: [part.service for part in found] for name, found in parts.items()}):
        following = [*circle[1:], circle[0]]
        steps = [
            (next(part.at for part in parts[one] if part.service == other), f"`{one}` needs `{other}`")
            for one, other in zip(circle, following, strict=True)
        ]
        yield Diagnostic(
            "dependency-cycle",
            SEVERITY,
            f"service `{circle[0]}` needs itself: {say_circle(circle)}",
            steps[0][0],
            steps[0][1],
            tuple(Label(at, text) for at, text in steps[1:] if at),
            help=("take one `needs` out of the circle, or write `uses` where one can do without the other",),
        )


def _parts(needs: Support | None) -> Iterator[ServiceRef]:
    match needs:
        case ServiceRef():
            yield needs
        case Operation():
            for part in needs.parts:
                yield from _parts(part)
