"""Conditions as flags: SQL that is computed once a row before the sort, and what is left to do once rows are in order.

A part that reads no carried field is one flag. A part that compares one carried field with a value is a flag, too,
which holds from the row where the field is known to the next such row of the case. Only two fields compared with each
other, one of them carried, travel as numbers: their ranks among all values of both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from slacode.engine.logs import database
from slacode.engine.logs.columns import DECIMAL, place_type
from slacode.engine.logs.evaluator import CarriedFlag, CarriedKnown, Evaluator, Flag, Inverse, Joined, Pair
from slacode.engine.model.conditions import (
    And,
    Compare,
    Condition,
    FieldOperand,
    InstantValue,
    Known,
    Literal_,
    Missing,
    Not,
    NumberValue,
    OneOf,
    Operator,
    Or,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import FieldType, Log

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SQL_OPERATORS: dict[Operator, str] = {"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_LARGEST = Decimal(f"{'9' * 20}.{'9' * 18}")


@dataclass(frozen=True, slots=True)
class Name:
    """What a condition may name: a declared field, the case or the time; `sql` is its canonical value."""

    name: str
    sql: str
    type: FieldType
    values: tuple[str, ...] = ()
    carried: bool = False


def names_of(log: Log) -> dict[str, Name]:
    """All that conditions on a log may name; a declared field comes before the case or the time of the same name."""
    names = {log.case: Name(log.case, '"case"', "text")}
    if log.time is not None:
        names[log.time] = Name(log.time, '"time"', "instant")
    for i, f in enumerate(log.fields):
        names[f.name] = Name(f.name, f"f{i}", f.type, f.values, f.carried)
    return names


@dataclass
class Compiler:
    """Collects the flags and the values that the conditions of one scan need, each once."""

    log: Log
    ranks: Callable[[Name, Name], tuple[str, str]]
    """Gives SQL for the ranks of two fields' values among all values of both."""
    flags: dict[str, int] = field(default_factory=dict)
    reads: list[frozenset[str]] = field(default_factory=list)
    """The names that each flag looks at."""
    values: dict[str, int] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.names = names_of(self.log)

    def compile(self, condition: Condition) -> Evaluator:
        """The way to a condition's value after each row."""
        if not any(self.names[name].carried for name in _named_in(condition)):
            return Flag(self._flag(condition))
        match condition:
            case And() | Or():
                parts = tuple(self.compile(part) for part in condition.parts)
                return Joined(parts, all_of=isinstance(condition, And))
            case Not():
                return Inverse(self.compile(condition.part))
            case Known():
                return self._known(condition.field)
            case Missing():
                return Inverse(self._known(condition.field))
            case Compare(operand=FieldOperand() as operand):
                return self._pair(condition, operand)
            case _:
                absent = isinstance(condition, Compare) and condition.op == "!="
                return CarriedFlag(condition.field, self.known_flag(condition.field), self._flag(condition), absent)

    def sql(self, condition: Condition) -> str:
        """A condition on the values of one row as SQL that is never NULL (language reference, 4.5)."""
        match condition:
            case And() | Or():
                joint = " AND " if isinstance(condition, And) else " OR "
                return f"({joint.join(self.sql(part) for part in condition.parts)})"
            case Not():
                return f"(NOT {self.sql(condition.part)})"
            case Known():
                return f"({self._use(condition.field).sql} IS NOT NULL)"
            case Missing():
                return f"({self._use(condition.field).sql} IS NULL)"
            case OneOf():
                name = self._use(condition.field)
                values = [found for value in condition.values if (found := _literal(name, value)) is not None]
                return f"coalesce({name.sql} IN ({', '.join(values)}), false)" if values else "false"
            case Compare():
                return self._compare(condition)

    def known_flag(self, name: str) -> int:
        """The number of the flag that tells where a field has a value of its own."""
        return self._flag(Known(field=name))

    def value(self, sql: str) -> int:
        """The number of a whole number that travels with each row."""
        return self.values.setdefault(sql, len(self.values))

    def _use(self, name: str) -> Name:
        self.used.add(name)
        return self.names[name]

    def _flag(self, condition: Condition) -> int:
        sql = self.sql(condition)
        if sql not in self.flags:
            self.flags[sql] = len(self.flags)
            self.reads.append(frozenset(_named_in(condition)))
        return self.flags[sql]

    def _known(self, name: str) -> Evaluator:
        return CarriedKnown(name, self.known_flag(name))

    def _compare(self, condition: Compare) -> str:
        left = self._use(condition.field)
        absent = "true" if condition.op == "!=" else "false"
        if isinstance(condition.operand, FieldOperand):
            right: str | None = _as_left(left, self._use(condition.operand.name))
        else:
            right = _literal(left, condition.operand)
        if right is None:  # no value of the enumeration: equal to none, and in no order with any
            return absent
        return f"coalesce({left.sql} {_SQL_OPERATORS[condition.op]} {right}, {absent})"

    def _pair(self, condition: Compare, operand: FieldOperand) -> Evaluator:
        left, right = self._use(condition.field), self._use(operand.name)
        sides = self.ranks(left, right) if left.type in ("text", "number") else (left.sql, _as_left(left, right))
        a, b = (self.value(f"CAST({sql} AS BIGINT)") for sql in sides)
        fills = tuple((n.name, self.known_flag(n.name)) if n.carried else None for n in (left, right))
        return Pair((a, b), (fills[0], fills[1]), condition.op)


def _named_in(condition: Condition) -> set[str]:
    match condition:
        case And() | Or():
            return set().union(*(_named_in(part) for part in condition.parts))
        case Not():
            return _named_in(condition.part)
        case Compare(operand=FieldOperand(name=other)):
            return {condition.field, other}
        case _:
            return {condition.field}


def _as_left(left: Name, right: Name) -> str:
    """The right field's value; one of another enumeration becomes its place in the left's, NULL if it has none."""
    if left.type != "one of" or left.values == right.values:
        return right.sql
    places = {value: i for i, value in enumerate(left.values)}
    whens = " ".join(f"WHEN {i} THEN {places[value]}" for i, value in enumerate(right.values) if value in places)
    return f"CASE {right.sql} {whens} END" if whens else f"CAST(NULL AS {place_type(left.values)})"


def _literal(name: Name, value: Literal_) -> str | None:
    """A value as SQL for comparison with a field; None where it is no value of the field's enumeration."""
    match value:
        case NumberValue() if name.type == "number":
            return f"CAST('{max(_LARGEST.copy_negate(), min(value.value, _LARGEST)):f}' AS {DECIMAL})"
        case YesNoValue() if name.type == "yesno":
            return "true" if value.value else "false"
        case InstantValue():
            return str((value.value - _EPOCH) // dt.timedelta(microseconds=1))
        case TextValue() | NumberValue() | YesNoValue():
            return _text_literal(name, value)
        case _:
            return str(value.us)


def _text_literal(name: Name, value: TextValue | NumberValue | YesNoValue) -> str | None:
    if isinstance(value, YesNoValue):
        said = "yes" if value.value else "no"
    else:
        said = value.value if isinstance(value, TextValue) else f"{value.value:f}"
    if name.type != "one of":
        return database.text(said)
    return str(name.values.index(said)) if said in name.values else None
