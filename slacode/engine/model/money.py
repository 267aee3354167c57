"""Penalties and bonuses as the contract writes them (language reference, 7.6 to 7.8)."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from slacode.engine.model.base import Node, Value
from slacode.engine.model.values import Amount, PeriodUnit, Quantity, Span


class Edge(Value):
    """One bound of a tier. `quantity` None stands for `promise`, the figure that the target itself promises."""

    bound: Literal["below", "above", "at least", "at most"]
    quantity: Quantity | None = None


class Tier(Node):
    """`below 95%: 5% of fee`, or a range with two edges."""

    edges: tuple[Edge, ...]
    amount: Amount


class Step(Node):
    """`2% of fee per started 0.1% below 99.9%`."""

    amount: Amount
    started: bool
    step: Quantity
    bound: Literal["below", "above"]
    origin: Quantity


class EachBreach(Node):
    """`each breach of P1: EUR 500 per started hour late, up to EUR 5_000`."""

    row: str | None = None
    amount: Amount
    per_started: Literal["minute", "hour", "day"] | None = None
    up_to: Amount | None = None


class Cap(Node):
    """The most that may be taken in a period, or in a rolling span (`rolling` True)."""

    amount: Amount
    span: Span
    rolling: bool = False


class EarnBack(Node):
    """`earn back 50% after 2 months`."""

    share: Decimal
    span: Span


class InARow(Node):
    """`after 2 in a row: AMOUNT`."""

    count: int
    amount: Amount


class ClaimWithin(Node):
    """`claim within 30 days`: counted calendar units, or a duration (in microseconds or business days)."""

    span: Span | None = None
    duration: Quantity | None = None


class Penalty(Node):
    """A penalty or a bonus on a target, or on one row of it. `name` is None where none was given."""

    kind: Literal["penalty", "bonus"]
    name: str | None = None
    target: str
    row: str | None = None
    tiers: tuple[Tier, ...] = ()
    steps: tuple[Step, ...] = ()
    each_breach: tuple[EachBreach, ...] = ()
    caps: tuple[Cap, ...] = ()
    double_after_missed: PeriodUnit | None = None
    in_a_row: tuple[InARow, ...] = ()
    earn_back: tuple[EarnBack, ...] = ()
    claim: ClaimWithin | None = None
