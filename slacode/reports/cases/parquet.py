"""Cases as Parquet: instants as UTC timestamps in microseconds, seconds as `decimal128(18, 6)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.engine.evaluate.cases import SCHEMA


def write(tables: Iterable[pa.Table], file: BinaryIO) -> None:
    """Write the tables."""
    with pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        for table in tables:
            writer.write_table(table)
