"""Rows of single cases on their way into a file: brought into the order of cases, on disk where they come in none."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.logs.pool import one_ahead

Columns = Mapping[str, NDArray[Any]]
"""Narrow columns of whole numbers; `target` is the place of a row's target among those that list rows."""

Final = Callable[[pa.Array, Columns], pa.Table]
"""From the names of cases, row by row, and the narrow columns to those of a file."""

PART = 1 << 20
"""About so many rows are put in order at once."""

_MOST_BYTES = 1 << 31
"""A column of texts holds fewer than these."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that targets list of the cases of a batch, target by target, None where one lists none.

    `case` is in each the place of the case among `names`; the rows of a case stand in their order. `in_order`: the
    batch stands in the order of names, as do its cases (`CaseBatch.in_order`).
    """

    rows: tuple[pa.RecordBatch | None, ...]
    names: pa.Array
    in_order: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    schema: pa.Schema
    offset: int
    size: int


_Numbered = tuple[int, pa.RecordBatch]


class Spool:
    """Rows of cases, on disk and not in memory, gone with the object.

    They come out case by case (by code points), then target by target, then as they stood. Batches that come in order
    are parts of the whole; the rows of others are kept apart by the places of their cases among all, so that only a
    part of them is ever in memory.
    """

    def __init__(self, targets: int, final: Final) -> None:
        self._final = final
        self._cases = max(1, PART // max(1, targets))
        self._file = tempfile.TemporaryFile(prefix="slacode-cases-")  # noqa: SIM115 - it lives as long as this object
        self._parts: defaultdict[int, list[tuple[int, _Piece]]] = defaultdict(list)
        self._names: dict[int, pa.Array] = {}
        self._all: pa.Array = pa.array([], pa.string())
        self._unplaced: list[tuple[_Piece, list[tuple[int, _Piece]]]] = []

    def add(self, listed: Listed) -> None:
        """Keep the rows of a batch. Names that are no dictionary of all of the log are put in order at the end."""
        rows = _numbered(listed)
        if listed.in_order:
            number = len(self._names)
            self._names[number] = listed.names
            self._parts[number] = self._written(rows)
        elif pa.types.is_dictionary(listed.names.type):
            self._place(rows, np.asarray(listed.names.indices), listed.names.dictionary)
        elif rows:
            names = pa.record_batch([listed.names], names=["case"])
            self._unplaced.append((self._write(names), self._written(rows)))

    def tables(self) -> Iterator[pa.Table]:
        """All rows, part by part; names that stand in many rows are dictionaries."""
        self._place_all()
        yield from one_ahead(self._tables())

    def _tables(self) -> Iterator[pa.Table]:
        for number, pieces in sorted(self._parts.items()):
            rows = [(target, self._read(piece)) for target, piece in pieces]
            if rows:
                yield self._table(rows, self._names.get(number, self._all))

    def table(self, listed: Listed) -> pa.Table | None:
        """The rows of a batch that need not be kept, as it comes in order; None if there are none."""
        rows = _numbered(listed)
        return self._table(rows, listed.names) if rows else None

    def _table(self, rows: Sequence[_Numbered], names: pa.Array) -> pa.Table:
        columns = _as_one(rows)
        # a case is in one batch alone, of which the targets were added one after another: a few runs, quickly merged
        places = np.argsort(columns["case"], kind="stable")
        columns = {name: column.take(places) for name, column in columns.items()}
        return self._final(_texts(names, columns["case"]), columns)

    def _place(self, rows: Iterable[_Numbered], places: NDArray[np.integer], names: pa.Array) -> None:
        """Keep rows by the places of their cases among all names."""
        self._all = names
        for target, batch in rows:
            case = places[np.asarray(batch.column("case"))]
            placed = batch.set_column(batch.schema.get_field_index("case"), "case", pa.array(case))
            part = case // self._cases
            for number in np.unique(part).tolist():
                of_part = placed.take(pa.array(np.flatnonzero(part == number)))
                self._parts[number].append((target, self._write(of_part)))

    def _place_all(self) -> None:
        """Put the names in order that came in none, and keep their rows by it."""
        if not self._unplaced:
            return
        import pyarrow.compute as pc  # few need it, and it takes its time

        texts = pa.chunked_array(self._read(names).column(0) for names, _ in self._unplaced).unique()
        texts = texts.take(pc.array_sort_indices(texts))
        while self._unplaced:
            names, pieces = self._unplaced.pop()
            places = np.asarray(pc.index_in(self._read(names).column(0), texts))
            self._place(((target, self._read(piece)) for target, piece in pieces), places, texts)

    def _written(self, rows: Iterable[_Numbered]) -> list[tuple[int, _Piece]]:
        return [(target, self._write(batch)) for target, batch in rows]

    def _write(self, batch: pa.RecordBatch) -> _Piece:
        content = batch.serialize()
        offset = self._file.seek(0, 2)
        self._file.write(content)
        return _Piece(batch.schema, offset, content.size)

    def _read(self, piece: _Piece) -> pa.RecordBatch:
        self._file.seek(piece.offset)
        return pa.ipc.read_record_batch(pa.py_buffer(self._file.read(piece.size)), piece.schema)


def _texts(names: pa.Array, places: NDArray[np.integer]) -> pa.Array:
    """The names at some places; those of one length as rows of bytes, which takes half as long."""
    _, ends, memory = names.buffers()
    bounds = np.frombuffer(ends, dtype=np.int64 if pa.types.is_large_string(names.type) else np.int32)
    bounds = bounds[names.offset : names.offset + len(names) + 1]
    sizes = np.diff(bounds)
    size = int(sizes.max())
    if size > sizes.min() or size * places.size >= _MOST_BYTES:
        return names.take(pa.array(places)).cast(pa.string())
    rows = np.frombuffer(memory, dtype=f"V{size}", count=len(names), offset=int(bounds[0]))
    offsets = np.arange(0, size * (places.size + 1), size, dtype=np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(rows.take(places))]
    return pa.Array.from_buffers(pa.string(), places.size, buffers)


def _numbered(listed: Listed) -> list[_Numbered]:
    return [(target, rows) for target, rows in enumerate(listed.rows) if rows is not None and rows.num_rows]


def _as_one(rows: Sequence[_Numbered]) -> dict[str, NDArray[Any]]:
    """The columns of some batches of equal columns, one behind the other, and the target of each row."""
    columns = {
        name: np.concatenate([np.asarray(batch.column(name)) for _, batch in rows]) for name in rows[0][1].schema.names
    }
    sizes = [batch.num_rows for _, batch in rows]
    columns["target"] = np.repeat(np.array([target for target, _ in rows], dtype=np.int64), sizes)
    return columns
