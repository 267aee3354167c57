"""How two files of cases differ, row by row, without holding either of them; what is equal is passed in great steps."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.evidence.comparing import Difference

SHOWN = 100
"""So many rows that differ are told one by one, the others are counted."""

_STEP = 1 << 13
_ORDER = ("agreement", "version", "target", "case", "cycle")
"""The columns by which the files are ordered; where one has several rows of a cycle, `support` tells them apart."""

_Key = tuple[str, ...]
_Row = dict[str, object]


def table_differences(before: Path, now: Path) -> list[Difference]:
    """Which rows differ and in what; a file that cannot be read differs as a whole."""
    try:
        with pq.ParquetFile(before) as old, pq.ParquetFile(now) as new:
            if old.schema_arrow.names != new.schema_arrow.names:
                columns = (", ".join(file.schema_arrow.names) for file in (old, new))
                return [Difference(now.name, "columns", *columns)]
            return _counted(now.name, _rows_differences(now.name, old, new))
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return [Difference(now.name, "content", "cannot be read", "as it must be")]


def _counted(file: str, found: Iterator[list[Difference]]) -> list[Difference]:
    told: list[Difference] = []
    further = 0
    for number, of_row in enumerate(found):
        if number < SHOWN:
            told += of_row
        else:
            further += 1
    return told + ([Difference(file, "further rows that differ", None, f"{further:,}")] if further else [])


def _rows_differences(file: str, old: pq.ParquetFile, new: pq.ParquetFile) -> Iterator[list[Difference]]:
    for before, now in _unequal(_Side(old), _Side(new)):
        olds, news = _by_key(before), _by_key(now)
        for key in sorted({*olds, *news}):
            differences = list(_row_differences(file, olds.get(key), news.get(key)))
            if differences:
                yield differences


def _unequal(old: _Side, new: _Side) -> Iterator[tuple[pa.Table, pa.Table]]:
    """The rows of both files, piece by piece, without the pieces that are equal; no cycle is parted by the pieces."""
    while old.has_rows() | new.has_rows():
        size = min(old.rows.num_rows, new.rows.num_rows)
        if size and old.rows.slice(0, size).equals(new.rows.slice(0, size)):
            old.take(size)
            new.take(size)
            continue
        bound = min((side.last_key() for side in (old, new) if not side.is_read), default=None)
        sizes = [side.size_before(bound) for side in (old, new)]
        if any(sizes):
            yield old.take(sizes[0]), new.take(sizes[1])
        else:  # a single cycle has more rows than a step
            old.extend()
            new.extend()


class _Side:
    """One of the files, and the rows of it that were read and not yet taken."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._batches = file.iter_batches(batch_size=_STEP)
        self.rows: pa.Table = file.schema_arrow.empty_table()
        self.is_read = False

    def has_rows(self) -> bool:
        """Whether rows are left; some are at hand then."""
        if not self.rows.num_rows:
            self.extend()
        return bool(self.rows.num_rows)

    def extend(self) -> None:
        """Have more rows at hand, if there are any."""
        batch = next(self._batches, None)
        self.is_read = batch is None
        if batch is not None:
            self.rows = pa.concat_tables([self.rows, pa.Table.from_batches([batch], self.rows.schema)])

    def take(self, size: int) -> pa.Table:
        """The next rows, which are then gone."""
        taken, self.rows = self.rows.slice(0, size), self.rows.slice(size)
        return taken

    def last_key(self) -> _Key:
        """The key of the last row at hand."""
        return _keys(self.rows.slice(self.rows.num_rows - 1))[0]

    def size_before(self, bound: _Key | None) -> int:
        """How many rows at hand come before a key; all if there is none."""
        return self.rows.num_rows if bound is None else bisect_left(_keys(self.rows), bound)


def _keys(rows: pa.Table) -> list[_Key]:
    """As texts, numbers among them of one length, so that a file that was tampered with can be ordered too."""
    columns = (rows[name].to_pylist() for name in _ORDER)
    return [tuple(map(_as_text, values)) for values in zip(*columns, strict=True)]


def _as_text(value: object) -> str:
    return f"{value:>12}" if isinstance(value, int) else str(value)


def _by_key(rows: pa.Table) -> dict[_Key, _Row]:
    """The rows by what tells them apart; a row that is there twice is another one the second time."""
    seen: Counter[_Key] = Counter()
    found = {}
    for key, row in zip(_keys(rows), rows.to_pylist(), strict=True):
        whole = (*key, str(row.get("support") or ""))
        seen[whole] += 1
        found[*whole, f"{seen[whole]:>12}"] = row
    return found


def _row_differences(file: str, before: _Row | None, now: _Row | None) -> Iterator[Difference]:
    if before is None or now is None:
        yield Difference(file, _said_key(before or now or {}), *("there" if row else None for row in (before, now)))
        return
    for column in before:
        if before[column] != now[column]:
            yield Difference(file, f"{_said_key(before)}: {column}", _said(before[column]), _said(now[column]))


def _said_key(row: _Row) -> str:
    support = f", {row['support'] or 'no support'}" if "support" in row else ""
    return f"{row['agreement']}.{row['target']} v{row['version']} case {row['case']}, cycle {row['cycle']}{support}"


def _said(value: object) -> str | None:
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    return None if value is None else str(value)
