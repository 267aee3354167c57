"""Over what a target is judged: `per month`, `per quarter`, `per rolling 28 days` (language reference, 6.5)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.wording import say_period

FIELDS = {"Target": frozenset({"per"}), "Period": frozenset({"unit", "count", "rolling", "from_day"})}


def compare(both: Both) -> Iterator[Found]:
    """In a longer period a bad day weighs less, and is paid for less often: which counts for more is not known."""
    for pair in both.targets:
        if pair.base.per != pair.head.per:
            now, was = say_period(pair.head.per), say_period(pair.base.per)
            yield pair.differs("period", "undecidable", f"`{pair.head.name}` is judged per {now}, it was per {was}")
