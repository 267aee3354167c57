"""What the readers of text share: a stream of text cells, numbered by row, into the table of canonical rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.columns import Column
from slacode.engine.logs.database import Database, EngineError, complaint
from slacode.engine.logs.errors import OTHER_ENCODING, LogError, unreadable, unreadable_bytes
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.streams import Utf8Stream
from slacode.engine.model.logs import Log

BLOCK = 8 << 20
"""The bytes that are parsed at a time; no row is longer."""

STAGE = "staged"


class Closable(Protocol):
    """What is open, and can be closed."""

    def close(self) -> None:
        """Close it."""
        ...


class Arriving(Protocol):
    """The rows of a text file, read as a stream, and what became of them once it is read."""

    rows: int
    complete: bool
    failure: Exception | None

    @property
    def stream(self) -> Closable:
        """Where the bytes come from."""
        ...

    def reader(self) -> pa.RecordBatchReader:
        """The stream of rows, each with its number in `row`."""
        ...


@dataclass
class Cells:
    """The rows of a text file as record batches of texts, each with the number of its row in `row`.

    Rows are counted from 1, the header and empty lines aside. A row with too many or too few cells is left out of
    the batches and stands, with its number, in `ragged`.
    """

    stream: Utf8Stream
    names: Sequence[str]
    wanted: Sequence[str]
    parse: pc.ParseOptions
    header_rows: int = 0
    ending: str | None = None
    ragged: list[int] = field(default_factory=list)
    rows: int = 0
    complete: bool = True
    failure: Exception | None = None

    @property
    def schema(self) -> pa.Schema:
        """The row's number and the wanted cells."""
        return pa.schema([("row", pa.int64()), *((name, pa.string()) for name in self.wanted)])

    def reader(self) -> pa.RecordBatchReader:
        """The stream of `batches`."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in order; what goes wrong is kept in `failure`, since the stream is read from within a query."""
        try:
            yield from self._batches()
        except (OSError, ValueError, LookupError) as error:  # pyarrow's complaints are such too
            self.failure = error
            raise

    def _batches(self) -> Iterator[pa.RecordBatch]:
        self.parse.invalid_row_handler = self._skip
        self.complete = self.ending is None
        reader = pc.open_csv(
            pa.PythonFile(self.stream, mode="r"),
            read_options=pc.ReadOptions(
                column_names=self.names, skip_rows_after_names=self.header_rows, use_threads=False, block_size=BLOCK
            ),
            parse_options=self.parse,
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(self.names, pa.string()),
                include_columns=self.wanted,
                strings_can_be_null=False,
            ),
        )
        for batch in reader:
            kept = self._without_ending(batch)
            if kept.num_rows:
                numbers = self._numbers(kept.num_rows)
                yield pa.record_batch([numbers, *kept.columns], schema=self.schema)
        self.rows += sum(1 for number in self.ragged if number > self.rows)

    def _skip(self, row: pc.InvalidRow) -> str:
        self.ragged.append(row.number - self.header_rows)
        return "skip"

    def _without_ending(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        if self.ending is None or not batch.num_rows or batch.column(0)[-1].as_py() != self.ending:
            return batch
        self.complete = True
        return batch.slice(0, batch.num_rows - 1)

    def _numbers(self, count: int) -> pa.Array:
        """The numbers of the next so many good rows, which leave out those of ragged ones."""
        ragged = np.array([number for number in self.ragged if number > self.rows], dtype=np.int64)
        numbers = np.arange(self.rows + 1, self.rows + 1 + count + len(ragged), dtype=np.int64)
        numbers = numbers[~np.isin(numbers, ragged)][:count]
        self.rows = int(numbers[-1])
        return pa.array(numbers)


def stage(
    database: Database, canonical: Canonical, file: LogFile, cells: Arriving, query: str, columns: Mapping[str, Column]
) -> int:
    """Insert a text file's rows into the table of canonical rows; the number of its rows, ragged ones too.

    `query` turns the stream, named `arriving`, into `file, row, unfit` and what `columns` refer to.
    """
    log = canonical.log
    statement = f"INSERT INTO {STAGE} {canonical.select(f'({query})', columns)}"
    try:
        database.over(statement, cells.reader())
    except (EngineError, LogError, OSError, ValueError) as error:
        raise _failed(log, file, cells.failure or error) from error
    finally:
        cells.stream.close()
    if not cells.complete:
        why = f"a quote is opened in row {cells.rows:,} that is never closed"
        raise LogError([unreadable(log, file.shown, why, "close the quote, or double a quote that is meant literally")])
    return cells.rows


def _failed(log: Log, file: LogFile, error: Exception) -> LogError:
    if isinstance(error, LogError):
        return error
    if isinstance(error, EngineError):
        return complaint(log, error, file.shown)
    said = str(error)
    if isinstance(error, UnicodeError) or "UTF8" in said:
        why = "it is not text in the encoding that was expected"
        return LogError([unreadable(log, file.shown, why, OTHER_ENCODING)])
    if "straddling" in said:
        why = f"a row is longer than {BLOCK >> 20} MB; a quote may be opened that is never closed"
        return LogError([unreadable(log, file.shown, why)])
    if isinstance(error, OSError):
        return LogError([unreadable_bytes(log, file.shown, error)])
    return LogError([unreadable(log, file.shown, said.splitlines()[0] if said else "its bytes are no text")])
