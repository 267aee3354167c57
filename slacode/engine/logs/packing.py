"""Small fields packed into one number a row: enumerations, and yes or no, side by side in their declared order.

Such a code sorts as its fields do one by one, tells rows apart that differ in one of them, and decides every condition
on them: what a condition says of a code is looked up in a table that is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slacode.engine.logs.columns import place_type
from slacode.engine.logs.conditions import Name

MOST_BITS = 16
"""A code has no more bits than these, so that a table of codes stays small."""


@dataclass(frozen=True, slots=True)
class Code:
    """The fields of a code, the first one in its highest bits."""

    fields: tuple[Name, ...]

    @classmethod
    def of(cls, fields: Iterable[Name]) -> Code:
        """The code of the small ones of some fields, from the first on as far as there is room."""
        chosen: list[Name] = []
        bits = 0
        for field in fields:
            bits += width_of(field) or 0
            if bits > MOST_BITS:
                break
            if width_of(field) is not None:
                chosen.append(field)
        return cls(tuple(chosen))

    @property
    def names(self) -> frozenset[str]:
        """The names of the fields."""
        return frozenset(field.name for field in self.fields)

    @property
    def sql(self) -> str:
        """The code of a row."""
        parts: list[str] = []
        shift = 0
        for field in reversed(self.fields):
            place = f"(CAST({field.sql} AS INTEGER) + 1) * {1 << shift}"
            parts.append(f"CASE WHEN {field.sql} IS NULL THEN 0 ELSE {place} END")
            shift += _bits(field)
        return f"CAST({' + '.join(parts) or '0'} AS INTEGER)"

    def table(self, flags: Sequence[str]) -> str:
        """SQL that gives, code by code from 0 on, what conditions on the fields say."""
        unpacked = []
        shift = bits = sum(map(_bits, self.fields))
        for field in self.fields:
            shift -= _bits(field)
            place = f"nullif((code >> {shift}) & {(1 << _bits(field)) - 1}, 0) - 1"
            type_ = "BOOLEAN" if field.type == "yesno" else place_type(field.values)
            unpacked.append(f"CAST({place} AS {type_}) AS {field.sql}")
        rows = f"SELECT code, {', '.join(unpacked)} FROM range({1 << bits}) AS codes(code)"
        return f"SELECT {', '.join(flags)} FROM ({rows}) ORDER BY code"


def width_of(field: Name) -> int | None:
    """How many bits a field's values and their absence need; None if they may need a word or more."""
    if field.type == "yesno":
        return 2
    return len(field.values).bit_length() if field.type == "one of" else None


def _bits(field: Name) -> int:
    width = width_of(field)
    assert width is not None, "only small fields are packed"  # noqa: S101
    return width
