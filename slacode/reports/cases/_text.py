"""Columns as text, whole columns at a time: exact seconds, instants in UTC, and joined lines."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

CHUNK = 1 << 16
"""So many rows are turned into text at once."""
_SECOND = 10**6


def chunks(table: pa.Table) -> list[pa.RecordBatch]:
    """The rows of a table in pieces of a handy size."""
    batches: list[pa.RecordBatch] = table.combine_chunks().to_batches(max_chunksize=CHUNK)
    return batches


def seconds_text(column: pa.Array) -> pa.Array:
    """Decimal seconds without needless digits: `8100`, `0.5`."""
    text = pc.cast(column, pa.string())
    return pc.utf8_rtrim(pc.utf8_rtrim(text, characters="0"), characters=".")


def instant_text(column: pa.Array) -> pa.Array:
    """Instants as `2026-03-06T16:55:00Z`, with microseconds only where there are any."""
    micros = pc.cast(column, pa.int64())
    seconds = pc.divide(pc.subtract(micros, _modulo(micros)), _SECOND)
    date_time = pc.utf8_replace_slice(
        pc.cast(pc.cast(seconds, pa.timestamp("s")), pa.string()), start=10, stop=11, replacement="T"
    )
    return pc.binary_join_element_wise(date_time, _fraction(_modulo(micros)), "Z", "")


def _modulo(micros: pa.Array) -> pa.Array:
    """The part of a second, never negative: Arrow divides towards zero."""
    rest = pc.subtract(micros, pc.multiply(pc.divide(micros, _SECOND), _SECOND))
    return pc.if_else(pc.less(rest, 0), pc.add(rest, _SECOND), rest)


def _fraction(micros: pa.Array) -> pa.Array:
    digits = pc.utf8_lpad(pc.cast(micros, pa.string()), width=6, padding="0")
    said = pc.binary_join_element_wise(".", pc.utf8_rtrim(digits, characters="0"), "")
    return pc.if_else(pc.equal(micros, 0), "", said)


def lines(columns: list[pa.Array], separator: str) -> bytes:
    """The columns, all without gaps, joined to lines."""
    whole = pc.binary_join_element_wise(pc.binary_join_element_wise(*columns, separator), "\n", "")
    # The texts of a column lie one behind the other: what follows each other in memory is what is to be written.
    _, ends, text = whole.buffers()
    return memoryview(text)[: memoryview(ends).cast("i")[len(whole)]].tobytes()


def as_text(batch: pa.RecordBatch, of_text: Callable[[pa.Array], pa.Array]) -> list[pa.Array]:
    """Every column as text, still with its gaps: `of_text` quotes texts as the format wants it."""
    return [_column(column, of_text) for column in batch.columns]


def _column(column: pa.Array, of_text: Callable[[pa.Array], pa.Array]) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        return instant_text(column)
    if pa.types.is_decimal(column.type):
        return seconds_text(column)
    return of_text(column) if pa.types.is_string(column.type) else pc.cast(column, pa.string())
