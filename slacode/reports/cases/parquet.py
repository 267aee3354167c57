"""Cases as Parquet: instants as UTC timestamps in microseconds, seconds as `decimal128(18, 6)`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.engine.evaluate.cases import coded

GROUP = 1 << 18
"""So many rows stand together in the file, however they come."""
SOUGHT = "case", "started_at"
"""The columns by which a reader may pass over groups of rows: the others are in no order, and statistics take time."""


def write(tables: Iterable[pa.Table], file: BinaryIO, schema: pa.Schema) -> None:
    """Write the tables; who reads the file sees texts, whether they came as dictionaries or not."""
    written = coded(schema)
    repeated = [field.name for field in written if pa.types.is_dictionary(field.type)]
    instants = [field.name for field in written if pa.types.is_timestamp(field.type)]
    with pq.ParquetWriter(
        file,
        written,
        compression="zstd",
        compression_level=1,
        use_dictionary=repeated,
        column_encoding=dict.fromkeys(instants, "DELTA_BINARY_PACKED"),
        write_statistics=[name for name in SOUGHT if name in written.names],
        store_schema=False,
    ) as writer:
        for group in _groups(tables, written):
            writer.write_table(group, row_group_size=GROUP)


def _groups(tables: Iterable[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    held = schema.empty_table()
    for table in tables:
        held = pa.concat_tables([held, table])
        whole = held.num_rows // GROUP * GROUP
        for start in range(0, whole, GROUP):
            yield held.slice(start, GROUP).unify_dictionaries().combine_chunks()
        held = held.slice(whole)
    if held.num_rows:
        yield held.unify_dictionaries().combine_chunks()
