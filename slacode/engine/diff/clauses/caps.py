"""The most that may be taken: caps of a penalty, and `cap penalties at` of the agreement (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare_limits
from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.model.money import Cap
from slacode.engine.wording import say_cap

FIELDS = {
    "Version": frozenset({"caps"}),
    "Penalty": frozenset({"caps"}),
    "Cap": frozenset({"amount", "span", "rolling"}),
    "Span": frozenset({"count", "unit"}),
}


def compare(both: Both) -> Iterator[Found]:
    """A higher cap, or one less, leaves more for who receives."""
    fees = both.base.fee, both.head.fee
    for base, head in both.rewards:
        if not same(base.caps, head.caps):
            effect = compare_limits(base.caps, head.caps, fees, more="strengthened")
            yield both.rewarded("cap", effect, _say(base.caps, head.caps), (base, head))
    if not same(both.base.caps, both.head.caps):
        effect = compare_limits(both.base.caps, both.head.caps, fees, more="strengthened")
        nodes = next(iter(both.base.caps), None), next(iter(both.head.caps), None)
        message = f"what all penalties may take together {_say(both.base.caps, both.head.caps)}"
        yield both.differs("cap", effect, message, nodes)


def _say(base: tuple[Cap, ...], head: tuple[Cap, ...]) -> str:
    now, was = (" and ".join(say_cap(cap) for cap in side) or "not capped" for side in (head, base))
    return f"is capped at {now}, was {was}" if head else f"is capped no longer, was capped at {was}"
