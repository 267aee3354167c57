"""Every cycle with its verdict as a table: kept on disk while a log is read, put in order when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, NOWHERE, Bools, Micros
from slacode.engine.evaluate.plan import TargetPlan

INSTANT = pa.timestamp("us", tz="UTC")
SECONDS = pa.decimal128(18, 6)

SCHEMA = pa.schema(
    [
        pa.field("agreement", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("row", pa.string()),
        pa.field("case", pa.string(), nullable=False),
        pa.field("cycle", pa.int32(), nullable=False),
        pa.field("started_at", INSTANT, nullable=False),
        pa.field("stopped_at", INSTANT),
        pa.field("allowance_s", SECONDS),
        pa.field("elapsed_s", SECONDS),
        pa.field("verdict", pa.string()),
        pa.field("verdict_at", INSTANT),
        pa.field("due_at", INSTANT),
        pa.field("period", pa.string()),
    ]
)
"""The columns of `--cases`, in their order."""

VERDICTS = pa.array([None, "met", "breached", "pending", "excluded", "cancelled"], pa.string())
INSTANTS = "started", "stopped", "verdict_at", "due"
_NEVER = 2**63 - 1

Final = Callable[[pa.Table, TargetPlan], pa.Table]
"""From the narrow columns of a target's rows to those of a file."""


@dataclass(frozen=True, slots=True)
class _Piece:
    offset: int
    size: int


class CycleStore:
    """Cycles by target, on disk and not in memory, gone with the object.

    Rows are put in the order of some columns, and `final` gives them the columns of the file they are meant for.
    """

    def __init__(self, order: Sequence[str] = ("case", "cycle"), final: Final | None = None) -> None:
        self._order = [(name, "ascending") for name in order]
        self._final = final or _final
        self._file = tempfile.TemporaryFile(prefix="slacode-cycles-")  # noqa: SIM115 - it lives as long as this object
        self._pieces: dict[tuple[str, int, str], list[_Piece]] = {}
        self._plans: dict[tuple[str, int, str], TargetPlan] = {}

    def add(self, plan: TargetPlan, batch: pa.RecordBatch) -> None:
        """Keep some cycles of a target."""
        self._plans[plan.names] = plan
        if not batch.num_rows:
            return
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_batch(batch)
        data = sink.getvalue()
        offset = self._file.seek(0, 2)
        self._file.write(data)
        self._pieces.setdefault(plan.names, []).append(_Piece(offset, data.size))

    def tables(self) -> Iterator[pa.Table]:
        """The rows of one target after another, by agreement, version, target, then case (by code points), cycle and
        what else orders them."""
        for names in sorted(self._pieces):
            batches = [self._read(piece) for piece in self._pieces[names]]
            cycles = pa.Table.from_batches(batches)
            order = pc.sort_indices(cycles, sort_keys=self._order)
            yield self._final(cycles.take(order), self._plans[names])

    def _read(self, piece: _Piece) -> pa.RecordBatch:
        self._file.seek(piece.offset)
        with pa.ipc.open_stream(self._file.read(piece.size)) as reader:
            return reader.read_next_batch()


def as_one(tables: Iterable[pa.Table], schema: pa.Schema = SCHEMA) -> pa.Table:
    """All tables as one, which has the columns also where there is no cycle."""
    return pa.concat_tables([schema.empty_table(), *tables])


def _final(cycles: pa.Table, plan: TargetPlan) -> pa.Table:
    size = cycles.num_rows
    agreement, version, target = plan.names
    labels = [row.label for row in plan.chosen.target.rows]
    names = [window.name for window in plan.periods.windows]
    instants = {name: _instants(cycles[name]) for name in INSTANTS}
    columns = [
        pa.repeat(pa.scalar(agreement), size),
        pa.repeat(pa.scalar(version, pa.int32()), size),
        pa.repeat(pa.scalar(target), size),
        named(labels, cycles["row"]),
        cycles["case"],
        cycles["cycle"],
        instants["started"],
        instants["stopped"],
        seconds(numbers(cycles["allowance"])),
        seconds(numbers(cycles["elapsed"])),
        VERDICTS.take(cycles["verdict"].combine_chunks()),
        instants["verdict_at"],
        instants["due"],
        named(names, cycles["cell"]),
    ]
    return pa.table(columns, schema=SCHEMA)


def named(names: Sequence[str | None], places: pa.ChunkedArray) -> pa.Array:
    """The names at some places, nothing where the place is -1."""
    where = numbers(places)
    return pa.array(names, pa.string()).take(pa.array(where, mask=where == NOWHERE))


def numbers(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """A column without gaps as numbers."""
    found: NDArray[np.int64] = column.combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _instants(column: pa.ChunkedArray) -> pa.Array:
    instants = numbers(column)
    return pa.array(instants, mask=_absent(instants)).cast(INSTANT)


def _absent(values: Micros) -> Bools:
    absent: Bools = (values == NO_INSTANT) | (values == _NEVER)
    return absent


def seconds(micros: Micros) -> pa.Array:
    """Microseconds as exact decimal seconds: the 128-bit number of millionths is the microseconds themselves."""
    words = np.empty((micros.size, 2), dtype=np.int64)
    words[:, 0], words[:, 1] = micros, micros >> 63
    known = pa.array(~_absent(micros)).buffers()[1]
    return pa.Array.from_buffers(SECONDS, micros.size, [known, pa.py_buffer(words)])
