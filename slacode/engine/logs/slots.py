"""How the value of one column is read: SQL for its canonical value, and for the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from slacode.engine.logs import database
from slacode.engine.logs.columns import DECIMAL, Column, canonical_text, known_text, place_type
from slacode.engine.logs.times import microseconds, read_time
from slacode.engine.model.logs import FieldType, Log, LogField

NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_CLOCK = r"([+-]?)([0-9]{1,15}):([0-5][0-9]):([0-5][0-9](?:\.[0-9]+)?)"
_UNITS = "([+-]?)" + "".join(f"(?:([0-9]{{1,15}}){unit})?" for unit in ("w", "d", "h", "min", "s", "ms"))
_NATIVE_LENGTHS = {  # of whole numbers in a unit
    "DURATION(s)": "{0} * 1000000",
    "DURATION(ms)": "{0} * 1000",
    "DURATION(us)": "{0}",
    "DURATION(ns)": "(({0} - (({0} % 1000) + 1000) % 1000) // 1000)",
}
_UNIT_US = (604_800_000_000, 86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1_000)

_SQL_TYPES: dict[FieldType, str] = {
    "text": "VARCHAR",
    "number": DECIMAL,
    "yesno": "BOOLEAN",
    "instant": "BIGINT",  # UTC microseconds
    "duration": "BIGINT",  # microseconds
}


def sql_type(field: LogField) -> str:
    """The type of a field's canonical values."""
    return place_type(field.values) if field.type == "one of" else _SQL_TYPES[field.type]


class Reason(IntEnum):
    """Why a value sets its row aside; stored in the three lowest bits of a row's `bad`."""

    MISSING = 1
    UNREADABLE = 2
    NO_ZONE = 3
    NOT_ONE_OF = 4
    NO_EVENT = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One value of a row. `steps` are computed one after the other, each a set of named expressions.

    `known` tells whether there is anything at all, `value` is NULL unless it can be read, `reason` is NULL unless it
    sets the row aside, and `shown` is the text to be blamed then.
    """

    steps: tuple[dict[str, str], ...]
    known: str
    value: str
    reason: str
    shown: str


def case_slot(name: str, column: Column, missing: Sequence[str]) -> Slot:
    """The case: a text that must be there."""
    step = {name: known_text(canonical_text(column), missing)}
    reason = f"CASE WHEN {name} IS NULL THEN {Reason.MISSING:d} END"
    return Slot((step,), f"{name} IS NOT NULL", name, reason, name)


def time_slot(
    name: str, column: Column, log: Log, when_field: LogField | None = None, event: int | None = None
) -> Slot:
    """An instant: the time of a row or of an event, or a field; only a field may be missing without harm."""
    when = log.time_format
    if when_field is not None:
        when = when_field.when or when
    elif event is not None:
        when = log.events[event].when
    known = _known(column, log.missing)
    steps, value, wall = read_time(name, column, when)
    no_zone = f"WHEN {wall} IS NOT NULL THEN {Reason.NO_ZONE:d} " if wall else ""
    required = when_field is None and event is None
    missing = str(int(Reason.MISSING)) if required else "NULL"
    reason = (
        f"CASE WHEN {name} IS NULL THEN {missing} WHEN {value} IS NOT NULL THEN NULL "
        f"{no_zone}ELSE {Reason.UNREADABLE:d} END"
    )
    shown = canonical_text(Column(name, column.type))
    return Slot(({name: known}, *steps), f"{name} IS NOT NULL", value, reason, shown)


def field_slot(name: str, column: Column, field: LogField, log: Log) -> Slot:
    """A declared field, which may be missing but not unreadable (language reference, 4.3)."""
    if field.type == "instant":
        return time_slot(name, column, log, field)
    native = _is_native(field.type, column)
    known = _known(column, log.missing) if native else known_text(canonical_text(column), log.missing)
    value = _native_value(field.type, name, column) if native else _read_text(field, name)
    result = f"v{name}"
    never_wrong = field.type == "text" or (native and (column.is_integer or field.type == "yesno"))
    code = Reason.NOT_ONE_OF if field.type == "one of" else Reason.UNREADABLE
    reason = "NULL" if never_wrong else f"CASE WHEN {name} IS NOT NULL AND {result} IS NULL THEN {code:d} END"
    shown = canonical_text(Column(name, column.type)) if native else name
    return Slot(({name: known}, {result: value}), f"{name} IS NOT NULL", result, reason, shown)


def _known(column: Column, missing: Sequence[str]) -> str:
    """A column's own values, NULL where there is no value."""
    if column.kind == "text":
        return known_text(column.sql, missing)
    if not missing and (column.kind != "number" or column.is_integer):
        return column.sql
    written = canonical_text(column)
    marked = f" OR {written} IN ({', '.join(map(database.text, missing))})" if missing else ""
    return f"CASE WHEN {written} IS NULL{marked} THEN NULL ELSE {column.sql} END"


def _is_native(wanted: FieldType, column: Column) -> bool:
    """Whether values need not pass through text."""
    if wanted == "number":
        return column.is_integer
    return {"yesno": "yesno", "duration": "length"}.get(wanted) == column.kind


def _native_value(wanted: FieldType, name: str, column: Column) -> str:
    if wanted == "number":
        return f"CAST({name} AS {DECIMAL})"
    if column.kind == "length":
        return _NATIVE_LENGTHS.get(column.type, "epoch_us(TIMESTAMP '1970-01-01' + {0})").format(name)
    return name


def _read_text(field: LogField, name: str) -> str:
    match field.type:
        case "one of":
            values = ", ".join(map(database.text, field.values))  # the engine looks each different text up only once
            place = f"list_position([{values}], {name}) - 1" if values else "NULL"
            return f"CAST({place} AS {sql_type(field)})"
        case "number":
            return read_number(name)
        case "yesno":
            said = f"lower(trim({name}))"
            return (
                f"CASE WHEN {said} IN ('yes', 'true', '1') THEN true WHEN {said} IN ('no', 'false', '0') THEN false END"
            )
        case "duration":
            return _read_duration(name)
        case _:
            return name


def read_number(name: str) -> str:
    """A text as an exact number, NULL where it is none or too large: `12`, `-3.5`, `1e3`, with no other marks."""
    return f"CASE WHEN regexp_full_match(trim({name}), '{NUMBER}') THEN TRY_CAST(trim({name}) AS {DECIMAL}) END"


def _read_duration(name: str) -> str:
    """A number of seconds, `HH:MM:SS`, or the units of the language in their order, as microseconds."""
    said = f"trim({name})"

    def group(pattern: str, number: int, type_: str = "BIGINT") -> str:
        return f"coalesce(TRY_CAST(nullif(regexp_extract({said}, '{pattern}', {number}), '') AS {type_}), 0)"

    def signed(amount: str) -> str:
        return f"TRY(CASE WHEN {said} LIKE '-%' THEN -1 ELSE 1 END * ({amount}))"

    seconds = microseconds(group(_CLOCK, 4, "DECIMAL(29, 9)"), 1_000_000)
    clock = f"{group(_CLOCK, 2)} * 3600000000 + {group(_CLOCK, 3)} * 60000000 + {seconds}"
    units = " + ".join(f"{group(_UNITS, 2 + i)} * {us}" for i, us in enumerate(_UNIT_US))
    return (
        f"CASE WHEN regexp_full_match({said}, '{NUMBER}') "
        f"THEN {microseconds(f'TRY_CAST({said} AS DECIMAL(29, 9))', 1_000_000)} "
        f"WHEN regexp_full_match({said}, '{_CLOCK}') THEN {signed(clock)} "
        f"WHEN regexp_full_match({said}, '{_UNITS}') AND {said} NOT IN ('+', '-') THEN {signed(units)} END"
    )
