"""The bound of a figure: `at least 99.9%`, `average at most 4h`, `p95 at most 250ms` (language reference, 6.4)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import Level, Obligation
from slacode.engine.model.values import BusinessDays, Duration, Quantity
from slacode.engine.wording import say_duration, say_quantity

FIELDS = {
    "Level": frozenset({"aggregate", "bound", "quantity"}),
    "Number": frozenset({"value"}),
    "Percent": frozenset({"value"}),
    "Duration": frozenset({"us"}),
}


def compare(both: Both) -> Iterator[Found]:
    """A higher floor and a lower ceiling strengthen."""
    for pair, base, head in both.promises:
        effect, was, now = between(base.obligation, head.obligation), base.obligation, head.obligation
        if effect is not None and isinstance(was, Level) and isinstance(now, Level):
            said = f"{pair.called(head)} promises {_say(now)}, was {_say(was)}{_by_how_much(was, now)}"
            yield pair.differs("bound", effect, said, (base, head))


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of another bound; None where it is the same, or there are not two."""
    if not isinstance(base, Level) or not isinstance(head, Level):
        return None
    if (base.aggregate, base.bound, base.quantity) == (head.aggregate, head.bound, head.quantity):
        return None
    sizes = _size(base.quantity), _size(head.quantity)
    if base.bound != head.bound or base.quantity.kind != head.quantity.kind or None in sizes:
        return "undecidable"
    up: Effect = "strengthened" if base.bound == "at least" else "weakened"
    before, after = sizes
    assert before is not None and after is not None  # noqa: PT018, S101 - looked at above
    return together((by_size(before, after, more=up), _of_figure(base, head)))


def _of_figure(base: Level, head: Level) -> Effect:
    """A bound on a larger one of the same values is the harder to keep at most, and the easier at least."""
    if base.aggregate == head.aggregate:
        return "neutral"
    ranks = _rank(base.aggregate), _rank(head.aggregate)
    if ranks[0] is None or ranks[1] is None:
        return "undecidable"
    return by_size(ranks[0], ranks[1], more="strengthened" if base.bound == "at most" else "weakened")


def _rank(aggregate: str | None) -> Decimal | None:
    """Where among the values in their order the figure stands; an average may stand anywhere."""
    if aggregate in ("longest", "max"):
        return Decimal(100)
    if aggregate == "min":
        return Decimal(0)
    return Decimal(aggregate[1:]) if aggregate and aggregate.startswith("p") else None


def _size(quantity: Quantity) -> Decimal | None:
    if isinstance(quantity, BusinessDays):
        return None
    return Decimal(quantity.us) if isinstance(quantity, Duration) else quantity.value


def _say(level: Level) -> str:
    return " ".join([*([level.aggregate] if level.aggregate else []), level.bound, say_quantity(level.quantity)])


def _by_how_much(base: Level, head: Level) -> str:
    """Of a share of the time, what it comes to in a month of 30 days."""
    sizes = _size(base.quantity), _size(head.quantity)
    if base.quantity.kind != "percent" or head.quantity.kind != "percent" or base.bound != "at least":
        return ""
    if head.aggregate or base.aggregate or head.bound != "at least" or sizes[0] is None or sizes[1] is None:
        return ""
    change = abs(sizes[1] - sizes[0]) * 30 * 86_400_000_000 / 100
    return f": {say_duration(int(change))} {'less' if sizes[1] > sizes[0] else 'more'} of 30 days"
