"""The cycles of a target on both sides, and which of them have other verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT
from slacode.engine.evaluate.cases import VERDICTS

Ints = NDArray[np.int64]
Rows = NDArray[np.void]

BREACHED = VERDICTS.index("breached")
FLIP = np.dtype(
    [
        *((name, np.int64) for name in ("late", "group", "source", "case", "cycle")),
        *((name, np.int64, 2) for name in ("row", "verdict")),
    ]
)
"""A cycle with other verdicts: by how much it is late, the place of its target, and its case as a place among the names
of a source; `row` and `verdict` are those of both sides, -1 for no row."""


@dataclass(frozen=True, slots=True)
class Cycles:
    """Cycles of one target on one side: `case` are places in some list of names, `row` those of rows, -1 for none."""

    case: Ints
    cycle: Ints
    verdict: Ints
    elapsed: Ints
    allowance: Ints
    row: Ints

    @classmethod
    def of(cls, listed: pa.RecordBatch, first_row: int) -> Cycles:
        """The cycles that a judge listed, whose rows stand so much further down."""
        columns = {name: listed[name].to_numpy() for name in cls.__slots__}
        row = columns["row"]
        return cls(**columns | {"row": np.where(row < 0, -1, row + first_row)})

    @classmethod
    def joined(cls, several: Sequence[Cycles]) -> Cycles:
        """The cycles of several versions, or of several batches."""
        if len(several) == 1:
            return several[0]
        none = np.zeros(0, dtype=np.int64)
        return cls(*(np.concatenate([none, *(getattr(one, name) for one in several)]) for name in cls.__slots__))

    def among(self, places: Ints) -> Cycles:
        """The same with cases as places in another list: `places` tells where each of this one stands there."""
        return replace(self, case=places[self.case])

    def looked_up(self, name: str, places: Ints, otherwise: int) -> Ints:
        """A column at some places; something else where the place is -1."""
        column: Ints = getattr(self, name)
        return np.where(places < 0, otherwise, column[places]) if column.size else np.full_like(places, otherwise)

    def late(self, places: Ints) -> Ints:
        """By how much the cycles at some places are late."""
        names = "verdict", "elapsed", "allowance"
        verdict, elapsed, allowance = (self.looked_up(name, places, NO_INSTANT) for name in names)
        return np.where((verdict == BREACHED) & (allowance != NO_INSTANT), elapsed - allowance, 0)

    @property
    def keys(self) -> Ints:
        """A number for each cycle: there are fewer than 2**31 cases, and cycles of a case."""
        keys: Ints = (self.case.astype(np.int64) << 32) + self.cycle
        return keys


def differing(base: Cycles, head: Cycles, group: int) -> Rows:
    """The cycles whose verdicts are not the same on both sides, whose cases are places in one list."""
    mine, yours = _aligned(base, head)
    verdicts = base.looked_up("verdict", mine, 0), head.looked_up("verdict", yours, 0)
    differ = np.flatnonzero(verdicts[0] != verdicts[1])
    mine, yours = mine[differ], yours[differ]
    flips = np.zeros(differ.size, dtype=FLIP)
    flips["group"] = group
    flips["late"] = np.maximum(base.late(mine), head.late(yours))
    for name in ("case", "cycle"):
        flips[name] = np.where(mine < 0, head.looked_up(name, yours, -1), base.looked_up(name, mine, -1))
    for side, (one, places) in enumerate(((base, mine), (head, yours))):
        flips["verdict"][:, side] = verdicts[side][differ]
        flips["row"][:, side] = one.looked_up("row", places, -1)
    return flips


def _aligned(base: Cycles, head: Cycles) -> tuple[Ints, Ints]:
    """The places of the same cycles on both sides, -1 where one has none."""
    if np.array_equal(base.case, head.case) and np.array_equal(base.cycle, head.cycle):
        same = np.arange(base.case.size)
        return same, same
    keys = base.keys, head.keys
    every = np.union1d(*keys)
    return _places(keys[0], every), _places(keys[1], every)


def _places(keys: Ints, wanted: Ints) -> Ints:
    """Where each of some wanted keys stands, -1 where it does not; no key stands twice."""
    order = np.argsort(keys, kind="stable")
    places = np.full(wanted.size, -1)
    places[np.searchsorted(wanted, keys[order])] = order
    return places
