"""Cases as Parquet: instants as UTC timestamps in microseconds, seconds as `decimal128(18, 6)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.engine.evaluate.cases import coded


def write(tables: Iterable[pa.Table], file: BinaryIO, schema: pa.Schema) -> None:
    """Write the tables; who reads the file sees texts, whether they came as dictionaries or not."""
    written = coded(schema)
    repeated = [field.name for field in written if pa.types.is_dictionary(field.type)]
    with pq.ParquetWriter(
        file, written, compression="zstd", compression_level=1, use_dictionary=repeated, store_schema=False
    ) as writer:
        for table in tables:
            writer.write_table(table)
