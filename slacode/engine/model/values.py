"""Exact values: durations in integer microseconds, shares and amounts in decimals, periods in words."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.base import Value

PeriodUnit = Literal["day", "week", "month", "quarter", "year"]


class Duration(Value):
    """Counted time in integer microseconds (language reference, 2.4)."""

    kind: Literal["duration"] = "duration"
    us: int


class BusinessDays(Value):
    """`3 business days` or `3 business days to the hour` (language reference, 5.4)."""

    kind: Literal["business days"] = "business days"
    days: int
    to_the_hour: bool = False


Allowance = Annotated[Duration | BusinessDays, Field(discriminator="kind")]


class Percent(Value):
    """A percentage as it was written: `99.9%` is 99.9."""

    kind: Literal["percent"] = "percent"
    value: Decimal


class Number(Value):
    """A plain number, as in `at most 2`."""

    kind: Literal["number"] = "number"
    value: Decimal


Quantity = Annotated[Percent | Number | Duration | BusinessDays, Field(discriminator="kind")]


class Money(Value):
    """An amount in a currency of ISO 4217."""

    kind: Literal["money"] = "money"
    currency: str
    amount: Decimal


class FeeShare(Value):
    """`N% of fee`: a share of the fee of the period (language reference, 7.7)."""

    kind: Literal["fee"] = "fee"
    percent: Decimal


class AtRiskShare(Value):
    """`N% of at risk`: a share of the pool that all penalties together may take."""

    kind: Literal["at risk"] = "at risk"
    percent: Decimal


Amount = Annotated[Money | FeeShare | AtRiskShare, Field(discriminator="kind")]


class Span(Value):
    """A number of calendar units: `3 months`, `28 days`."""

    count: int
    unit: PeriodUnit


class Period(Value):
    """What a target is judged over: calendar-aligned `unit`s, billing cycles, or a rolling window (6.5)."""

    unit: PeriodUnit
    count: int = 1
    rolling: bool = False
    from_day: int | None = None
