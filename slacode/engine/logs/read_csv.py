"""The reader of CSV: any delimiter, quotes, line breaks in cells, encodings, gzip and zstd."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.csv as pc

from slacode.engine.logs import errors
from slacode.engine.logs.canonical import RAGGED, Canonical
from slacode.engine.logs.columns import Column
from slacode.engine.logs.database import Database, quoted
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.streams import Utf8Stream, encoding_of, first_bytes
from slacode.engine.logs.text_rows import STAGE, Cells, stage

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 1 << 20
"""So many bytes of a file tell its delimiter and its header."""
_ENDING = "slacode:end of the file"


def load(database: Database, canonical: Canonical, file: LogFile, encoding: str, delimiter: str | None) -> int:
    """Read a file into the table of canonical rows; the number of its rows.

    Without a `delimiter` the one under which the header shows most of the columns that the log reads is taken. Raises
    `LogError` where there is no header, a column is missing, or the bytes are no such text.
    """
    log = canonical.log
    if delimiter is not None and not (len(delimiter) == 1 and delimiter.isascii() and delimiter not in '"\r\n'):
        help_ = "give the one character between the cells, such as `;`"
        raise errors.LogError([errors.not_evaluable(log, f"`{delimiter}` is no delimiter", help_)])
    sample, is_whole, encoding = _sample(canonical, file, encoding)
    if not sample.strip():
        help_ = "a log without rows still needs the line with the names of its columns"
        raise errors.LogError([errors.unreadable(log, file.shown, "it is empty, without a header", help_)])
    if "\0" in sample:
        raise errors.LogError([errors.unreadable(log, file.shown, "it is no text")])
    delimiter = delimiter or likely_delimiter(sample, canonical.needed)
    header = _header(sample, delimiter)
    _check_columns(canonical, file, header)
    if is_whole and not _has_rows(sample, delimiter):
        return 0
    cells = _cells(canonical, file, header, delimiter, encoding)
    columns = {name: Column(quoted(f"k{header.index(name)}")) for name in canonical.needed}
    query = f"SELECT {file.number} AS file, CAST(NULL AS SMALLINT) AS unfit, * FROM arriving"
    rows = stage(database, canonical, file, cells, query, columns)
    _set_ragged_aside(database, file, cells)
    return rows


def _sample(canonical: Canonical, file: LogFile, encoding: str) -> tuple[str, bool, str]:
    """The beginning of the file as text, whether that is all of it, and its encoding."""
    try:
        start = first_bytes(file.path, file.compression, SAMPLE)[: file.size]
        encoding = encoding_of(start, encoding)
        is_whole = len(start) < SAMPLE or len(start) == file.size
        decoder = codecs.getincrementaldecoder(encoding)()
        return decoder.decode(start, final=is_whole).removeprefix("\ufeff"), is_whole, encoding
    except UnicodeError as error:
        why = f"it is not text in {encoding}"
        raise errors.LogError([errors.unreadable(canonical.log, file.shown, why, errors.OTHER_ENCODING)]) from error
    except LookupError as error:
        raise errors.LogError([errors.not_evaluable(canonical.log, f"no encoding is named `{encoding}`")]) from error
    except OSError as error:
        raise errors.LogError([errors.unreadable_bytes(canonical.log, file.shown, error)]) from error


def likely_delimiter(sample: str, needed: tuple[str, ...]) -> str:
    """The delimiter that shows the most of the needed columns, then the most columns, then the first of the list."""

    def shows(delimiter: str) -> tuple[int, int]:
        header = _header(sample, delimiter)
        return len(set(header) & set(needed)), len(header)

    return max(DELIMITERS, key=shows)


def _rows(sample: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), 2 * SAMPLE))
    return csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)


def _header(sample: str, delimiter: str) -> list[str]:
    return next((row for row in _rows(sample, delimiter) if row), [])


def _has_rows(sample: str, delimiter: str) -> bool:
    rows = (row for row in _rows(sample, delimiter) if row)
    next(rows)
    return next(rows, None) is not None


def _check_columns(canonical: Canonical, file: LogFile, header: list[str]) -> None:
    log = canonical.log
    problems = [errors.no_column(log, file.shown, name, header) for name in canonical.needed if name not in header]
    problems += [errors.column_twice(log, file.shown, name) for name in canonical.needed if header.count(name) > 1]
    if problems:
        raise errors.LogError(problems)


def _cells(canonical: Canonical, file: LogFile, header: list[str], delimiter: str, encoding: str) -> Cells:
    ending = f"\n{delimiter.join([_ENDING] * len(header))}\n".encode()
    return Cells(
        Utf8Stream(file.path, file.compression, encoding, ending, file.size),
        names=[f"k{i}" for i in range(len(header))],
        wanted=[f"k{header.index(name)}" for name in canonical.needed],
        parse=pc.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        header_rows=1,
        ending=_ENDING,
    )


def _set_ragged_aside(database: Database, file: LogFile, cells: Cells) -> None:
    if cells.ragged:
        numbers = pa.table({"row": pa.array(cells.ragged, pa.int64())})
        database.over(
            f"INSERT INTO {STAGE} (file, row, bad) SELECT {file.number}, row, {RAGGED} FROM arriving", numbers
        )
