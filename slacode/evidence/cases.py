"""How two files of cases differ, row by row, without holding either of them."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from slacode.evidence.comparing import Difference
from slacode.evidence.manifest import CASES

SHOWN = 100
"""So many cases that differ are told one by one, the others are counted."""

_KEY = ("agreement", "version", "target", "case", "cycle")
_Row = dict[str, object]


def cases_differences(before: Path, now: Path) -> list[Difference]:
    """Which cases differ and in what; a file that cannot be read differs as a whole."""
    try:
        with pq.ParquetFile(before) as old, pq.ParquetFile(now) as new:
            if old.schema_arrow.names != new.schema_arrow.names:
                columns = (", ".join(file.schema_arrow.names) for file in (old, new))
                return [Difference(CASES, "columns", *columns)]
            return _counted(_rows_differences(old, new))
    except (pa.ArrowException, OSError, UnicodeDecodeError):
        return [Difference(CASES, "content", "cannot be read", "cases of now")]


def _counted(found: Iterator[list[Difference]]) -> list[Difference]:
    told: list[Difference] = []
    further = 0
    for number, of_case in enumerate(found):
        if number < SHOWN:
            told += of_case
        else:
            further += 1
    more = [Difference(CASES, "further cases that differ", None, f"{further:,}")] if further else []
    return told + more


def _rows_differences(old: pq.ParquetFile, new: pq.ParquetFile) -> Iterator[list[Difference]]:
    """Both files are in the order of their keys: one walk through both finds the row of the other."""
    both = heapq.merge(_entries(old, 0), _entries(new, 1), key=lambda entry: entry[:2])
    for key, found in groupby(both, key=lambda entry: entry[0]):
        rows = {side: row for _, side, row in found}
        differences = list(_row_differences(key, rows.get(0), rows.get(1)))
        if differences:
            yield differences


def _entries(file: pq.ParquetFile, side: int) -> Iterator[tuple[tuple[str, ...], int, _Row]]:
    for batch in file.iter_batches(batch_size=1 << 13):
        yield from ((_key(row), side, row) for row in batch.to_pylist())


def _key(row: _Row) -> tuple[str, ...]:
    """As texts of one length where they are numbers, so that a file that was tampered with can be ordered too."""
    return tuple(f"{row[name]:>12}" if isinstance(row[name], int) else str(row[name]) for name in _KEY)


def _row_differences(key: tuple[str, ...], before: _Row | None, now: _Row | None) -> Iterator[Difference]:
    agreement, version, target, case, cycle = (part.strip() for part in key)
    name = f"{agreement}.{target} v{version} case {case}, cycle {cycle}"
    if before is None or now is None:
        yield Difference(CASES, name, *("there" if row else None for row in (before, now)))
        return
    for column in before:
        if before[column] != now[column]:
            yield Difference(CASES, f"{name}: {column}", _said(before[column]), _said(now[column]))


def _said(value: object) -> str | None:
    if isinstance(value, dt.datetime):
        return value.isoformat().replace("+00:00", "Z")
    return None if value is None else str(value)
