"""Typed conditions on the rows of a log, after their names and values were resolved (language reference, 4.5)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.base import Value

Operator = Literal["==", "!=", "<", "<=", ">", ">="]


class FieldOperand(Value):
    """Another field of the same row, of the same type."""

    kind: Literal["field"] = "field"
    name: str


class TextValue(Value):
    """A text, or a value of an enumeration."""

    kind: Literal["text"] = "text"
    value: str


class NumberValue(Value):
    """An exact number."""

    kind: Literal["number"] = "number"
    value: Decimal


class YesNoValue(Value):
    """`yes` or `no`."""

    kind: Literal["yesno"] = "yesno"
    value: bool


class DurationValue(Value):
    """A duration in microseconds."""

    kind: Literal["duration"] = "duration"
    us: int


class InstantValue(Value):
    """An instant, in UTC."""

    kind: Literal["instant"] = "instant"
    value: datetime


Literal_ = Annotated[
    TextValue | NumberValue | YesNoValue | DurationValue | InstantValue, Field(discriminator="kind")
]
Operand = Annotated[
    FieldOperand | TextValue | NumberValue | YesNoValue | DurationValue | InstantValue, Field(discriminator="kind")
]


class Compare(Value):
    """`field op operand`. Enumerations order by their declaration. A missing value satisfies only `!=`."""

    kind: Literal["compare"] = "compare"
    field: str
    op: Operator
    operand: Operand


class OneOf(Value):
    """`field in (a, b)`."""

    kind: Literal["in"] = "in"
    field: str
    values: tuple[Literal_, ...]


class Known(Value):
    """`field is known`."""

    kind: Literal["known"] = "known"
    field: str


class Missing(Value):
    """`field is missing`."""

    kind: Literal["missing"] = "missing"
    field: str


class And(Value):
    """All parts hold."""

    kind: Literal["and"] = "and"
    parts: tuple[Condition, ...]


class Or(Value):
    """At least one part holds."""

    kind: Literal["or"] = "or"
    parts: tuple[Condition, ...]


class Not(Value):
    """The part does not hold."""

    kind: Literal["not"] = "not"
    part: Condition


Condition = Annotated[Compare | OneOf | Known | Missing | And | Or | Not, Field(discriminator="kind")]

for _model in (And, Or, Not):
    _model.model_rebuild()


class LogCondition(Value):
    """A condition of an agreement, typed for one of the logs its targets read."""

    log: str
    condition: Condition
