"""Which values of a field conditions can tell apart: those they name, what lies between them, any other, and none.

Numbers lie dense; durations and instants are whole microseconds, so between two neighbours there is nothing. Values
of an enumeration order by their declaration, texts by their characters. A blank text, and a text that the log takes
for no value, never stand in a field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import TypeAlias, TypeVar

from slacode.engine.model.conditions import (
    Compare,
    DurationValue,
    FieldOperand,
    InstantValue,
    Known,
    Literal_,
    Missing,
    NumberValue,
    OneOf,
    TextValue,
    YesNoValue,
)
from slacode.engine.model.logs import FieldType, Log
from slacode.engine.wording import quote, say_decimal, say_duration, say_name

Atom: TypeAlias = Compare | OneOf | Known | Missing
FieldValue: TypeAlias = str | bool | Decimal | int | None
"""A text or value of an enumeration, yes or no, a number, the microseconds of a duration or since 1970, or nothing."""

_T = TypeVar("_T")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_NEAR = {"duration": 60_000_000, "instant": 86_400_000_000}
_OTHER = "\N{REPLACEMENT CHARACTER}"
_BEFORE = ("", " ", "\t")  # what makes a text stand ever closer behind another


@dataclass(frozen=True)
class Domain:
    """What a field can be. `order` are the values of an enumeration, all of them, those that never stand in it too."""

    name: str
    type: FieldType
    order: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    may_be_missing: bool = True

    @cached_property
    def places(self) -> Mapping[FieldValue, int]:
        """Where each value of an enumeration stands among them."""
        return {value: place for place, value in enumerate(self.order)}


def domains_of(log: Log) -> dict[str, Domain]:
    """The domain of everything a condition on a log may name: its fields, the case and the time."""
    domains = {log.case: Domain(log.case, "text", never=frozenset(log.missing), may_be_missing=False)}
    if log.time is not None:
        domains[log.time] = Domain(log.time, "instant", may_be_missing=False)
    for i, field in enumerate(log.fields):
        is_event = bool(log.events) and i == 0
        never = frozenset() if is_event else frozenset(log.missing)
        domains[field.name] = Domain(field.name, field.type, field.values, never, not is_event)
    return domains


def value_of(literal: Literal_) -> str | bool | Decimal | int:
    """A value that a condition names, as the values of fields are held."""
    match literal:
        case DurationValue():
            return literal.us
        case InstantValue():
            return (literal.value - _EPOCH) // _MICROSECOND
        case TextValue() | NumberValue() | YesNoValue():
            return literal.value


def candidates(domain: Domain, named: Collection[FieldValue], ordered: bool, together: int) -> list[FieldValue]:
    """Values of a field such that every other value is like one of them to all conditions.

    `named` are the values that conditions name, `ordered` whether any of them asks for more or less, and `together` the
    number of fields that are compared with each other: each may be another of the values that nothing names.
    """
    found: list[FieldValue]
    match domain.type:
        case "one of":
            found = [value for value in domain.order if value not in domain.never]
        case "yesno":
            found = [True, False]
        case "text":
            texts = [value for value in named if isinstance(value, str)]
            possible = _texts(texts, ordered, together)
            found = [text for text in possible if text.strip() and text not in domain.never]
        case "number":
            numbers = sorted({value for value in named if isinstance(value, Decimal)})
            found = [*dict.fromkeys([*numbers, *_numbers(numbers, together)])]  # what is named makes the best example
        case "duration" | "instant":
            whole = [value for value in named if isinstance(value, int)]
            found = [*_whole_numbers(whole, together, _NEAR[domain.type])]
    return [*found, None] if domain.may_be_missing else found


def _texts(named: Sequence[str], ordered: bool, together: int) -> list[str]:
    others = [_OTHER * (1 + i) for i in range(together)]
    if not ordered:
        return [*named, *others]
    between = _spread(sorted(set(named)), together, _text_between)
    return [*between, *others]


def _numbers(named: list[Decimal], together: int) -> list[Decimal]:
    return _spread(named or [Decimal(0)], together, _number_between)


def _whole_numbers(named: Sequence[int], together: int, near: int) -> list[int]:
    def between(low: int | None, high: int | None) -> int | None:
        if high is None:
            return (low or 0) + near
        if low is None:
            return high // 2 if high > 0 else high - near
        return (low + high) // 2 if high - low > 1 else None

    return _spread(sorted(set(named)) or [0], together, between)


def _spread(named: list[_T], together: int, between: Callable[[_T | None, _T | None], _T | None]) -> list[_T]:
    """The named values with `together` further ones below, between and above them, as far as there are any."""
    edges: list[_T | None] = [None, *named, None]
    found: list[_T] = []
    for low, high in pairwise(edges):
        found += [] if low is None else [low]
        found += _some_between(low, high, together, between)
    return found


def _some_between(
    low: _T | None, high: _T | None, count: int, between: Callable[[_T | None, _T | None], _T | None]
) -> list[_T]:
    found: list[_T] = []
    gaps = [(low, high)]
    while gaps and len(found) < count:
        left, right = gaps.pop(0)
        middle = between(left, right)
        if middle is not None:
            found.append(middle)
            gaps += [(left, middle), (middle, right)]
    return found


def _number_between(low: Decimal | None, high: Decimal | None) -> Decimal:
    if high is None:
        return (low or Decimal(0)) + 1
    if low is None:
        return high / 2 if 0 < high < 1 else high - 1
    middle = (low + high) / 2
    whole = middle.to_integral_value()
    return whole if low < whole < high else middle


def _text_between(low: str | None, high: str | None) -> str | None:
    texts = (f"{low or ''}{before}!" for before in _BEFORE)
    return next((text for text in texts if high is None or text < high), None)


def only_for(atom: Atom) -> list[FieldValue] | None:
    """The values of its field for which alone a comparison holds; None for one that asks otherwise."""
    match atom:
        case OneOf():
            return [value_of(value) for value in atom.values]
        case Compare(op="==", operand=operand) if not isinstance(operand, FieldOperand):
            return [value_of(operand)]
        case _:
            return None


def holds(atom: Atom, values: Mapping[str, FieldValue], domains: Mapping[str, Domain]) -> bool:
    """Whether a comparison holds for the values of its fields (language reference, 4.5)."""
    value = values[atom.field]
    match atom:
        case Known():
            return value is not None
        case Missing():
            return value is None
        case OneOf():
            return value is not None and any(value == value_of(one) for one in atom.values)
        case Compare(operand=FieldOperand(name=name)):
            return _compares(atom, value, values[name], domains[atom.field])
        case Compare():
            return _compares(atom, value, value_of(atom.operand), domains[atom.field])  # type: ignore[arg-type]


def _compares(atom: Compare, left: FieldValue, right: FieldValue, domain: Domain) -> bool:
    if domain.type == "one of":
        left, right = domain.places.get(left), domain.places.get(right)
    if left is None or right is None:
        return atom.op == "!="
    if atom.op in ("==", "!="):
        return (left == right) is (atom.op == "==")
    smaller, equal = left < right, left == right  # type: ignore[operator]
    return {"<": smaller, "<=": smaller or equal, ">": not smaller and not equal, ">=": not smaller}[atom.op]


def say_value(domain: Domain, value: FieldValue) -> str:
    """A value in the words of the language; `another text` for one that no condition names."""
    match value:
        case None:
            return "missing"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return say_decimal(value)
        case int():
            return say_duration(value) if domain.type == "duration" else quote(_say_instant(value))
        case _ if domain.type == "text":
            return "another text" if value.startswith(_OTHER) else quote(value)
        case _:
            return say_name(value)


def _say_instant(us: int) -> str:
    return (_EPOCH + us * _MICROSECOND).replace(tzinfo=None).isoformat() + "Z"


def named_values(atoms: Iterable[Atom]) -> list[FieldValue]:
    """The values that some comparisons name, each once, in the order in which they are named."""
    found: dict[FieldValue, None] = {}
    for atom in atoms:
        match atom:
            case OneOf():
                found.update(dict.fromkeys(value_of(value) for value in atom.values))
            case Compare(operand=operand) if not isinstance(operand, FieldOperand):
                found[value_of(operand)] = None
    return list(found)
