"""Between whom an agreement is: another party owes, or is owed, something else (language reference, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found

FIELDS = {"Version": frozenset({"provider", "receiver"})}


def compare(both: Both) -> Iterator[Found]:
    """Whether another party keeps its word as well, no policy says."""
    for role, verb in (("provider", "provided"), ("receiver", "received")):
        was, now = (getattr(side, role) or "nobody" for side in (both.base, both.head))
        if was != now:
            yield both.differs("parties", "undecidable", f"is {verb} by `{now}`, was by `{was}`")
