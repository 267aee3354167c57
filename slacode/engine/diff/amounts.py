"""Amounts of money on both sides, compared where they are of the same thing (language reference, 7.7)."""

from __future__ import annotations

from collections.abc import Sequence

from slacode.engine.diff.both import by_size
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import Fee
from slacode.engine.model.money import Cap
from slacode.engine.model.values import Amount, AtRiskShare, FeeShare, Money, Span

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def compare(base: Amount, head: Amount, *, more: Effect) -> Effect:
    """The effect of another amount; those of different currencies, or of a fee and in money, cannot be told."""
    match base, head:
        case Money(currency=mine, amount=before), Money(currency=yours, amount=after) if mine == yours:
            return by_size(before, after, more=more)
        case (FeeShare(), FeeShare()) | (AtRiskShare(), AtRiskShare()):
            assert not isinstance(base, Money) and not isinstance(head, Money)  # noqa: PT018, S101
            return by_size(base.percent, head.percent, more=more)
    return "undecidable"


Fees = tuple[Fee | None, Fee | None]
"""What the service costs on either side."""


def compare_over(base: Amount, head: Amount, fees: Fees, span: Span, *, more: Effect) -> Effect:
    """The effect of another amount over a span: a share of a fee and money are compared by what the share comes to."""
    if base.kind != head.kind:
        base, head = (_in_money(amount, fee, span) for amount, fee in zip((base, head), fees, strict=True))
    return compare(base, head, more=more)


def _in_money(amount: Amount, fee: Fee | None, span: Span) -> Amount:
    if not isinstance(amount, FeeShare) or fee is None or fee.money is None:
        return amount
    months = span.count * _MONTHS.get(span.unit, 0), _MONTHS.get(fee.per, 0)
    if not all(months) or months[0] % months[1]:
        return amount
    value = fee.money.amount * (months[0] // months[1]) * amount.percent / 100
    return Money(currency=fee.money.currency, amount=value)


def compare_limits(base: Sequence[Cap], head: Sequence[Cap], fees: Fees, *, more: Effect) -> Effect:
    """The effect of other limits, each over a span of its own; a further one leaves less."""
    less: Effect = "weakened" if more == "strengthened" else "strengthened"
    mine, yours = ({(cap.span, cap.rolling): cap.amount for cap in side} for side in (base, head))
    if len(mine) < len(base) or len(yours) < len(head):
        return "undecidable"
    effects: list[Effect] = []
    for span in mine.keys() | yours.keys():
        before, after = mine.get(span), yours.get(span)
        if before is None or after is None:
            effects.append(less if before is None else more)
        else:
            effects.append(compare_over(before, after, fees, span[0], more=more))
    return together(effects)


def span_size(span: Span) -> tuple[str, int]:
    """A span in months or in days, which cannot be told from each other."""
    if span.unit in _MONTHS:
        return "month", span.count * _MONTHS[span.unit]
    return "day", span.count * _DAYS[span.unit]


def compare_spans(base: Span, head: Span, *, longer: Effect) -> Effect:
    """The effect of another span."""
    before, after = span_size(base), span_size(head)
    return by_size(before[1], after[1], more=longer) if before[0] == after[0] else "undecidable"
