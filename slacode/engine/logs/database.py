"""The one place that knows the data engine: its settings, its quoting, its streams and its complaints."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import duckdb
import pyarrow as pa

from slacode.engine.logs.errors import LogError, not_evaluable, unreadable
from slacode.engine.model.logs import Log

EngineError: TypeAlias = duckdb.Error
Value: TypeAlias = str | int | bool | None
Row: TypeAlias = tuple[Value, ...]


class Database:
    """One log's rows in a database of its own, which spills into a folder that goes away with it.

    Nothing is downloaded, and no time is ever read in the zone of a session.
    """

    def __init__(self, memory_limit: str | None = None, threads: int | None = None) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="slacode-")
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "false",
            "temp_directory": self.folder.name,
        }
        if memory_limit is not None:
            settings["memory_limit"] = memory_limit
        if threads is not None:
            settings["threads"] = str(threads)
        self._connection = duckdb.connect(":memory:", config=settings)
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> None:
        """Run a statement that gives no rows."""
        self._connection.execute(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """All rows of a small result."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, parameters).fetchall()

    def each_row(self, sql: str) -> Iterator[Row]:
        """The rows of a result of any size, one by one."""
        with self._connection.cursor() as cursor:
            result = cursor.execute(sql)
            while rows := result.fetchmany(10_000):
                yield from rows

    def batches(self, sql: str, size: int) -> Iterator[pa.RecordBatch]:
        """The rows of a result of any size as record batches of about `size` rows.

        An open stream keeps its connection to itself, so it gets one of its own.
        """
        with self._connection.cursor() as cursor:
            yield from cursor.sql(sql).to_arrow_reader(size)

    def over(self, sql: str, arriving: pa.RecordBatchReader | pa.Table) -> list[Row]:
        """Run a statement that reads a stream or a table under the name `arriving`; its rows, if it gives any."""
        self._connection.register("arriving", arriving)
        try:
            return self._connection.execute(sql).fetchall()
        finally:
            self._connection.unregister("arriving")

    def memory(self) -> int:
        """The bytes that the data engine may have: as limited, else most of what the machine has."""
        [[said]] = self.rows("SELECT current_setting('memory_limit')")
        number, unit = str(said).split()
        return int(float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB").index(unit))

    def close(self) -> None:
        """Give back the memory and the folder."""
        self._connection.close()
        self.folder.cleanup()


def quoted(name: str) -> str:
    """A name as SQL wants it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL wants it."""
    return "'" + value.replace("'", "''") + "'"


def complaint(log: Log, error: EngineError, path: str | None = None, *, parquet: bool = False) -> LogError:
    """What the data engine says, as an error about the log, or about one of its files, which may be Parquet."""
    if (lacking := shortage(log, error)) is not None:
        return lacking
    if path is not None and parquet:
        return LogError([unreadable(log, path, "the Parquet file is damaged or cut short")])
    reason = str(error).splitlines()[0].partition("Error: ")[2] or str(error)
    reason = reason[:1].lower() + reason[1:].rstrip(". ")
    return LogError([not_evaluable(log, reason) if path is None else unreadable(log, path, reason)])


def shortage(log: Log, error: EngineError) -> LogError | None:
    """What the data engine says where it lacks room or memory; None where it says something else."""
    if "max_temp_directory_size" in str(error) or "No space left" in str(error):
        why = "there is no room left for temporary files"
        way_out = f"make room in `{tempfile.gettempdir()}`, or say another folder in `TMPDIR`"
        return LogError([not_evaluable(log, why, way_out)])
    if isinstance(error, duckdb.OutOfMemoryException):
        return LogError([not_evaluable(log, "the memory limit is too low for it", "raise the memory limit")])
    return None
