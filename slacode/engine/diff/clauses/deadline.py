"""The field that holds the deadline of a case: `95% by due_at` (language reference, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import ByField, Obligation

FIELDS = {"ByField": frozenset({"field"})}


def compare(both: Both) -> Iterator[Found]:
    """What another field holds, nobody knows."""
    for pair, base, head in both.promises:
        was, now = base.obligation, head.obligation
        if between(was, now) is not None and isinstance(was, ByField) and isinstance(now, ByField):
            message = f"{pair.called(head)} takes its deadline from `{now.field}`, it took it from `{was.field}`"
            yield pair.differs("deadline", "undecidable", message, (base, head))


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of another field; None where it is the same, or there are not two."""
    if isinstance(base, ByField) and isinstance(head, ByField) and base.field != head.field:
        return "undecidable"
    return None
