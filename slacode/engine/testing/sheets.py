"""The rows of all runs of one log as one batch of cases, run after run, read and sorted by the data engine at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity
from slacode.engine.evaluate.batch import CaseBatch, Micros, Needs, Numbers
from slacode.engine.logs.set_aside import SetAside
from slacode.engine.logs.written import WrittenRow, open_written, space_and_case
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log
from slacode.engine.testing.runs import Run


@dataclass(frozen=True)
class Sheet:
    """The cases of all runs on one log: those of run i are `bounds[i]:bounds[i + 1]` of `batch`.

    `place` finds a case of a run in the batch, `runs` the run of each case.
    """

    batch: CaseBatch
    bounds: list[int]
    runs: NDArray[np.int64]
    place: Mapping[tuple[int, str], int]

    def of_run(self, run: int) -> CaseBatch:
        """The cases of a run alone."""
        return cut(self.batch, self.bounds[run], self.bounds[run + 1])

    def of_case(self, run: int, case: str) -> CaseBatch:
        """One case of a run alone."""
        place = self.place[run, case]
        return cut(self.batch, place, place + 1)


def sheet_of(log: Log, runs: Sequence[Run], needs: Iterable[Needs]) -> Sheet:
    """Read what the runs write into a log, with all that is asked of it after each row.

    Raises `PolicyError` for rows that no log could hold.
    """
    wanted = Needs.joined(needs)
    written = [(number, row) for number, run in enumerate(runs) for row in run.rows.get(log.name, ())]
    rows = [WrittenRow(number, row.case, row.time, dict(row.values)) for number, row in written]
    with open_written(log, rows) as opened:
        refused = {_refused(written[one.row - 1][1].at, one): None for one in opened.set_aside()}
        if refused:
            raise PolicyError(refused)
        batches = list(opened.scan(wanted.conditions, wanted.instants, texts=wanted.texts, numbers=wanted.numbers))
    whole = _joined(batches, wanted)
    keys = [space_and_case(name) for name in whole.cases.to_pylist()]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    keys = [keys[i] for i in order]
    of_case = np.array([run for run, _ in keys], dtype=np.int64)
    bounds = np.searchsorted(of_case, np.arange(len(runs) + 1)).tolist()
    batch = _ordered(whole, np.array(order, dtype=np.int64), [case for _, case in keys])
    return Sheet(batch, bounds, of_case, {key: place for place, key in enumerate(keys)})


def _refused(at: Location | None, row: SetAside) -> Diagnostic:
    message = f"`{row.column}`: {row.reason}" if row.column else row.reason
    return Diagnostic("test", Severity.ERROR, message, at, "this row cannot be read")


def cut(batch: CaseBatch, first: int, behind: int) -> CaseBatch:
    """The cases `[first, behind)` of a batch, without a copy."""
    rows = slice(int(batch.offsets[first]), int(batch.offsets[behind]))
    return CaseBatch(
        named=batch.cases.slice(first, behind - first),
        offsets=batch.offsets[first : behind + 1] - rows.start,
        time=batch.time[rows],
        flags={condition: flag[rows] for condition, flag in batch.flags.items()},
        instants={name: column[rows] for name, column in batch.instants.items()},
        texts={name: column.slice(rows.start, rows.stop - rows.start) for name, column in batch.texts.items()},
        numbers={name: Numbers(n.high[rows], n.low[rows], n.known[rows]) for name, n in batch.numbers.items()},
    )


def _ordered(batch: CaseBatch, order: NDArray[np.int64], names: list[str]) -> CaseBatch:
    """The cases of a batch in another order, under other names."""
    sizes = np.diff(batch.offsets)[order]
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    rows = np.repeat(batch.offsets[:-1][order] - offsets[:-1], sizes) + np.arange(int(offsets[-1]), dtype=np.int64)
    taken = pa.array(rows)
    return CaseBatch(
        named=pa.array(names, pa.string()),
        offsets=offsets,
        time=batch.time[rows],
        flags={condition: flag[rows] for condition, flag in batch.flags.items()},
        instants={name: column[rows] for name, column in batch.instants.items()},
        texts={name: column.take(taken) for name, column in batch.texts.items()},
        numbers={name: Numbers(n.high[rows], n.low[rows], n.known[rows]) for name, n in batch.numbers.items()},
    )


def _joined(batches: Sequence[CaseBatch], wanted: Needs) -> CaseBatch:
    """Several batches as one; without any, one without a case."""
    if not batches:
        return _empty(wanted)
    sizes = np.cumsum([0, *(batch.time.size for batch in batches)])
    offsets = [batch.offsets[:-1] + start for batch, start in zip(batches, sizes, strict=False)]
    return CaseBatch(
        named=pa.array([name for batch in batches for name in batch.cases.to_pylist()], pa.string()),
        offsets=np.concatenate([*offsets, sizes[-1:]]).astype(np.int64),
        time=np.concatenate([batch.time for batch in batches]),
        flags={c: np.concatenate([batch.flags[c] for batch in batches]) for c in wanted.conditions},
        instants={name: np.concatenate([batch.instants[name] for batch in batches]) for name in wanted.instants},
        texts={name: pa.concat_arrays([batch.texts[name] for batch in batches]) for name in wanted.texts},
        numbers={name: _all_numbers([batch.numbers[name] for batch in batches]) for name in wanted.numbers},
    )


def _all_numbers(parts: Sequence[Numbers]) -> Numbers:
    columns = (np.concatenate([getattr(part, name) for part in parts]) for name in ("high", "low", "known"))
    return Numbers(*columns)


def _empty(wanted: Needs) -> CaseBatch:
    nothing: Micros = np.zeros(0, dtype=np.int64)
    none = np.zeros(0, dtype=np.bool_)
    flags: dict[Condition, NDArray[np.bool_]] = dict.fromkeys(wanted.conditions, none)
    return CaseBatch(
        named=pa.array([], pa.string()),
        offsets=np.zeros(1, dtype=np.int64),
        time=nothing,
        flags=flags,
        instants=dict.fromkeys(wanted.instants, nothing),
        texts=dict.fromkeys(wanted.texts, pa.array([], pa.string())),
        numbers=dict.fromkeys(wanted.numbers, Numbers(nothing, nothing.astype(np.uint64), none)),
    )


def scanned(batch: CaseBatch) -> Iterator[CaseBatch]:
    """The batch as a log gives it."""
    if batch.size:
        yield batch
