"""How often an agreement is reviewed: `review every 3 months` (language reference, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare_spans
from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.record import Effect
from slacode.engine.model.values import Span
from slacode.engine.wording import say_span

FIELDS = {"Version": frozenset({"review"})}


def compare(both: Both) -> Iterator[Found]:
    """In a review who receives calls who provides to account; to that one it is neither gain nor loss."""
    base, head = both.base.review, both.head.review
    if base != head:
        found = both.differs("review", _effect(base, head), f"is reviewed {_say(head)}, was {_say(base)}")
        yield Found("review", found.effect, found.message, before=found.before, after=found.after, giver="neutral")


def _effect(base: Span | None, head: Span | None) -> Effect:
    if base is None or head is None:
        return "strengthened" if base is None else "weakened"
    return compare_spans(base, head, longer="weakened")


def _say(span: Span | None) -> str:
    return "never" if span is None else f"every {say_span(span)}"
