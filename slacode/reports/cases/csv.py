"""Cases as CSV: a header, lines that end in a line feed, values in quotes only where they need them (RFC 4180)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from slacode.reports.cases import Write
from slacode.reports.cases._text import as_text, chunks, lines


@contextmanager
def writer(file: BinaryIO, schema: pa.Schema) -> Iterator[Write]:
    """Writes tables; an absent value is an empty one."""
    file.write((",".join(schema.names) + "\n").encode())
    yield lambda table: file.writelines(lines(_filled(batch), ",") for batch in chunks(table))


def _filled(batch: pa.RecordBatch) -> list[pa.Array]:
    return [pc.fill_null(column, "") for column in as_text(batch, _quoted)]


def _quoted(column: pa.Array) -> pa.Array:
    needs = pc.match_substring_regex(column, '[",\r\n]')
    if not pc.any(needs).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(needs, pc.binary_join_element_wise('"', doubled, '"', ""), column)
