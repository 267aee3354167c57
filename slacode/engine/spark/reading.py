"""What a task does to read its part of a log: the readers of the embedded engine give the same canonical rows there."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from slacode.diagnostics import Diagnostic
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.database import Database, EngineError, complaint
from slacode.engine.logs.errors import LogError
from slacode.engine.logs.opened import SURVEY
from slacode.engine.logs.reading import ROWS, keys_in, read_files
from slacode.engine.model.logs import Log
from slacode.engine.spark.parts import Part

BATCH_ROWS = 1 << 16
PART = "part"
"""The rows of a task's part, as the queries of `Reader` name them."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a part: its rows, how many are set aside, the times of the first and the last good one, and the
    keys of its file if they are to be looked at; or why it cannot be read."""

    file: int
    rows: int = 0
    set_aside: int = 0
    first: int | None = None
    last: int | None = None
    keys: set[str] | None = None
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """How the parts of a log are read; it travels to the tasks, and to each goes the number of its part."""

    log: Log
    parts: tuple[Part, ...]
    encoding: str
    delimiter: str | None
    memory_limit: str | None

    def survey(self, numbers: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """What was found in each part, as bytes."""
        for part in self._chosen(numbers):
            yield pa.record_batch([pa.array([pickle.dumps(self._found(part))], pa.binary())], names=["piece"])

    def rows(self, numbers: Iterator[pa.RecordBatch], query: str) -> Iterator[pa.RecordBatch]:
        """The rows that a query on `PART` gives in each part."""
        for part in self._chosen(numbers):
            with self._opened(part) as (database, _):
                yield from database.batches(query, BATCH_ROWS)

    def _chosen(self, numbers: Iterator[pa.RecordBatch]) -> Iterator[Part]:
        for batch in numbers:
            yield from (self.parts[number] for number in batch.column("id").to_pylist())

    def _found(self, part: Part) -> Found:
        try:
            with self._opened(part) as (database, rows):
                [[wrong, first, last]] = database.rows(SURVEY.replace(f"FROM {ROWS}", f"FROM {PART}"))
                keys = keys_in(database, Canonical(self.log), part.file, self.encoding) if rows else None
                first, last = (None if at is None else int(at) for at in (first, last))
                return Found(part.file.number, rows, int(wrong or 0), first, last, keys)
        except LogError as error:
            return Found(part.file.number, problems=error.diagnostics)
        except EngineError as error:
            problems = complaint(self.log, error, part.file.shown, parquet=part.file.format == "parquet").diagnostics
            return Found(part.file.number, problems=problems)

    @contextmanager
    def _opened(self, part: Part) -> Iterator[tuple[Database, int]]:
        """The part's rows in a database of the task, and how many there are."""
        database = Database(self.memory_limit, threads=1)
        try:
            rows = read_files(database, Canonical(self.log), [part.file], self.encoding, self.delimiter)
            database.run(f"CREATE VIEW {PART} AS SELECT * FROM {ROWS} WHERE {part.condition}")
            yield database, rows[part.file.number]
        finally:
            database.close()
