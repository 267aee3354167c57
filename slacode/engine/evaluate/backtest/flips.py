"""The cases that come out otherwise, found batch by batch: both sides look at the same cases at the same time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from slacode.engine.evaluate.backtest.record import NOT_COUNTED, Flip
from slacode.engine.evaluate.batch import NO_INSTANT, Needs
from slacode.engine.evaluate.cases import VERDICTS
from slacode.engine.evaluate.judge import Judge, Listing, Sums, View
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import TargetResult

MOST_FLIPS = 1000
"""So many cases are told of one by one; the others are counted."""

_NAMES = tuple(name or NOT_COUNTED for name in VERDICTS)
_BREACHED = _NAMES.index("breached")
_Ints = NDArray[np.int64]
_Group = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A judge whose cycles nobody asks for."""

    judge: Judge

    @property
    def plan(self) -> TargetPlan:
        """Its target."""
        return self.judge.plan

    @property
    def needs(self) -> Needs:
        """What it reads."""
        return self.judge.needs

    def empty(self) -> Sums:
        """Sums of nothing."""
        return self.judge.empty()

    def look(self, view: View) -> tuple[Sums, pa.RecordBatch | None]:
        """The sums of a batch, what was made of it for others being used."""
        return self.judge.look(replace(view, keep=False))

    def results(self, sums: Sums, as_of: int) -> Iterator[TargetResult]:
        """Its results."""
        return self.judge.results(sums, as_of)


class Flips:
    """Compares the cycles of the judges of both sides, target by target, and keeps those that differ.

    Where both sides of a target are judged in one pass, that is done batch by batch, else when everything was read.
    """

    def __init__(self, base: Sequence[Judge], head: Sequence[Judge]) -> None:
        self._side = {**{id(judge): 0 for judge in base}, **{id(judge): 1 for judge in head}}
        self._group: dict[int, _Group] = {}
        for judge in (*base, *head):
            self._group[id(judge)] = judge.plan.names[0], judge.plan.names[2]
        self._waiting: dict[_Group, tuple[list[_Cycles], list[_Cycles]]] = {}
        self._left: set[int] = set()
        self._in_pass: frozenset[int] = frozenset()
        self._whole: tuple[_Group, ...] = ()
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self._kept: list[Flip] = []

    def wants(self, judge: Judge) -> bool:
        """Whether the cycles of a judge are compared."""
        return id(judge) in self._side

    def begin(self, judges: Iterable[Judge]) -> None:
        """A pass with some judges begins."""
        self._in_pass = frozenset(id(judge) for judge in judges if self.wants(judge))
        self._left = set(self._in_pass)
        elsewhere = {group for key, group in self._group.items() if key not in self._in_pass}
        self._whole = tuple({self._group[key]: None for key in self._in_pass if self._group[key] not in elsewhere})

    @property
    def keep(self) -> Listing:
        """Verdicts are enough."""
        return "verdicts"

    @property
    def attribute(self) -> bool:
        """It does not matter here whose time it was."""
        return False

    def add(self, judge: Judge, sums: Sums, cycles: pa.RecordBatch | None) -> None:
        """Take what one judge gave of a batch; once all of the pass have, compare."""
        del sums
        if not self.wants(judge):
            return
        if cycles is not None:
            sides = self._waiting.setdefault(self._group[id(judge)], ([], []))
            sides[self._side[id(judge)]].append(_Cycles.of(judge.plan, cycles))
        self._left.discard(id(judge))
        if not self._left:
            self._compare(self._whole)
            self._left = set(self._in_pass)

    def end(self) -> None:
        """Everything was read: compare what waited for it."""
        self._compare(tuple(self._waiting))

    def _compare(self, groups: Iterable[_Group]) -> None:
        for group in groups:
            if group in self._waiting:
                base, head = self._waiting.pop(group)
                self._compare_group(group, _Cycles.joined(base), _Cycles.joined(head))
        self._kept = sorted(self._kept, key=_order)[:MOST_FLIPS]

    def _compare_group(self, group: _Group, base: _Cycles, head: _Cycles) -> None:
        mine, yours = _aligned(base, head)
        verdicts = base.verdicts_at(mine), head.verdicts_at(yours)
        differ = np.flatnonzero(verdicts[0] != verdicts[1])
        if not differ.size:
            return
        late = np.maximum(base.late_at(mine[differ]), head.late_at(yours[differ]))
        pairs = [side[differ] for side in verdicts]
        ref = ".".join(group)
        for pair, count in Counter(zip(pairs[0].tolist(), pairs[1].tolist(), strict=True)).items():
            self.counts[ref, _NAMES[pair[0]], _NAMES[pair[1]]] += count
        latest = np.argsort(-late, kind="stable")[:MOST_FLIPS]
        for place in latest.tolist():
            i, j = int(mine[differ[place]]), int(yours[differ[place]])
            case, cycle = base.name(i) if i >= 0 else head.name(j)
            rows = base.row(i), head.row(j)
            names = _NAMES[pairs[0][place]], _NAMES[pairs[1][place]]
            self._kept.append(Flip(*group, case, cycle, rows, names, int(late[place])))

    @property
    def found(self) -> tuple[Flip, ...]:
        """The flips that are told of, those that are the latest first."""
        return tuple(sorted(self._kept, key=_order)[:MOST_FLIPS])


def _order(flip: Flip) -> tuple[object, ...]:
    return -flip.late, flip.agreement, flip.target, flip.case, flip.cycle


@dataclass(frozen=True, slots=True)
class _Cycles:
    """Cycles of one target of one side: `case` are places in `names`, `rows` in `labels`."""

    case: _Ints
    cycle: _Ints
    verdict: _Ints
    elapsed: _Ints
    allowance: _Ints
    rows: _Ints
    names: pa.Array
    labels: tuple[str | None, ...]

    @classmethod
    def of(cls, plan: TargetPlan, batch: pa.RecordBatch) -> _Cycles:
        """The cycles that a judge listed."""
        cycle, verdict, elapsed, allowance, rows = (_ints(batch[name]) for name in (*_COLUMNS, "row"))
        case, labels = batch["case"], tuple(row.label for row in plan.chosen.target.rows)
        return cls(_ints(case.indices), cycle, verdict, elapsed, allowance, rows, case.dictionary, labels)

    @classmethod
    def joined(cls, several: Sequence[_Cycles]) -> _Cycles:
        """The cycles of several versions, or of several batches; names and labels are put one behind the other."""
        if len(several) == 1:
            return several[0]
        labels: list[str | None] = []
        cases: list[_Ints] = []
        rows: list[_Ints] = []
        names: list[pa.Array] = []
        for one in several:
            offset = sum(map(len, names))
            cases.append(one.case + offset)
            rows.append(np.where(one.rows < 0, -1, one.rows + len(labels)))
            labels += one.labels
            names.append(one.names)
        cycle, verdict, elapsed, allowance = (_put_together(getattr(one, name) for one in several) for name in _COLUMNS)
        whole = pa.concat_arrays(names) if names else pa.array([], pa.string())
        case, row = _put_together(cases), _put_together(rows)
        return cls(case, cycle, verdict, elapsed, allowance, row, whole, tuple(labels))

    def verdicts_at(self, places: _Ints) -> _Ints:
        """The verdicts at some places, that of nothing where the place is -1."""
        return np.where(places < 0, 0, self.verdict[places]) if self.verdict.size else np.zeros_like(places)

    def late_at(self, places: _Ints) -> _Ints:
        """By how much the cycles at some places are late."""
        if not self.verdict.size:
            return np.zeros_like(places)
        elapsed, allowance = self.elapsed[places], self.allowance[places]
        is_late = (places >= 0) & (self.verdict[places] == _BREACHED) & (allowance != NO_INSTANT)
        return np.where(is_late, elapsed - allowance, 0)

    def name(self, place: int) -> tuple[str, int]:
        """The case and the number of a cycle."""
        return str(self.names[int(self.case[place])].as_py()), int(self.cycle[place])

    def row(self, place: int) -> str | None:
        """The label of the row of a cycle."""
        row = int(self.rows[place]) if place >= 0 else -1
        return self.labels[row] if row >= 0 else None

    def keys(self) -> pa.Array:
        """The names of the cases of all cycles."""
        return pc.cast(self.names.take(pa.array(self.case)), pa.string())


_COLUMNS = "cycle", "verdict", "elapsed", "allowance"


def _put_together(columns: Iterable[_Ints]) -> _Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *columns])


def _ints(column: pa.Array) -> _Ints:
    found: _Ints = column.to_numpy(zero_copy_only=False).astype(np.int64, copy=False)
    return found


def _aligned(base: _Cycles, head: _Cycles) -> tuple[_Ints, _Ints]:
    """The places of the same cycles on both sides, -1 where one has none."""
    if np.array_equal(base.cycle, head.cycle) and _same_cases(base, head):
        same = np.arange(base.cycle.size)
        return same, same
    tables = [
        pa.table({"case": one.keys(), "cycle": one.cycle, name: np.arange(one.cycle.size)})
        for name, one in (("base", base), ("head", head))
    ]
    joined = tables[0].join(tables[1], ["case", "cycle"], join_type="full outer", use_threads=False)
    places = [pc.fill_null(joined[name], -1).to_numpy() for name in ("base", "head")]
    return places[0], places[1]


def _same_cases(base: _Cycles, head: _Cycles) -> bool:
    return np.array_equal(base.case, head.case) and base.names.equals(head.names)


def counted(counts: Mapping[tuple[str, str, str], int]) -> dict[tuple[str, str, str], int]:
    """Counts of flips, the most frequent first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
