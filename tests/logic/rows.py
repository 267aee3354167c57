"""A log with a field of every type, random conditions on it, and every row that matters, looked at one by one."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

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
    Or,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import Log, LogField, TimeFormat

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
US = dt.timedelta(microseconds=1)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
ORDERS = {"size": ("S", "M", "L", "gone"), "room": ("L", "M", "S", "XL")}
TYPES = {
    "size": "one of", "room": "one of", "ok": "yesno", "n": "number", "m": "number",
    "took": "duration", "due": "instant", "time": "instant", "name": "text", "other": "text",
}  # fmt: skip
LITERALS = {
    "size": [TextValue(value=v) for v in ("S", "M", "L", "gone")],
    "room": [TextValue(value=v) for v in ("L", "M", "XL")],
    "yesno": [YesNoValue(value=True), YesNoValue(value=False)],
    "number": [NumberValue(value=Decimal(v)) for v in ("0", "1", "1.00", "2.5")],
    "duration": [DurationValue(us=v) for v in (0, 1, 4)],
    "instant": [InstantValue(value=DAY), InstantValue(value=DAY + US)],
    "text": [TextValue(value=v) for v in ("a", "b", "gone")],
}
_FIRST = (DAY - EPOCH) // US
# All that the conditions can tell apart: two values in every space between those they name, as two fields of one type
# are compared with each other. `gone` is no value in this log; between two neighbouring microseconds there is none.
POOLS: dict[str, list[object]] = {
    "size": ["S", "M", "L", None],
    "room": ["L", "M", "S", "XL", None],
    "ok": [True, False, None],
    "number": [Fraction(v) for v in ("-2", "-1", "0", "0.1", "0.2", "1", "1.5", "2", "2.5", "7", "8")] + [None],
    "duration": [-2, -1, 0, 1, 2, 3, 4, 5, 6, None],
    "instant": [_FIRST - 2, _FIRST - 1, _FIRST, _FIRST + 1, _FIRST + 2, _FIRST + 3],
    "text": ["A", "B", "a", "aa", "ab", "b", "ba", "bb", "h", "z", None],
}
LOG = Log(
    name="t",
    case="id",
    time="time",
    time_format=TimeFormat(zone="UTC"),
    missing=("gone",),
    fields=tuple(
        LogField(name=name, type=kind, column=name, values=ORDERS.get(name, ()))
        for name, kind in TYPES.items()
        if name != "time"
    ),
)
Row = Mapping[str, object]


def pool(name: str) -> list[object]:
    """The values of a field that matter."""
    values = POOLS[name if name in POOLS else TYPES[name]]
    return [*values, None] if name == "due" else values


def fields_of(*conditions: Condition) -> set[str]:
    """The fields that conditions name."""
    found: set[str] = set()
    for condition in conditions:
        match condition:
            case And() | Or():
                found |= fields_of(*condition.parts)
            case Not():
                found |= fields_of(condition.part)
            case Compare(operand=FieldOperand(name=other)):
                found |= {condition.field, other}
            case _:
                found.add(condition.field)
    return found


def rows(*names: str) -> Iterator[Row]:
    """Every row of some fields."""
    for values in itertools.product(*map(pool, names)):
        yield dict(zip(names, values, strict=True))


def holds(condition: Condition, row: Row) -> bool:
    """Language reference, 4.5, word for word."""
    match condition:
        case And():
            return all(holds(part, row) for part in condition.parts)
        case Or():
            return any(holds(part, row) for part in condition.parts)
        case Not():
            return not holds(condition.part, row)
        case Known():
            return row[condition.field] is not None
        case Missing():
            return row[condition.field] is None
        case OneOf():
            return row[condition.field] in [plain(value) for value in condition.values]
        case Compare(operand=FieldOperand(name=other)):
            return related(condition, row[condition.field], row[other])
        case Compare():
            return related(condition, row[condition.field], plain(condition.operand))


def related(condition: Compare, left: object, right: object) -> bool:
    """Enumerations order by the declaration of the left field; what has no place in it is like a missing value."""
    if condition.field in ORDERS:
        order = ORDERS[condition.field]
        left, right = (order.index(v) if v in order else None for v in (left, right))
    if left is None or right is None:
        return condition.op == "!="
    match condition.op:
        case "==":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case _:
            return left >= right


def plain(literal: object) -> object:
    """A named value as rows hold it."""
    match literal:
        case DurationValue():
            return literal.us
        case InstantValue():
            return (literal.value - EPOCH) // US
        case NumberValue():
            return Fraction(literal.value)
        case _:
            return literal.value


PAIRS = {"size": ["room", "size"], "room": ["size"], "n": ["m"], "m": ["n"], "due": ["time"], "name": ["other"]}
OPS = {"yesno": ["==", "!="]}


@st.composite
def atoms(draw, names):
    name = draw(st.sampled_from(names))
    values = LITERALS[name if name in LITERALS else TYPES[name]]
    others = [other for other in PAIRS.get(name, ()) if other in names]
    op = st.sampled_from(OPS.get(TYPES[name], ["==", "!=", "<", "<=", ">", ">="]))
    kind = draw(st.sampled_from(["value", "value", "in", "known", "missing", *["field"] * (2 * bool(others))]))
    match kind:
        case "known":
            return Known(field=name)
        case "missing":
            return Missing(field=name)
        case "in":
            few = draw(st.lists(st.sampled_from(values), min_size=1, max_size=2))
            return OneOf(field=name, values=tuple(few))
        case "field":
            return Compare(field=name, op=draw(op), operand=FieldOperand(name=draw(st.sampled_from(others))))
    return Compare(field=name, op=draw(op), operand=draw(st.sampled_from(values)))


def conditions(names: list[str]) -> st.SearchStrategy[Condition]:
    """Conditions on some fields, up to a few levels deep."""

    def joined(inner):
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            parts.map(lambda p: And(parts=p)), parts.map(lambda p: Or(parts=p)), inner.map(lambda p: Not(part=p))
        )

    return st.recursive(atoms(names), joined, max_leaves=6)


SETS = [
    ["size", "room", "ok"], ["size", "n", "ok"], ["n", "m", "ok"], ["took", "ok", "size"],
    ["due", "time", "ok"], ["name", "other"], ["name", "took", "ok"], ["room", "due", "name"],
]  # fmt: skip


@st.composite
def questions(draw):
    """Two conditions on a few fields of one log."""
    names = draw(st.sampled_from(SETS))
    return draw(conditions(names)), draw(conditions(names))
