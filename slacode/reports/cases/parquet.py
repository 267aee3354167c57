"""Cases as Parquet: instants as UTC timestamps in microseconds, seconds as `decimal128(18, 6)`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.engine.evaluate.cases import coded
from slacode.reports.cases import Write

GROUP = 1 << 18
"""So many rows stand together in the file, however they come."""
_HELD = 1 << 22
"""So many bytes are written at once."""
SOUGHT = "case", "started_at"
"""The columns by which a reader may pass over groups of rows: the others are in no order, and statistics take time."""

BARE = ("elapsed_s",)
"""The columns that to make a little smaller would take longer than all others."""


@contextmanager
def writer(file: BinaryIO, schema: pa.Schema) -> Iterator[Write]:
    """Writes tables; who reads the file sees texts, whether they came as dictionaries or not.

    Instants, of which the differences are written in as few bits as they need, would hardly become smaller.
    """
    written = coded(schema)
    repeated = [field.name for field in written if pa.types.is_dictionary(field.type)]
    instants = [field.name for field in written if pa.types.is_timestamp(field.type)]
    stream = pa.BufferedOutputStream(_raw(file), _HELD)
    with stream, pq.ParquetWriter(
        stream,
        written,
        compression=dict.fromkeys(written.names, "snappy") | dict.fromkeys((*instants, *BARE), "none"),
        use_dictionary=repeated,
        column_encoding=dict.fromkeys(instants, "DELTA_BINARY_PACKED"),
        write_statistics=[name for name in SOUGHT if name in written.names],
        store_schema=False,
    ) as out:
        groups = _Groups(lambda group: out.write_table(group, row_group_size=GROUP), written.empty_table())
        yield groups.add
        groups.end()


def _raw(file: BinaryIO) -> pa.NativeFile:
    """A way into the file past the interpreter, whose lock each piece would wait for; what is no file has none."""
    return pa.OSFile(file.name, "wb") if file.seekable() else pa.PythonFile(file, mode="w")


@dataclass(slots=True)
class _Groups:
    """Tables cut into groups of one size, however they come."""

    write: Write
    held: pa.Table

    def add(self, table: pa.Table) -> None:
        """Write the groups that are whole."""
        self.held = pa.concat_tables([self.held, table])
        whole = self.held.num_rows // GROUP * GROUP
        for start in range(0, whole, GROUP):
            self._write(self.held.slice(start, GROUP))
        self.held = self.held.slice(whole)

    def end(self) -> None:
        """Write what is left."""
        if self.held.num_rows:
            self._write(self.held)

    def _write(self, group: pa.Table) -> None:
        self.write(group.unify_dictionaries().combine_chunks())
