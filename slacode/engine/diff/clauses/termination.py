"""Rights to terminate: `terminate after 3 misses in 6 months` (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare_spans
from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import Termination
from slacode.engine.wording import say_span

FIELDS = {"Version": frozenset({"terminations"}), "Termination": frozenset({"misses", "span"})}


def compare(both: Both) -> Iterator[Found]:
    """Fewer misses, in a longer span, give the right sooner. One that is as it was plays no part."""
    base = [one for one in both.base.terminations if not any(same(one, other) for other in both.head.terminations)]
    head = [one for one in both.head.terminations if not any(same(one, other) for other in both.base.terminations)]
    if not base and not head:
        return
    now, was = (" or ".join(map(_say, side)) or "by no clause" for side in (head, base))
    nodes = next(iter(base), None), next(iter(head), None)
    yield both.differs("terminate", _effect(base, head), f"may be terminated {now}, was {was}", nodes)


def _say(one: Termination) -> str:
    return f"after {one.misses} misses in {say_span(one.span)}"


def _effect(base: list[Termination], head: list[Termination]) -> Effect:
    if not base or not head:
        return "strengthened" if head else "weakened"
    if len(base) > 1 or len(head) > 1:
        return "undecidable"
    misses = by_size(base[0].misses, head[0].misses, more="weakened")
    return together((misses, compare_spans(base[0].span, head[0].span, longer="strengthened")))
