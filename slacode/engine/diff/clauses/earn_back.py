"""What of a penalty comes back to who provides: `earn back 50% after 2 months` (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from slacode.engine.diff.amounts import span_size
from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.money import EarnBack
from slacode.engine.wording import say_percent, say_span

FIELDS = {"Penalty": frozenset({"earn_back"}), "EarnBack": frozenset({"share", "span"})}


def compare(both: Both) -> Iterator[Found]:
    """More that comes back, or sooner, is less for who receives."""
    for base, head in both.rewards:
        if not same(base.earn_back, head.earn_back):
            now, was = (", ".join(map(_say, one.earn_back)) or "nothing" for one in (head, base))
            effect = _effect(base.earn_back, head.earn_back)
            yield both.rewarded("earn back", effect, f"is earned back: {now}, was {was}", (base, head))


def _say(one: EarnBack) -> str:
    return f"{say_percent(one.share)} after {say_span(one.span)}"


def _effect(base: tuple[EarnBack, ...], head: tuple[EarnBack, ...]) -> Effect:
    """Looked at after every span in which any more comes back."""
    spans = {span_size(one.span) for one in (*base, *head)}
    if len({unit for unit, _ in spans}) > 1:
        return "undecidable"
    return together(by_size(_back(base, size), _back(head, size), more="weakened") for _, size in sorted(spans))


def _back(several: tuple[EarnBack, ...], size: int) -> Decimal:
    return sum((one.share for one in several if span_size(one.span)[1] <= size), Decimal(0))
