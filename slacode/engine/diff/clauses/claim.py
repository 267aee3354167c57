"""Until when a penalty may be claimed: `claim within 30 days` (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare_spans
from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.money import ClaimWithin
from slacode.engine.model.values import BusinessDays, Duration
from slacode.engine.wording import say_quantity, say_span

FIELDS = {"Penalty": frozenset({"claim"}), "ClaimWithin": frozenset({"span", "duration"})}


def compare(both: Both) -> Iterator[Found]:
    """A deadline is a way to lose what is due: a later one, or none, is better for who receives."""
    for base, head in both.rewards:
        if not same(base.claim, head.claim):
            now, was = (_say(one.claim) for one in (head, base))
            message = f"is to be claimed {now}, was {was}"
            yield both.rewarded("claim", _effect(base.claim, head.claim), message, (base, head))


def _say(claim: ClaimWithin | None) -> str:
    if claim is None:
        return "at any time"
    if claim.span is not None:
        return f"within {say_span(claim.span)}"
    return f"within {say_quantity(claim.duration)}" if claim.duration is not None else "at any time"


def _effect(base: ClaimWithin | None, head: ClaimWithin | None) -> Effect:
    if base is None or head is None:
        return "weakened" if base is None else "strengthened"
    if base.span is not None and head.span is not None:
        return compare_spans(base.span, head.span, longer="strengthened")
    match base.duration, head.duration:
        case Duration(us=before), Duration(us=after):
            return by_size(before, after, more="strengthened")
        case BusinessDays(days=before), BusinessDays(days=after):
            return by_size(before, after, more="strengthened")
    return "undecidable"
