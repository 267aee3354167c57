"""Files of a log into one view of canonical rows, and the keys of formats whose rows name their own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from slacode.engine.logs import read_csv, read_jsonl, read_parquet, read_xes
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.database import Database
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.keys import check_keys, keys_if_lacking
from slacode.engine.logs.text_rows import STAGE

ROWS = "canonical"
"""The view of all rows of a log in its database."""

_TEXT_READERS = {"csv": read_csv.load, "jsonl": read_jsonl.load, "xes": read_xes.load}
_KEYS = {"jsonl": read_jsonl.keys, "xes": read_xes.keys}

KeysIn = Callable[[LogFile], set[str] | None]
"""Of a file whose rows name their columns, what `keys_in` says."""


def read_files(
    database: Database, canonical: Canonical, files: Sequence[LogFile], encoding: str, delimiter: str | None
) -> dict[int, int]:
    """Read the files of text into a table, and make one view of it and of the files that are read in place; the rows
    of each file."""
    database.run(f"CREATE TABLE {STAGE} ({canonical.table_columns})")
    parquet = [file for file in files if file.format == "parquet"]
    queries, rows = read_parquet.views(database, canonical, parquet)
    for file in files:
        if file.format != "parquet":
            rows[file.number] = _TEXT_READERS[file.format](database, canonical, file, encoding, delimiter)
    if len(parquet) < len(files):
        queries.insert(0, f"SELECT * FROM {STAGE}")
    database.run(f"CREATE VIEW {ROWS} AS {' UNION ALL '.join(queries)}")
    return rows


def keys_in(database: Database, canonical: Canonical, file: LogFile, encoding: str) -> set[str] | None:
    """The keys of a file that was read, if there is reason to look at them; None if there is none."""
    keys_of = _KEYS.get(file.format)
    return None if keys_of is None else keys_if_lacking(database, canonical, file, encoding, keys_of)


def check_columns(canonical: Canonical, files: Iterable[LogFile], rows: Mapping[int, int], keys: KeysIn) -> None:
    """Tell of each format a column that no row of any file has; files without a row say nothing."""
    with_rows = [file for file in files if rows[file.number]]
    for format_ in _KEYS:
        some = [file for file in with_rows if file.format == format_]
        check_keys(canonical, some, map(keys, some))
