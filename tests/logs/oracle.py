"""What a log says, computed the plain way: rows as dictionaries, sorted, told apart, carried and judged one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from slacode.engine.model.conditions import And, Compare, Condition, FieldOperand, Known, Missing, Not, OneOf, Or
from slacode.engine.model.logs import Log, LogField

Raw = Mapping[str, str]
Values = dict[str, object]


def value(field: LogField, text: str) -> object:
    """A value that can be compared and sorted, None where there is none."""
    if text == "":
        return None
    match field.type:
        case "one of":
            return field.values.index(text)
        case "number":
            return Decimal(text)
        case "yesno":
            return text == "yes"
        case "instant":
            return int(text) * 1_000_000
        case _:
            return text


def order(log: Log, row: Raw, values: Values) -> tuple[object, ...]:
    """Time, then `order by`, then the fields, missing first."""
    key: list[object] = [int(row["time"])]
    if log.order_by:
        said = row[log.order_by]
        number = said.lstrip("-").isdigit()
        key.append((0,) if said == "" else (1, int(said)) if number else (2, said))
    key += [(0,) if values[field.name] is None else (1, values[field.name]) for field in log.fields]
    return tuple(key)


def cases(log: Log, rows: Sequence[Raw], conditions: Sequence[Condition], texts: Sequence[str]) -> dict[str, list]:
    """Of each case its rows: the time, the conditions after it, and the state of some fields."""
    keyed: dict[str, dict[tuple[object, ...], Values]] = {}
    for row in rows:
        values = {field.name: value(field, row[field.name]) for field in log.fields}
        keyed.setdefault(row["case"], {})[order(log, row, values)] = values
    return {case: told(log, found, conditions, texts) for case, found in keyed.items()}


def told(log: Log, found: Mapping, conditions: Sequence[Condition], texts: Sequence[str]) -> list:
    carried = {field.name: None for field in log.fields if field.carried}
    said = []
    for key in sorted(found):
        own = found[key]
        carried = {name: own[name] if own[name] is not None else before for name, before in carried.items()}
        state = {**own, **carried}
        said.append((key[0] * 1_000_000, *(holds(c, state, log) for c in conditions), *(state[name] for name in texts)))
    return said


def holds(condition: Condition, state: Values, log: Log) -> bool:
    """Language reference, 4.5."""
    match condition:
        case And():
            return all(holds(part, state, log) for part in condition.parts)
        case Or():
            return any(holds(part, state, log) for part in condition.parts)
        case Not():
            return not holds(condition.part, state, log)
        case Known():
            return state[condition.field] is not None
        case Missing():
            return state[condition.field] is None
        case OneOf():
            return state[condition.field] in [literal(log, condition.field, value) for value in condition.values]
        case Compare():
            left = state[condition.field]
            if isinstance(condition.operand, FieldOperand):
                right = state[condition.operand.name]
            else:
                right = literal(log, condition.field, condition.operand)
            return related(left, condition.op, right)


def related(left, op: str, right) -> bool:
    if left is None or right is None:
        return op == "!="
    return {
        "==": left == right,
        "!=": left != right,
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
    }[op]


def literal(log: Log, name: str, said) -> object:
    field = next(field for field in log.fields if field.name == name)
    return field.values.index(said.value) if field.type == "one of" else said.value
