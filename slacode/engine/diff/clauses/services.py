"""What the covered services are: their structure, and what a log may call them (language reference, 6.1, 8.2)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.metrics import Availability
from slacode.engine.model.policy import Service
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.engine.wording import quote, say_support

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
                message = _message(name, clause, base, head)
                yield Found("service", effect, message, of=name, before=base.at, after=head.at)


def _message(name: str, clause: str, base: Service, head: Service) -> str:
    if clause == "title":
        called = quote(head.title) if head.title else "by its name alone"
        return f"`{name}` is called {called}: a log may know it by its old title"
    now, was = (_say(getattr(side, clause)) for side in (head, base))
    return f"`{clause}` of `{name}` is {now}, it was {was}"


def _say(value: str | tuple[str, ...] | Support | None) -> str:
    if isinstance(value, SupportRef | ServiceRef | Operation):
        return f"`{say_support(value)}`"
    said = f"`{value}`" if isinstance(value, str) else ", ".join(f"`{one}`" for one in value or ())
    return said or "nothing"
