"""Rows of a log that are held in memory: read once, kept by ranges of cases, put in order range by range.

Numbers that are sorted in ranges, by themselves, take a fraction of the time that a sort of all rows takes. Logs
that would take too much memory, or whose rows need more than whole numbers to be put in order, are not held: the data
engine sorts them and spills what does not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.ordering import in_order
from slacode.engine.logs.cutting import Cut, brought_together, cut_where, told_apart
from slacode.engine.logs.names import Hashes
from slacode.engine.logs.pool import in_threads
from slacode.engine.logs.scan import Scan
from slacode.engine.logs.short_names import Keyed, ShortNames, keyed, shared_prefix

RANGE_ROWS = 5 << 17
"""About so many rows are put in order, and looked at, at once: many enough that threads seldom wait for the
interpreter's lock between one operation on a column and the next."""

ARRIVING_ROWS = 1 << 17
"""About so many rows are parted at once: few enough to stay in a processor's cache."""

_SAMPLED = 1 << 9
"""One row in so many tells where ranges begin."""

ROW_BYTES = 64
"""A row takes about so much memory while it is put in order."""
MEMORY_SHARE = 4
"""Rows are held where they take no more than one part in so many of the memory that the data engine may have."""

_Columns = dict[str, NDArray[Any]]  # whole numbers, of several widths
_Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Held:
    """The good rows of a log, for a scan: pieces of whole cases in the order of hashes, each case's in that of time and
    code.

    `names`: hashes are keys of names, which order pieces and cases as names do. `set_aside` counts the other rows;
    `first` and `last` are the times of good ones in UTC microseconds, if there are any. `ties`: whether two rows of a
    case share the time; `twins`: whether they share the code as well.
    """

    scan: Scan
    names: ShortNames | None
    pieces: tuple[Cut, ...]
    set_aside: int
    first: int | None
    last: int | None
    ties: bool
    twins: bool

    def up_to(self, as_of: int) -> Iterator[Cut]:
        """The pieces, without the rows later than an instant in UTC microseconds."""
        for piece in self.pieces:
            if self.last is None or self.last <= as_of:
                yield piece
            elif (seen := piece.only(piece.time <= as_of)).num_rows:
                yield seen


def take_in(scan: Scan, batches: Iterable[pa.RecordBatch], rows: int, threads: int | None) -> Held | None:
    """Hold what the scan's `held_query` gives of a log of about so many rows, whose cases, in `h`, are names or hashes.

    None for names that are too long for keys: they are held by hashes.
    """
    arrived: list[_Arrived] = []
    for one in in_threads(partial(_arrived, _evenly(rows)), batches, threads):
        if one is None:
            return None
        arrived.append(one)
    keys = [one.names for one in arrived if one.names is not None]
    prefix = shared_prefix(keys)
    if prefix is None:
        return None
    names = ShortNames(prefix) if keys else None
    set_aside, times = sum(one.set_aside for one in arrived), [time for one in arrived for time in one.times]
    begins = _begins([one.behind(prefix) for one in keys], rows)
    del keys
    parted = list(in_threads(partial(_parted, prefix, begins), _given_up(arrived), threads))
    ranges = map(list, zip(*parted, strict=True))
    ordered = list(in_threads(partial(_ordered, scan, names), ranges, threads))
    return Held(
        scan,
        names,
        tuple(one.cut for one in ordered if one.cut.num_rows),
        set_aside,
        min(times, default=None),
        max(times, default=None),
        any(one.ties for one in ordered),
        any(one.twins for one in ordered),
    )


@dataclass(frozen=True, slots=True)
class _Arrived:
    """The good rows of a batch by ranges of hashes, or all as one with their `names` beside them; how many rows are not
    good, and the first and last time if any."""

    names: Keyed | None
    ranges: list[_Columns]
    set_aside: int
    times: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Range:
    """The cases of a range in order; `ties` and `twins` as of `Held`."""

    cut: Cut
    ties: bool
    twins: bool


def _arrived(begins: Hashes, batch: pa.RecordBatch) -> _Arrived | None:
    """What is kept of a batch, which itself is given up; None if its names are too long. Hashes fall evenly into ranges
    that begin where they do; where ranges of names begin can be told when all are there."""
    bad = batch.column("bad")
    if wrong := bad.true_count:  # before anything else, since they may lack what others have
        batch = batch.filter(pa.array(~bad.to_numpy(zero_copy_only=False)))
    columns = {name: batch.column(name) for name in batch.schema.names if name != "bad"}
    time = columns["t"].to_numpy()
    times = (int(time.min()), int(time.max())) if time.size else ()
    if not pa.types.is_string(columns["h"].type):
        numbers = {name: column.to_numpy() for name, column in columns.items()}
        return _Arrived(None, _by_range(begins, numbers), wrong, times)
    names = keyed(columns.pop("h"))
    if names is None:
        return None
    return _Arrived(names, [{name: column.to_numpy().copy() for name, column in columns.items()}], wrong, times)


def _given_up(arrived: list[_Arrived]) -> Iterator[_Arrived]:
    """All of them in their order, which may be that of time; none is kept once it was given."""
    arrived.reverse()
    while arrived:
        yield arrived.pop()


def _evenly(rows: int) -> Hashes:
    """Where ranges of hashes begin, all but the first."""
    parts, whole = _parts(rows)
    return np.array([(part << 64) // whole for part in parts], dtype=np.uint64)


def _begins(keys: Sequence[Hashes], rows: int) -> Hashes:
    """Where ranges of keys begin, all but the first."""
    parts, whole = _parts(rows)
    sample = np.sort(np.concatenate([column[::_SAMPLED] for column in keys] or [np.zeros(0, dtype=np.uint64)]))
    return sample[np.array(parts, dtype=np.intp) * sample.size // whole] if sample.size else sample


def _parts(rows: int) -> tuple[list[int], int]:
    """Where ranges of about one size begin, all but the first, as parts of a whole that is told too.

    The last range is cut in smaller ones: all else waits for what is done last, which one thread does.
    """
    ranges = rows // RANGE_ROWS + 1
    end = 4 * ranges
    return ([*range(4, end, 4), end - 2, end - 1] if ranges > 1 else []), end


def _parted(prefix: bytes, begins: Hashes, arrived: _Arrived) -> list[_Columns]:
    """The rows of a batch by ranges."""
    if arrived.names is None:
        return arrived.ranges
    [columns] = arrived.ranges
    return _by_range(begins, {"h": arrived.names.behind(prefix), **columns})


def _by_range(begins: Hashes, columns: _Columns) -> list[_Columns]:
    """Rows by ranges of the numbers of their cases, which begin there, all but the first."""
    numbers = columns["h"]
    ends = [numbers.min(), numbers.max()] if numbers.size else [0, 0]
    first, last = np.searchsorted(begins, np.array(ends, dtype=np.uint64), side="right").tolist()
    place = first + np.searchsorted(begins[first:last], numbers, side="right")  # of names there is little to search
    if (place[1:] < place[:-1]).any():
        place = place.astype(np.uint8 if begins.size < 1 << 8 else np.uint16)
        order = np.argsort(place, kind="stable")  # by counting, since the numbers are small
        columns, place = _taken(columns, order), place.take(order)
    cuts = np.searchsorted(place, np.arange(begins.size + 2)).tolist()
    return [{name: column[a:b] for name, column in columns.items()} for a, b in pairwise(cuts)]


def _ordered(scan: Scan, names: ShortNames | None, parts: list[_Columns]) -> _Range:
    """The rows of a range in the order of case, time and code."""
    parts = [part for part in parts if part["h"].size] or parts[:1]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order, numbers = _by_number(columns.pop("h"))
    columns = {"h": numbers, **_taken(columns, order)}
    same_case = columns["h"][1:] == columns["h"][:-1]
    if (same_case & (columns["t"][1:] < columns["t"][:-1])).any():
        columns = _taken(columns, in_order(np.cumsum(np.insert(~same_case, 0, False)), columns["t"]))
    tied = same_case & (columns["t"][1:] == columns["t"][:-1])
    if (tied & (columns["k"][1:] < columns["k"][:-1])).any():
        columns = _taken(columns, brought_together(columns["k"], np.insert(tied, 0, False)))
    twins = tied & (columns["k"][1:] == columns["k"][:-1])
    rows = pa.RecordBatch.from_arrays([pa.array(column) for column in columns.values()], names=list(columns))
    if names is None:
        cut = scan.cut(told_apart(rows))
    elif twins.any():
        cut = scan.cut(rows)
    else:
        begins = np.ones(rows.num_rows, dtype=np.bool_)
        begins[1:] = ~same_case
        cut = cut_where(rows, begins)
    return _Range(cut, bool(tied.any()), bool(twins.any()))


def _taken(columns: _Columns, order: _Order) -> _Columns:
    return {name: column.take(order) for name, column in columns.items()}


def _by_number(numbers: Hashes) -> tuple[_Order, Hashes]:
    """The order of numbers, of equal ones that of their places; and the numbers in it.

    Numbers alone are sorted many times as quickly as places by numbers: so the place stands in the lowest bits of each,
    whose own are mostly not needed to tell it from others.
    """
    if not numbers.size:
        return np.zeros(0, dtype=np.intp), numbers
    least = numbers.min()
    unused = 64 - max(1, int(numbers.max() - least).bit_length())
    low = np.uint64((1 << max(1, (numbers.size - 1).bit_length())) - 1)
    keys = (numbers - least) << np.uint64(unused)
    keys &= ~low
    keys |= np.arange(numbers.size, dtype=np.uint64)
    keys.sort()
    keys &= low
    order: _Order = keys.view(np.int64)
    ordered = numbers.take(order)
    if (ordered[1:] < ordered[:-1]).any():
        order = np.argsort(numbers, kind="stable")
        ordered = numbers.take(order)
    return order, ordered
