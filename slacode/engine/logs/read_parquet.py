"""The reader of Parquet: typed columns, read in place as often as they are needed."""

from __future__ import annotations

import os
from base64 import b64decode
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from slacode.engine.logs import errors
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.columns import Column
from slacode.engine.logs.database import Database, EngineError, complaint, quoted, text
from slacode.engine.logs.files import LogFile

_OPTIONS = "file_row_number = true, hive_partitioning = false, binary_as_string = true"

Types = tuple[str, ...]


def views(database: Database, canonical: Canonical, files: Sequence[LogFile]) -> tuple[list[str], dict[int, int]]:
    """Queries for the canonical rows, one for all files whose columns have the same types; and the rows of each file.

    Raises `LogError` where a file is damaged or lacks a column.
    """
    groups: defaultdict[Types, list[LogFile]] = defaultdict(list)
    rows: dict[int, int] = {}
    for file in files:
        try:
            groups[_types(database, canonical, file)].append(file)
            [[count]] = database.rows("SELECT num_rows FROM parquet_file_metadata(?)", [_name(database, file)])
        except EngineError as error:
            raise complaint(canonical.log, error, file.shown, parquet=True) from error
        rows[file.number] = int(count or 0)
    return [_select(database, canonical, types, group) for types, group in groups.items()], rows


def damaged(database: Database, files: Sequence[LogFile]) -> str | None:
    """How the first Parquet file is called that cannot be read to its end."""
    for file in files:
        if file.format == "parquet":
            name = text(_name(database, file))
            try:
                database.rows(f"SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet({name}, {_OPTIONS})")
            except EngineError:
                return file.shown
    return None


def _types(database: Database, canonical: Canonical, file: LogFile) -> Types:
    """The type of each needed column in a file."""
    found = database.rows(f"DESCRIBE SELECT * FROM read_parquet({text(_name(database, file))}, {_OPTIONS})")
    types = {str(row[0]): str(row[1]) for row in found if row[0] != "file_row_number"}
    types |= _lengths(database, file)
    absent = [name for name in canonical.needed if name not in types]
    if absent:
        raise errors.LogError([errors.no_column(canonical.log, file.shown, name, list(types)) for name in absent])
    return tuple(types[name] for name in canonical.needed)


def _lengths(database: Database, file: LogFile) -> dict[str, str]:
    """The columns that hold lengths of time: Parquet stores them as bare numbers and notes the unit aside."""
    noted = "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'ARROW:schema'"
    lengths: dict[str, str] = {}
    for (note,) in database.rows(noted, [_name(database, file)]):
        with suppress(ValueError):  # whatever else stands there says nothing of lengths
            schema = pa.ipc.read_schema(pa.py_buffer(b64decode(str(note))))
            lengths |= {one.name: f"DURATION({one.type.unit})" for one in schema if pa.types.is_duration(one.type)}
    return lengths


def _name(database: Database, file: LogFile) -> str:
    """A path without the signs of a pattern, which the engine would take for one."""
    if not any(sign in file.path for sign in "*?[]{}"):
        return file.path
    link = Path(database.folder.name, f"log-{file.number}.parquet")
    if not link.is_symlink():
        link.symlink_to(os.path.abspath(file.path))
    return str(link)


def _select(database: Database, canonical: Canonical, types: Types, files: Sequence[LogFile]) -> str:
    names = ", ".join(text(_name(database, file)) for file in files)
    numbers = f"[{', '.join(str(file.number) for file in files)}]"
    columns = {
        name: Column(f"k{i}", type_) for i, (name, type_) in enumerate(zip(canonical.needed, types, strict=True))
    }
    named = ", ".join(f"{quoted(name)} AS k{i}" for i, name in enumerate(canonical.needed))
    source = (
        f"(SELECT {numbers}[CAST(file_index AS BIGINT) + 1] AS file, file_row_number + 1 AS row, "
        f"CAST(NULL AS SMALLINT) AS unfit, {named} FROM read_parquet([{names}], {_OPTIONS}))"
    )
    return canonical.select(source, columns)
