"""What the service costs who receives it, and with it every amount that is a share of it (language reference, 7.7)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import compare as compare_amounts
from slacode.engine.diff.amounts import span_size
from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, opposite
from slacode.engine.model.agreements import Fee
from slacode.engine.model.values import FeeShare, Money, Span
from slacode.engine.wording import say_money

FIELDS = {"Version": frozenset({"fee"}), "Fee": frozenset({"money", "log", "field", "per"})}


def compare(both: Both) -> Iterator[Found]:
    """A higher fee costs who receives more; where penalties are shares of it, they rise with it."""
    base, head = both.base.fee, both.head.fee
    if same(base, head):
        return
    effect = _effect(base, head)
    message = f"the fee is {_say(head)}, it was {_say(base)}"
    yield both.differs("fee", effect, message, (base, head))
    if effect != "neutral" and base is not None and head is not None and (_shares(both.base) or _shares(both.head)):
        said = "every amount that is a share of the fee changes with it"
        yield both.differs("share of fee", opposite(effect), said, (base, head))


def _effect(base: Fee | None, head: Fee | None) -> Effect:
    if base is None or head is None:
        return "weakened" if base is None else "strengthened"
    before, after = (span_size(Span(count=1, unit=fee.per)) for fee in (base, head))
    if base.money is None or head.money is None or before[0] != after[0]:
        return "undecidable"
    # Of a month, or of a day, each comes to its sum by the length of its span: cross-multiplied, nothing is rounded.
    was, now = (_times(money, by) for money, by in ((base.money, after[1]), (head.money, before[1])))
    return compare_amounts(was, now, more="weakened")


def _times(money: Money, times: int) -> Money:
    return money.model_copy(update={"amount": money.amount * times})


def _say(fee: Fee | None) -> str:
    if fee is None:
        return "not stated"
    return f"{say_money(fee.money) if fee.money else f'that of `{fee.log}.{fee.field}`'} per {fee.per}"


def _shares(value: object) -> bool:
    """Whether any amount in a part of the model is a share of the fee."""
    if isinstance(value, FeeShare):
        return True
    if isinstance(value, tuple):
        return any(map(_shares, value))
    names = getattr(type(value), "model_fields", ())
    return any(_shares(getattr(value, name)) for name in names)
