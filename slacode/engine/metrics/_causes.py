"""What counts against a promise is due to something: the causes of cases, by row, entity and stretch of time (7.8)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import CaseBatch, Micros
from slacode.engine.evaluate.plan import TargetPlan

Places = NDArray[np.int64]

_UNKNOWN = -1


def causes_between(batch: CaseBatch, field: str, first: Places, last: Places) -> tuple[list[str | None], Places]:
    """The last value that a field has from each row `first` to `last` of one case: the names of all values, the last of
    them None for none, and the place of each among them."""
    texts = batch.texts[field]
    known = np.where(np.asarray(texts.is_valid()), np.arange(len(texts)), _UNKNOWN)
    latest = np.maximum.accumulate(known)[last] if len(texts) else last
    latest = np.where(latest >= first, latest, _UNKNOWN)
    values = texts.take(pa.array(latest, mask=latest == _UNKNOWN)).dictionary_encode()
    names: list[str | None] = [*values.dictionary.to_pylist(), None]
    codes: Places = np.asarray(values.indices.fill_null(len(names) - 1)).astype(np.int64)
    return names, codes


def last_rows(batch: CaseBatch, first: Places) -> Places:
    """For some rows in order, each the first of something, the row before the next of them in its case, or the last row
    of the case."""
    case = np.searchsorted(batch.offsets, first, side="right") - 1
    following = np.append(first[1:], batch.offsets[-1])
    found: Places = np.minimum(following, batch.offsets[case + 1]) - 1
    return found


def causes_of_cases(batch: CaseBatch, field: str, cases: Places) -> tuple[list[str | None], Places]:
    """The last value that each case has, however late it was written."""
    return causes_between(batch, field, batch.offsets[cases], batch.offsets[cases + 1] - 1)


def cells_between(
    plan: TargetPlan, table: DayTable, start: Micros, end: Micros
) -> tuple[Places, Places]:
    """The cells in which some of each `[start, end)` is counted, within the version's share of the term: the place of
    the stretch and the cell, pair by pair."""
    bounds = np.array([*plan.periods.cells, plan.share.last], dtype=np.int64)
    start, end = np.maximum(start, plan.share.first), np.minimum(end, plan.share.last)
    first = np.maximum(np.searchsorted(bounds[:-1], start, side="right") - 1, 0)
    behind = np.maximum(np.searchsorted(bounds[:-1], end, side="left"), first)
    size = np.where(start < end, behind - first, 0)
    stretch = np.repeat(np.arange(start.size), size)
    cell = np.arange(stretch.size) - np.repeat(np.cumsum(size) - size, size) + np.repeat(first, size)
    counted = table.counted(np.maximum(start[stretch], bounds[cell]), np.minimum(end[stretch], bounds[cell + 1])) > 0
    return stretch[counted], cell[counted]


def told(*columns: NDArray[np.generic]) -> list[list[int]]:
    """Equal entries of some columns once."""
    if not columns[0].size:
        return []
    table = np.stack([column.astype(np.int64) for column in columns], axis=1)
    once: list[list[int]] = np.unique(table, axis=0).tolist()
    return once
