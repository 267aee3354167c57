"""What repeated misses cost: `double when missed the month before`, `after 2 in a row` (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare as compare_amounts
from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.money import InARow, Penalty
from slacode.engine.model.values import Amount
from slacode.engine.wording import say_amount

FIELDS = {
    "Penalty": frozenset({"double_after_missed", "in_a_row"}),
    "InARow": frozenset({"count", "amount"}),
}


def compare(both: Both) -> Iterator[Found]:
    """More for a repeated miss is more for who receives."""
    for base, head in both.rewards:
        if base.double_after_missed != head.double_after_missed:
            yield both.rewarded("repeats", _doubling(base, head), _say_doubling(base, head), (base, head))
        if not same(base.in_a_row, head.in_a_row):
            now, was = (", ".join(map(_say, one.in_a_row)) or "nothing" for one in (head, base))
            message = f"comes to {now} when missed in a row, was {was}"
            yield both.rewarded("repeats", _runs(base.in_a_row, head.in_a_row), message, (base, head))


def _doubling(base: Penalty, head: Penalty) -> Effect:
    if base.double_after_missed is None:
        return "strengthened"
    return "weakened" if head.double_after_missed is None else "undecidable"


def _say_doubling(base: Penalty, head: Penalty) -> str:
    if head.double_after_missed is None:
        return f"is doubled no longer when missed the {base.double_after_missed} before"
    was = f", it was the {base.double_after_missed} before" if base.double_after_missed else ""
    return f"is doubled when missed the {head.double_after_missed} before{was}"


def _say(one: InARow) -> str:
    return f"{say_amount(one.amount)} after {one.count}"


def _runs(base: tuple[InARow, ...], head: tuple[InARow, ...]) -> Effect:
    """Looked at for every number of misses in a row at which an amount changes."""
    counts = sorted({one.count for one in (*base, *head)})
    return together(_of_amounts(_after(base, count), _after(head, count)) for count in counts)


def _after(several: tuple[InARow, ...], count: int) -> Amount | None:
    reached = [one for one in several if one.count <= count]
    return max(reached, key=lambda one: one.count).amount if reached else None


def _of_amounts(base: Amount | None, head: Amount | None) -> Effect:
    if base is None or head is None:
        return "neutral" if base is head else "strengthened" if base is None else "weakened"
    return compare_amounts(base, head, more="strengthened")
