"""The clauses of penalties and bonuses in the words of the language (language reference, 7.6 to 7.8)."""

from __future__ import annotations

from slacode.engine.model.money import Cap, EachBreach, Edge, Step, Tier
from slacode.engine.wording.values import say_amount, say_name, say_quantity, say_span


def say_tier(tier: Tier) -> str:
    """`below 95%: 5% of fee`, `at least 99% and below 99.9%: 10% of fee`."""
    return f"{' and '.join(_say_edge(edge) for edge in tier.edges)}: {say_amount(tier.amount)}"


def _say_edge(edge: Edge) -> str:
    return f"{edge.bound} {'promise' if edge.quantity is None else say_quantity(edge.quantity)}"


def say_step(step: Step) -> str:
    """`2% of fee per started 0.1% below 99.9%`."""
    started = "started " if step.started else ""
    return f"{say_amount(step.amount)} per {started}{say_quantity(step.step)} {step.bound} {say_quantity(step.origin)}"


def say_each_breach(each: EachBreach) -> str:
    """`each breach of P1: EUR 500 per started hour late, up to EUR 5_000`."""
    row = f" of {say_name(each.row)}" if each.row is not None else ""
    late = f" per started {each.per_started} late" if each.per_started else ""
    limit = f", up to {say_amount(each.up_to)}" if each.up_to else ""
    return f"each breach{row}: {say_amount(each.amount)}{late}{limit}"


def say_cap(cap: Cap) -> str:
    """`20% of fee per month`, `EUR 5_000 per rolling 12 months`: what follows `cap`."""
    span = f"rolling {say_span(cap.span)}" if cap.rolling or cap.span.count != 1 else cap.span.unit
    return f"{say_amount(cap.amount)} per {span}"
