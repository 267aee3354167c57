"""Conditions on the rows of a log in the words of the language (language reference, 4.5)."""

from __future__ import annotations

from datetime import UTC, datetime

from slacode.engine.model.conditions import (
    And,
    Compare,
    Condition,
    DurationValue,
    FieldOperand,
    InstantValue,
    Known,
    Missing,
    Not,
    NumberValue,
    OneOf,
    Operand,
    Or,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import Log
from slacode.engine.wording.values import quote, say_decimal, say_duration, say_name

# How tightly each form binds; a part that binds no tighter than what holds it stands in parentheses.
_OR, _AND, _NOT, _ATOM = range(4)


def say_condition(condition: Condition, log: Log | None = None) -> str:
    """`priority == P1 and category in (network, "local area")`.

    Without the log that it reads, a text that is a plain name is said bare, as values of an enumeration are; with the
    log, the values of its text fields are quoted, so that none can be taken for a field.
    """
    texts = frozenset(field.name for field in log.fields if field.type == "text") if log else frozenset()
    return _say(condition, texts)


def _say(condition: Condition, texts: frozenset[str]) -> str:
    match condition:
        case Compare():
            return f"{condition.field} {condition.op} {_say_operand(condition.operand, condition.field in texts)}"
        case OneOf():
            values = ", ".join(_say_operand(value, condition.field in texts) for value in condition.values)
            return f"{condition.field} in ({values})"
        case Known():
            return f"{condition.field} is known"
        case Missing():
            return f"{condition.field} is missing"
        case Not():
            return f"not {_within(condition.part, _AND, texts)}"
        case And():
            return " and ".join(_within(part, _AND, texts) for part in condition.parts)
        case Or():
            return " or ".join(_within(part, _OR, texts) for part in condition.parts)


def _within(part: Condition, holder: int, texts: frozenset[str]) -> str:
    said = _say(part, texts)
    return said if _binding(part) > holder else f"({said})"


def _binding(condition: Condition) -> int:
    match condition:
        case Or():
            return _OR
        case And():
            return _AND
        case Not():
            return _NOT
        case _:
            return _ATOM


def _say_operand(operand: Operand, is_text: bool) -> str:
    match operand:
        case FieldOperand():
            return operand.name
        case TextValue():
            return quote(operand.value) if is_text else say_name(operand.value)
        case NumberValue():
            return say_decimal(operand.value)
        case YesNoValue():
            return "yes" if operand.value else "no"
        case DurationValue():
            return say_duration(operand.us)
        case InstantValue():
            return quote(_say_instant(operand.value))


def _say_instant(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
