"""What every kind of metric brings to an evaluation: what it needs of a log, its sums of a batch, and its results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Literal, Protocol, TypeVar, cast

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.ahead.glance import Glance, Look
from slacode.engine.evaluate.attribution.figures import Attributed
from slacode.engine.evaluate.batch import CaseBatch, Micros, Needs
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import FindingKind, RunFinding, TargetResult
from slacode.engine.evaluate.tolls import Tolls

Made = TypeVar("Made")

Listing = bool | Literal["verdicts"]
"""Whether the cycles of clocks are to be listed, or only their verdicts."""

KEPT_NAMES = 5
"""So many names a finding tells."""


@dataclass(slots=True)
class Notes:
    """How many entries a finding is about, and the first few of their cases (or entities) by name."""

    count: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, names: Callable[[], pa.Array], chosen: NDArray[np.int64]) -> None:
        """Note the names at these places, of which one that stands at several is told once."""
        self.count += int(chosen.size)
        if chosen.size:
            self.merge(Notes(0, names().take(pa.array(chosen)).unique().to_pylist()))

    def merge(self, other: Notes) -> None:
        """Add what was noted elsewhere."""
        self.count += other.count
        self.cases = nsmallest(KEPT_NAMES, {*self.cases, *other.cases})


@dataclass(slots=True)
class Sums:
    """The sums of one target over some cases; each kind of metric says what its `counts` and `columns` hold.

    `columns` are pieces of equal columns, to be put together when everything was read; `notes` is by finding; `tolls`
    are what settlement needs besides, `glance` is what looking ahead does, if one does, `attributed` is whose time
    breached cycles were.
    """

    counts: NDArray[np.int64]
    columns: list[tuple[Micros, ...]] = field(default_factory=list)
    notes: dict[FindingKind, Notes] = field(default_factory=dict)
    tolls: Tolls = field(default_factory=Tolls)
    glance: Glance = field(default_factory=Glance)
    attributed: Attributed = field(default_factory=Attributed)

    def merge(self, other: Sums) -> None:
        """Add the sums of other cases."""
        self.counts += other.counts
        self.columns += other.columns
        self.tolls.merge(other.tolls)
        self.glance.merge(other.glance)
        self.attributed.merge(other.attributed)
        for kind, notes in other.notes.items():
            self.notes.setdefault(kind, Notes()).merge(notes)

    def whole(self, width: int) -> tuple[Micros, ...]:
        """The `width` columns, each in one piece."""
        if not self.columns:
            return tuple(np.zeros(0, dtype=np.int64) for _ in range(width))
        return tuple(np.concatenate(pieces) for pieces in zip(*self.columns, strict=True))


@dataclass(frozen=True, slots=True)
class View:
    """A batch as of an instant, with work that several targets on it have in common. Not to be shared by threads.

    `keep`: the cycles of clocks are to be listed, or only their `verdicts`; `keep_attribution`: whose time breached
    ones were, likewise. `look`: whether and how one looks ahead.
    """

    batch: CaseBatch
    as_of: int
    keep: Listing
    look: Look | None = None
    keep_attribution: bool = False
    _made: dict[object, object] = field(default_factory=dict)

    def once(self, make: Callable[[CaseBatch, int], Made]) -> Made:
        """What is made of batch and instant, made once."""
        if make not in self._made:
            self._made[make] = make(self.batch, self.as_of)
        return cast(Made, self._made[make])


class Judge(Protocol):
    """One target in one version, ready to be judged by its kind of metric."""

    @property
    def plan(self) -> TargetPlan:
        """The target with its periods."""
        ...

    @property
    def needs(self) -> Needs:
        """What it reads of its log."""
        ...

    def empty(self) -> Sums:
        """Sums of nothing."""
        ...

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The sums of a batch, and its cycles if they are to be listed and the kind has any."""
        ...

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """The results of the sums of everything: row by row, entity by entity, period by period."""
        ...


def findings_of(judge: Judge, sums: Sums) -> Iterator[RunFinding]:
    """What the owner should know beside the results."""
    agreement, version, target = judge.plan.names
    for kind in sorted(sums.notes):
        notes = sums.notes[kind]
        if notes.count:
            yield RunFinding(kind, agreement, version, target, notes.count, tuple(notes.cases))
