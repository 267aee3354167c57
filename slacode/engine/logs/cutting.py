"""Sorted rows cut into batches of whole cases, in which each row stands once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.logs.names import Hashes

LOW = (1 << 16) - 1
"""The bits of a code that hold the second hash of the case."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Rows of whole cases: the rows of case i, which has the hash `hashes[i]`, are `offsets[i]:offsets[i + 1]`."""

    rows: pa.RecordBatch
    hashes: Hashes
    offsets: Micros

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        rows: int = self.rows.num_rows
        return rows

    @property
    def time(self) -> Micros:
        """The time of each row in UTC microseconds."""
        return self.numbers("t")

    def only(self, chosen: Bools) -> Cut:
        """Some of the rows, and the cases that they are of."""
        before = np.concatenate(([0], np.cumsum(chosen)))[self.offsets]
        kept = before[1:] > before[:-1]
        offsets = np.append(before[:-1][kept], before[-1])
        return Cut(self.rows.filter(pa.array(chosen)), self.hashes[kept], offsets)

    def numbers(self, name: str) -> Micros:
        """A column of whole numbers, of which none is missing."""
        return np.asarray(self.rows.column(name))

    def column(self, name: str) -> pa.Array:
        """A column."""
        return self.rows.column(name)


def whole_cases(batches: Iterator[pa.RecordBatch], size: int) -> Iterator[pa.RecordBatch]:
    """Rows in the order of their hash, cut where it changes, so that no case is split; in batches of about `size`."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(part.num_rows for part in held) < size:
            continue
        hashes = np.asarray(batch.column("h"))
        begins = int(np.searchsorted(hashes, hashes[-1]))  # where the last case of all begins, or a case of its hash
        if begins == 0 and (len(held) == 1 or held[-2].column("h")[-1].as_py() == hashes[-1]):
            continue  # it may go on
        yield _joined([*held[:-1], batch.slice(0, begins)])
        held = [batch.slice(begins)]
    if any(part.num_rows for part in held):
        yield _joined(held)


def _joined(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    parts = [part for part in parts if part.num_rows]
    return parts[0] if len(parts) == 1 else pa.concat_batches(parts)


def told_apart(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Rows whose code holds the second hash of the case as well, with that as a column `s` of its own; where cases have
    one hash, their rows, which came mingled, stand case by case."""
    packed = np.asarray(rows.column("k"))
    second = (packed & LOW).astype(np.uint16)
    rows = rows.set_column(rows.schema.get_field_index("k"), "k", pa.array(packed >> 16))
    rows = rows.append_column("s", pa.array(second))
    if not (_equal(rows, "h") & ~_equal(rows, "s")).any():
        return rows
    return rows.take(pa.array(np.lexsort((second, np.asarray(rows.column("h"))))))  # it leaves equal ones in order


def cut_cases(rows: pa.RecordBatch, *, loose: bool) -> Cut:
    """The cases of rows that came sorted by the hash of the case, time, and what else orders them.

    Rows equal in all that is declared count once (language reference, 4.2). `loose`: rows of one case, time and code
    came in any order, so that equal ones need not be neighbours.
    """
    begins = np.ones(rows.num_rows, dtype=np.bool_)
    begins[1:] = ~_equal(rows, "h")
    if "s" in rows.schema.names:
        begins[1:] |= ~_equal(rows, "s")
    rows, repeated = _repeats(rows, begins, loose)
    if repeated.any():
        rows, begins = rows.filter(pa.array(~repeated)), begins[~repeated]
    return cut_where(rows, begins)


def cut_where(rows: pa.RecordBatch, begins: Bools) -> Cut:
    """The cases of rows, none of which repeats another, where it is known which of them begin one."""
    starts = np.flatnonzero(begins)
    hashes = np.asarray(rows.column("h"))[starts].astype(np.uint64)
    return Cut(rows.drop_columns(["h"]), hashes, np.append(starts, rows.num_rows))


def _repeats(rows: pa.RecordBatch, begins: Bools, loose: bool) -> tuple[pa.RecordBatch, Bools]:
    """The rows, and which of them repeat the row before; equal rows are brought together first if need be."""
    alike = np.zeros(rows.num_rows, dtype=np.bool_)
    alike[1:] = ~begins[1:] & _equal(rows, "t")
    if not alike.any():
        return rows, alike
    alike[1:] &= _equal(rows, "k")
    if "r" in rows.schema.names:
        if loose and (alike[1:] & alike[:-1]).any():
            rows = rows.take(pa.array(brought_together(np.asarray(rows.column("r")), alike)))
        alike[1:] &= _equal(rows, "r")
    return rows, alike


def brought_together(identity: NDArray[np.unsignedinteger], alike: Bools) -> NDArray[np.intp]:
    """The order of rows in which each run of rows that are `alike`, each with the one before, is sorted by what tells
    them apart."""
    within = alike.copy()
    within[:-1] |= alike[1:]
    chosen = np.flatnonzero(within)
    order = np.arange(alike.size)
    order[chosen] = chosen[np.lexsort((identity[chosen], np.cumsum(~alike)[chosen]))]
    return order


def _equal(rows: pa.RecordBatch, name: str) -> Bools:
    """Whether each row but the first has the value of the row before."""
    values = np.asarray(rows.column(name))
    equal: Bools = values[1:] == values[:-1]
    return equal
