"""Rows of a log that are held in memory: read once, kept by ranges of the case's hash, put in order range by range.

Numbers that are sorted in ranges, by themselves, take a fraction of the time that a sort of all rows takes. Logs
that would take too much memory, or whose rows need more than whole numbers to be put in order, are not held: the data
engine sorts them and spills what does not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.ordering import in_order
from slacode.engine.logs.cutting import brought_together
from slacode.engine.logs.names import Hashes
from slacode.engine.logs.pool import in_threads
from slacode.engine.logs.scan import Scan

RANGE_ROWS = 1 << 20
"""At most about so many rows are put in order, and looked at, at once: many enough that threads seldom wait for the
interpreter's lock between one operation on a column and the next."""

ARRIVING_ROWS = 1 << 17
"""About so many rows are parted at once: few enough to stay in a processor's cache."""

ROW_BYTES = 64
"""A row takes about so much memory while it is put in order."""
MEMORY_SHARE = 4
"""Rows are held where they take no more than one part in so many of the memory that the data engine may have."""

_Columns = dict[str, NDArray[Any]]  # whole numbers, of several widths
_Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Held:
    """The good rows of a log, for a scan: pieces of whole cases, each in the order of `h`, `t` and `k`.

    `set_aside` counts the other rows; `first` and `last` are the times of good ones in UTC microseconds, if there are
    any. `ties`: whether two rows of a case share the time; `twins`: whether they share the code as well.
    """

    scan: Scan
    pieces: tuple[pa.RecordBatch, ...]
    set_aside: int
    first: int | None
    last: int | None
    ties: bool
    twins: bool

    def up_to(self, as_of: int) -> Iterator[pa.RecordBatch]:
        """The pieces, without the rows later than an instant in UTC microseconds."""
        for piece in self.pieces:
            if self.last is None or self.last <= as_of:
                yield piece
            elif (seen := piece.filter(pa.array(np.asarray(piece.column("t")) <= as_of))).num_rows:
                yield seen


def take_in(scan: Scan, batches: Iterable[pa.RecordBatch], rows: int, threads: int | None) -> Held:
    """Hold what the scan's `held_query` gives of a log of about so many rows."""
    bits = (rows // RANGE_ROWS).bit_length()
    arrived = list(in_threads(partial(_parted, bits), batches, threads))
    times = [time for part in arrived for time in part.times]
    ranges = map(list, zip(*(part.ranges for part in arrived), strict=True))
    ordered = list(in_threads(partial(_ordered, bits), ranges, threads))
    return Held(
        scan,
        tuple(one.rows for one in ordered if one.rows.num_rows),
        sum(part.set_aside for part in arrived),
        min(times, default=None),
        max(times, default=None),
        any(one.ties for one in ordered),
        any(one.twins for one in ordered),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The good rows of a batch by ranges of the hash, how many are not good, and the first and last time if any."""

    ranges: list[_Columns]
    set_aside: int
    times: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    """The rows of a range in order; `ties` and `twins` as of `Held`."""

    rows: pa.RecordBatch
    ties: bool
    twins: bool


def _parted(bits: int, batch: pa.RecordBatch) -> _Part:
    bad = batch.column("bad")
    if wrong := bad.true_count:  # before anything else, since they may lack what others have
        batch = batch.filter(pa.array(~bad.to_numpy(zero_copy_only=False)))
    columns = {name: batch.column(name).to_numpy() for name in batch.schema.names if name != "bad"}
    place = (columns["h"] >> np.uint64(1) >> np.uint64(63 - bits)).astype(np.uint8 if bits <= 8 else np.uint16)
    order = np.argsort(place, kind="stable")  # by counting, since the numbers are small
    columns = _taken(columns, order)
    cuts = np.searchsorted(place.take(order), np.arange((1 << bits) + 1)).tolist()
    ranges = [{name: column[a:b] for name, column in columns.items()} for a, b in pairwise(cuts)]
    time = columns["t"]
    return _Part(ranges, wrong, (int(time.min()), int(time.max())) if time.size else ())


def _ordered(bits: int, parts: list[_Columns]) -> _Range:
    """The rows of a range in the order of case, time and code."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    columns = _taken(columns, _by_hash(columns["h"], bits))
    same_case = columns["h"][1:] == columns["h"][:-1]
    if (same_case & (columns["t"][1:] < columns["t"][:-1])).any():
        columns = _taken(columns, in_order(np.cumsum(np.insert(~same_case, 0, False)), columns["t"]))
    tied = same_case & (columns["t"][1:] == columns["t"][:-1])
    if (tied & (columns["k"][1:] < columns["k"][:-1])).any():
        columns = _taken(columns, brought_together(columns["k"], np.insert(tied, 0, False)))
    twins = tied & (columns["k"][1:] == columns["k"][:-1])
    rows = pa.RecordBatch.from_arrays([pa.array(column) for column in columns.values()], names=list(columns))
    return _Range(rows, bool(tied.any()), bool(twins.any()))


def _taken(columns: _Columns, order: _Order) -> _Columns:
    return {name: column.take(order) for name, column in columns.items()}


def _by_hash(hashes: Hashes, bits: int) -> _Order:
    """The order of hashes that have their highest `bits` in common; of equal ones that of their places.

    Numbers alone are sorted many times as quickly as places by numbers: so the place stands in the lowest bits of each
    hash, whose own are mostly not needed to tell it from others.
    """
    places = max(1, (hashes.size - 1).bit_length())
    low = np.uint64((1 << places) - 1)
    keys = (hashes << np.uint64(bits)) & ~low
    keys |= np.arange(hashes.size, dtype=np.uint64)
    keys.sort()
    keys &= low
    order: _Order = keys.view(np.int64)
    ordered = hashes.take(order)
    if (ordered[1:] < ordered[:-1]).any():
        return np.argsort(hashes, kind="stable")
    return order
