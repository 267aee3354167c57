"""Cases as JSON Lines: an object a cycle, with every key; seconds are exact numbers, an absent value is `null`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from slacode.reports.cases import Write
from slacode.reports.cases._text import as_text, chunks, instant_text, lines


@contextmanager
def writer(file: BinaryIO, schema: pa.Schema) -> Iterator[Write]:  # noqa: ARG001 - one signature
    """Writes tables."""

    def write(table: pa.Table) -> None:
        for batch in chunks(table):
            columns = [_member(place, name, column) for place, (name, column) in enumerate(_texts(batch))]
            file.write(lines([*columns[:-1], pc.binary_join_element_wise(columns[-1], "}", "")], ", "))

    yield write


def _texts(batch: pa.RecordBatch) -> Iterable[tuple[str, pa.Array]]:
    for name, column, text in zip(batch.schema.names, batch.columns, as_text(batch, _escaped), strict=True):
        bare = not pa.types.is_timestamp(column.type)
        yield name, text if bare else pc.binary_join_element_wise('"', instant_text(column), '"', "")


def _member(place: int, name: str, column: pa.Array) -> pa.Array:
    opening = "{" if place == 0 else ""
    return pc.binary_join_element_wise(f'{opening}"{name}": ', pc.fill_null(column, "null"), "")


def _escaped(column: pa.Array) -> pa.Array:
    """Texts as JSON writes them; each different one is escaped once."""
    coded = pc.dictionary_encode(column)
    said = [json.dumps(text, ensure_ascii=False) for text in coded.dictionary.to_pylist()]
    return pa.array(said, pa.string()).take(coded.indices)
