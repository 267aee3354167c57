"""Which services an agreement covers (language reference, 7.1); each is judged and settled on its own (6.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found

FIELDS = {"Version": frozenset({"covers"})}


def compare(both: Both) -> Iterator[Found]:
    """Each service that is covered no longer, or is now."""
    base, head = both.base, both.head
    for service in base.covers:
        if service not in head.covers:
            message = f"`{service}` is covered no longer"
            yield Found("services covered", "weakened", message, change="removed", before=base.at, after=head.at)
    for service in head.covers:
        if service not in base.covers:
            message = f"`{service}` is covered now"
            yield Found("services covered", "strengthened", message, change="added", before=base.at, after=head.at)
    if base.covers != head.covers and sorted(base.covers) == sorted(head.covers):
        yield both.differs("services covered", "neutral", "names the services that it covers in another order")
