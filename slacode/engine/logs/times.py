"""How a time is read: ISO 8601, a format, or an epoch number, with its own offset or in the zone that is said."""

from __future__ import annotations

from slacode.engine.logs import database
from slacode.engine.logs.columns import Column, canonical_text
from slacode.engine.logs.zones import to_utc
from slacode.engine.model.logs import TimeFormat

_ISO = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?"
_YEAR_1000 = -30_610_224_000_000_000
_EPOCHS = {"epoch": 1_000_000, "epoch_ms": 1_000}

Steps = tuple[dict[str, str], ...]


def read_time(name: str, column: Column, when: TimeFormat) -> tuple[Steps, str, str | None]:
    """Steps after `name`, the column of what was found; the UTC microseconds; and the wall-clock time without a zone.

    An offset in the time wins over the zone that is said; the last of the three is None where a zone is said or the
    times carry their own, so that nothing can lack one. What comes as a typed time needs no format.
    """
    if column.kind == "instant":
        return (), f"epoch_us({name})", None
    if column.kind == "wall":
        return _zoned(name, _wall_of(name, column), when.zone)
    scale = _EPOCHS.get(when.format or "")
    if scale is not None:
        return ({f"u{name}": _epoch(name, column, scale)},), f"u{name}", None
    written = f"trim({canonical_text(Column(name, column.type))})"
    if when.format is None:
        return _iso(name, written, when.zone)
    parsed = _parsed(written, when.format)
    if "%z" in when.format:
        return ({f"u{name}": parsed},), f"u{name}", None
    return _zoned(name, parsed, when.zone)


def microseconds(number: str, scale: int) -> str:
    """A DECIMAL(29, 9) times 1,000,000 or 1,000, as whole microseconds; what is finer than that is cut off."""
    return f"TRY_CAST(floor({number} * {scale}) AS BIGINT)"


def _parsed(written: str, said: str) -> str:
    """Microseconds by a format; the engine would take `26` for the year 26 where four digits are asked for."""
    parsed = f"epoch_us(try_strptime({written}, {database.text(said)}))"
    return f"CASE WHEN {parsed} >= {_YEAR_1000} THEN {parsed} END" if "%Y" in said else parsed


def _wall_of(name: str, column: Column) -> str:
    if column.type == "TIMESTAMP_NS":  # a cast would round up
        nanos = f"epoch_ns({name})"
        return f"(({nanos} - (({nanos} % 1000) + 1000) % 1000) // 1000)"
    return f"epoch_us(CAST({name} AS TIMESTAMP))"


def _epoch(name: str, column: Column, scale: int) -> str:
    if column.is_integer:
        return f"TRY_CAST(CAST({name} AS HUGEINT) * {scale} AS BIGINT)"
    written = f"trim({canonical_text(Column(name, column.type))})"
    return microseconds(f"TRY_CAST({written} AS DECIMAL(29, 9))", scale)


def _zoned(name: str, wall: str, zone: str | None) -> tuple[Steps, str, str | None]:
    """A wall-clock time, read in the zone that is said."""
    if zone is None:
        return ({f"w{name}": wall},), "CAST(NULL AS BIGINT)", f"w{name}"
    return ({f"w{name}": wall}, {f"u{name}": to_utc(f"w{name}", zone)}), f"u{name}", None


def _iso(name: str, written: str, zone: str | None) -> tuple[Steps, str, str | None]:
    """ISO 8601: the length of the offset at the end, then the wall-clock time before it, then both together."""
    said, length, wall = f"s{name}", f"o{name}", f"w{name}"
    offset_length = (
        f"CASE WHEN {said}[-1] IN ('Z', 'z') THEN 1 WHEN length({said}) < 13 THEN 0 "
        f"WHEN {said}[-6] IN ('+', '-') AND {said}[-3] = ':' THEN 6 "
        f"WHEN {said}[-5] IN ('+', '-') THEN 5 WHEN {said}[-3] IN ('+', '-') THEN 3 ELSE 0 END"
    )
    front = f"rtrim(left({said}, length({said}) - {length}))"
    front_us = f"CASE WHEN regexp_full_match({front}, '{_ISO}') THEN epoch_us(TRY_CAST({front} AS TIMESTAMP)) END"
    hours = f"TRY_CAST({said}[-({length} - 1) : -({length} - 2)] AS BIGINT)"
    minutes = f"CASE WHEN {length} = 3 THEN 0 ELSE TRY_CAST(right({said}, 2) AS BIGINT) END"
    sign = f"CASE WHEN {said}[-{length}] = '-' THEN -1 ELSE 1 END"
    own = (
        f"CASE {length} WHEN 0 THEN NULL WHEN 1 THEN 0 ELSE CASE WHEN {hours} < 24 AND {minutes} < 60 "
        f"THEN {sign} * ({hours} * 60 + {minutes}) * 60000000 END END"
    )
    otherwise = "NULL" if zone is None else to_utc(wall, zone)
    utc = f"CASE WHEN {length} = 0 THEN {otherwise} ELSE {wall} - {own} END"
    bare = f"CASE WHEN {length} = 0 THEN {wall} END" if zone is None else None
    return ({said: written}, {length: offset_length}, {wall: front_us}, {f"u{name}": utc}), f"u{name}", bare
