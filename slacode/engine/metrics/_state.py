"""The state of cases after their rows: which row of a target it falls under, and in which runs of rows it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, CaseBatch, Micros
from slacode.engine.model.agreements import Row
from slacode.engine.model.conditions import Condition

Places = NDArray[np.int64]


def row_at(batch: CaseBatch, rows: Sequence[Row], state: Places) -> Places:
    """The place of the first row of a target that takes the state after each of some rows of the batch; -1 for none."""
    place = np.full(state.size, -1, dtype=np.int64)
    for index in reversed(range(len(rows))):
        condition = rows[index].condition
        place[slice(None) if condition is None else batch.flags[condition][state]] = index
    return place


def any_of(batch: CaseBatch, conditions: Sequence[Condition]) -> Bools:
    """Where any of some conditions holds."""
    found = np.zeros(batch.time.size, dtype=np.bool_)
    for condition in conditions:
        found |= batch.flags[condition]
    return found


def holds_or_none(batch: CaseBatch, condition: Condition | None) -> Bools:
    """Where a condition holds; everywhere if there is none."""
    return np.ones(batch.time.size, dtype=np.bool_) if condition is None else batch.flags[condition]


def latest(batch: CaseBatch, begins: Bools, ends: Bools) -> Bools:
    """What begins at some rows and ends at others, after each row; a row that does both ends it."""
    marked = np.where(begins | ends, np.arange(batch.time.size), -1)
    last = np.maximum.accumulate(marked) if marked.size else marked
    first = np.repeat(batch.offsets[:-1], np.diff(batch.offsets))
    begun: Bools = (last >= first) & (begins & ~ends)[last]
    return begun


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of rows within a case, by the first and the last row of each: `[start, end)` in UTC microseconds, a run that
    is `open` lasting to `as of`."""

    first: Places
    last: Places
    start: Micros
    end: Micros
    open: Bools

    @classmethod
    def joined(cls, parts: Sequence[Runs]) -> Runs:
        """Several parts as one; there is at least one."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))

    def where(self, chosen: Bools | Places) -> Runs:
        """Some of the runs, or all in some order."""
        return Runs(*(getattr(self, name)[chosen] for name in self.__slots__))


def runs_of(batch: CaseBatch, holding: Bools, as_of: int) -> Runs:
    """The runs of rows after which something holds: each lasts to the next row of its case after which it does not."""
    opens, closes = np.zeros(holding.size, dtype=np.bool_), np.zeros(holding.size, dtype=np.bool_)
    opens[batch.offsets[:-1]], closes[batch.offsets[1:] - 1] = True, True
    before, after = np.roll(holding, 1), np.roll(holding, -1)
    first = np.flatnonzero(holding & (opens | ~before))
    last = np.flatnonzero(holding & (closes | ~after))
    is_open = closes[last]
    following = batch.time[np.minimum(last + 1, holding.size - 1)] if holding.size else batch.time
    return Runs(first, last, batch.time[first], np.where(is_open, as_of, following), is_open)
