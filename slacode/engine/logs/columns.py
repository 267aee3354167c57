"""Columns of a file as SQL: of which type they arrive, and the one canonical text of each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slacode.engine.logs import database

DECIMAL = "DECIMAL(38, 18)"
"""What exact numbers are kept as: 20 digits before the point, 18 after it."""

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
_NUMBERS = (*_INTEGERS, *(f"U{name}" for name in _INTEGERS), "FLOAT", "DOUBLE", "DECIMAL")
_WALL_TIMES = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE")


@dataclass(frozen=True, slots=True)
class Column:
    """A column where it is read: an SQL expression and the type that the data engine gives it."""

    sql: str
    type: str = "VARCHAR"

    @property
    def kind(self) -> str:
        """`text`, `number`, `yesno`, `wall` (a time without a zone), `instant`, `length` (of time) or `other`."""
        name = self.type.partition("(")[0].strip()
        if name in _NUMBERS:
            return "number"
        if name in _WALL_TIMES:
            return "wall"
        kinds = {
            "VARCHAR": "text",
            "BOOLEAN": "yesno",
            "TIMESTAMP WITH TIME ZONE": "instant",
            "INTERVAL": "length",
            "DURATION": "length",
        }
        return kinds.get(name, "other")

    @property
    def is_integer(self) -> bool:
        """Whether every value is a whole number of at most 20 digits."""
        return self.kind == "number" and self.type.removeprefix("U") in _INTEGERS[:4]


def canonical_text(column: Column) -> str:
    """The text of a column's values, the same whatever format they come from: the number 7.0 reads `7`."""
    if column.kind == "text":
        return column.sql
    written = f"CAST({column.sql} AS VARCHAR)"
    if column.kind == "number" and not column.is_integer:
        return f"nullif({plain_number(written)}, 'nan')"  # a float that is no number is how some tools write nothing
    return written


def plain_number(sql: str) -> str:
    """A number's text without an exponent and without zeros at the end; what is no number stays as it is."""
    exact = f"CAST(TRY_CAST({sql} AS {DECIMAL}) AS VARCHAR)"
    return f"coalesce(rtrim(rtrim({exact}, '0'), '.'), {sql})"


def place_type(values: Sequence[str]) -> str:
    """The type of the places, from 0 on, of the values of an enumeration."""
    return "SMALLINT" if len(values) <= 1 << 15 else "INTEGER"


def known_text(sql: str, missing: Sequence[str]) -> str:
    """A text, or NULL where it is blank or one of the markers that stand for no value (language reference, 4.4)."""
    blank = f"{sql} = '' OR ({sql} <= '!' AND trim({sql}, ' \t\r\n') = '')"  # what is blank sorts before `!`
    if missing:
        blank += f" OR {sql} IN ({', '.join(map(database.text, missing))})"
    return f"CASE WHEN {blank} THEN NULL ELSE {sql} END"
