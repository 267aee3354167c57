"""Cases as Parquet: instants as UTC timestamps in microseconds, seconds as `decimal128(18, 6)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq


def write(tables: Iterable[pa.Table], file: BinaryIO, schema: pa.Schema) -> None:
    """Write the tables."""
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
