"""What the covered services are: their structure, and what a log may call them (language reference, 6.1, 8.2)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.metrics import Availability
from slacode.engine.wording import quote

FIELDS = {"Service": frozenset({"title", "owner", "needs", "uses", "tier", "description"})}


def compare(both: Both) -> Iterator[Found]:
    """What a service is made of carries the promise, and is none; by its title a log finds its outages."""
    judged = any(isinstance(pair.measures[1], Availability) for pair in both.targets)
    for name in both.head.covers:
        base, head = both.world.base.services.get(name), both.world.head.services.get(name)
        if base is None or head is None:
            continue
        for clause in sorted(FIELDS["Service"]):
            if not same(getattr(base, clause), getattr(head, clause)):
                effect: Effect = "undecidable" if clause == "title" and judged else "neutral"
                yield Found(
                    "service", effect, _message(name, clause, head.title), of=name, before=base.at, after=head.at
                )


def _message(name: str, clause: str, title: str | None) -> str:
    if clause == "title":
        return (
            f"`{name}` is called {quote(title) if title else 'by its name alone'}: a log may know it by its old title"
        )
    return f"`{name}` has another `{clause}`"
