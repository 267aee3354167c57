"""The reader of JSON Lines: an object a line; nested values are text, numbers keep all their digits."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pyarrow.csv as pc

from slacode.engine.logs import errors
from slacode.engine.logs.canonical import NOT_JSON, TWICE, Canonical
from slacode.engine.logs.columns import Column, plain_number
from slacode.engine.logs.database import Database, text
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.streams import Utf8Stream, encoding_of, first_bytes
from slacode.engine.logs.text_rows import STAGE, Cells, stage

_IS_OBJECT = "ltrim(line)[1] = '{' AND json_valid(line)"


def load(database: Database, canonical: Canonical, file: LogFile, encoding: str, _delimiter: str | None) -> int:
    """Read a file into the table of canonical rows; the number of its rows, empty lines aside.

    A line that is no JSON object, or gives a key twice that the log reads, is a row set aside; a file in which no line
    is an object raises `LogError`. A key that a line lacks is a missing value there.
    """
    cells = _lines(file, encoding)
    paths = ", ".join(text(_path(name)) for name in canonical.needed)
    columns = {name: Column(f"k{i}") for i, name in enumerate(canonical.needed)}
    values = f"json_extract_string(CASE WHEN fit THEN line END, [{paths}])"
    named = ", ".join(f"{_value(name, i)} AS k{i}" for i, name in enumerate(canonical.needed))
    query = (
        f"SELECT {file.number} AS file, row, {_unfit(canonical.needed)} AS unfit, {named} "
        f"FROM (SELECT *, {values} AS found FROM (SELECT *, {_IS_OBJECT} AS fit FROM arriving))"
    )
    rows = stage(database, canonical, file, cells, query, columns)
    if rows and not _any_object(database, file):
        why, help_ = "no line of it is a JSON object", "write one object a line, without a list around them"
        raise errors.LogError([errors.unreadable(canonical.log, file.shown, why, help_)])
    return rows


def _unfit(names: Iterable[str]) -> str:
    """Why a line cannot be used. The keys are compared only where there are more of them than values were found."""
    given = f"[key FOR key IN json_keys(line) IF key IN ({', '.join(map(text, names))})]"
    return (
        f"CASE WHEN NOT fit THEN {NOT_JSON} WHEN len({given}) > list_count(found) "
        f"THEN CASE WHEN list_unique({given}) < len({given}) THEN {TWICE} END END"
    )


def _any_object(database: Database, file: LogFile) -> bool:
    sql = f"SELECT 1 FROM {STAGE} WHERE file = {file.number} AND bad IS DISTINCT FROM {NOT_JSON} LIMIT 1"
    return bool(database.rows(sql))


def _lines(file: LogFile, encoding: str) -> Cells:
    """Lines are read as rows of one cell: the delimiter is a character that JSON forbids."""
    encoding = encoding_of(first_bytes(file.path, file.compression, 2), encoding)
    return Cells(
        Utf8Stream(file.path, file.compression, encoding, b"\n", file.size),
        names=["line"],
        wanted=["line"],
        parse=pc.ParseOptions(delimiter="\x01", quote_char=False, double_quote=False),
    )


def _path(name: str) -> str:
    """The JSON pointer of a key."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _value(name: str, i: int) -> str:
    """A key's value as text. A number with a point is taken as it is written, for the engine reads it as a float."""
    value = f"found[{i + 1}]"
    written = f"nullif(regexp_extract(line, {text(_as_written(name))}, 1), '')"
    is_float = f"json_type(line, {text(_path(name))}) = 'DOUBLE'"
    number = plain_number(f"coalesce({written}, {value})")
    looks = f"{value} >= '+' AND {value} < ':' AND contains({value}, '.')"
    return f"CASE WHEN {looks} AND {is_float} THEN {number} ELSE {value} END"


def _as_written(name: str) -> str:
    return re.escape(json.dumps(name, ensure_ascii=False)) + r"\s*:\s*(-?[0-9][0-9.eE+-]*)"


def keys(database: Database, _canonical: Canonical, file: LogFile, encoding: str) -> set[str]:
    """The keys of all objects of a file."""
    cells = _lines(file, encoding)
    sql = f"SELECT DISTINCT unnest(json_keys(line)) FROM arriving WHERE {_IS_OBJECT}"
    try:
        return {str(row[0]) for row in database.over(sql, cells.reader())}
    finally:
        cells.stream.close()
