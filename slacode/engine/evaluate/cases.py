"""Every cycle with its verdict as a table: kept on disk while a log is read, put in order when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, Micros
from slacode.engine.evaluate.ordering import in_order
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

CODED = pa.dictionary(pa.int32(), pa.string())

VERDICTS = (None, "met", "breached", "pending", "excluded", "cancelled")
"""The verdicts by their codes."""
INSTANTS = "started", "stopped", "verdict_at", "due"
_NEVER = 2**63 - 1

PART = 1 << 20
"""So many cases are put in order at once."""

Final = Callable[[pa.Table, TargetPlan], pa.Table]
"""From the narrow columns of a target's rows to those of a file."""


@dataclass(frozen=True, slots=True)
class _Piece:
    schema: pa.Schema
    offset: int
    size: int


_Names = tuple[str, int, str]


class CycleStore:
    """Cycles by target, on disk and not in memory, gone with the object.

    Rows are put in the order of some columns, and `final` gives them the columns of the file they are meant for. They
    are kept apart by the places of their cases among all, so that only a part of a target's rows is ever in memory.
    """

    def __init__(self, order: Sequence[str] = ("case", "cycle"), final: Final | None = None) -> None:
        self._order = order
        self._final = final or _final
        self._file = tempfile.TemporaryFile(prefix="slacode-cycles-")  # noqa: SIM115 - it lives as long as this object
        self._pieces: dict[_Names, dict[int, list[_Piece]]] = {}
        self._plans: dict[_Names, TargetPlan] = {}
        self._cases: dict[_Names, pa.Array] = {}

    def add(self, plan: TargetPlan, batch: pa.RecordBatch) -> None:
        """Keep some cycles of a target; `case` is a dictionary of all cases of the log, in their order, or a text."""
        self._plans[plan.names] = plan
        if not batch.num_rows:
            return
        cases = batch.column("case")
        parts: Iterable[tuple[int, pa.RecordBatch]] = ((0, batch),)
        if pa.types.is_dictionary(cases.type):
            self._cases[plan.names] = cases.dictionary
            batch = batch.set_column(batch.schema.get_field_index("case"), "case", cases.indices)
            parts = _parts(batch, len(cases.dictionary))
        pieces = self._pieces.setdefault(plan.names, {})
        for number, part in parts:
            pieces.setdefault(number, []).append(self._write(part))

    def tables(self) -> Iterator[pa.Table]:
        """The rows of one target after another, by agreement, version, target, then case (by code points), cycle and
        what else orders them; names that stand in many rows are dictionaries."""
        for names in sorted(self._pieces):
            for _, pieces in sorted(self._pieces[names].items()):
                cycles = pa.Table.from_batches([self._read(piece) for piece in pieces])
                cycles = cycles.take(pa.array(_in_order([cycles[name] for name in self._order])))
                yield self._final(self._named(cycles, names), self._plans[names])

    def _named(self, cycles: pa.Table, names: _Names) -> pa.Table:
        if names not in self._cases:
            return cycles
        cases = self._cases[names].take(cycles["case"].combine_chunks()).cast(pa.string())
        return cycles.set_column(cycles.schema.get_field_index("case"), "case", cases)

    def _write(self, batch: pa.RecordBatch) -> _Piece:
        content = batch.serialize()
        offset = self._file.seek(0, 2)
        self._file.write(content)
        return _Piece(batch.schema, offset, content.size)

    def _read(self, piece: _Piece) -> pa.RecordBatch:
        self._file.seek(piece.offset)
        return pa.ipc.read_record_batch(pa.py_buffer(self._file.read(piece.size)), piece.schema)


def _parts(batch: pa.RecordBatch, cases: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The rows of a batch by the parts in which their cases stand, whose places they hold."""
    if cases <= PART:
        yield 0, batch
        return
    part = np.asarray(batch.column("case")) // PART
    for number in np.unique(part).tolist():
        yield number, batch.take(pa.array(np.flatnonzero(part == number)))


def _in_order(keys: Sequence[pa.ChunkedArray]) -> NDArray[np.intp]:
    """The order of rows by some columns of whole numbers or texts."""
    return in_order(*(numbers(key) if pa.types.is_integer(key.type) else _ranks(key) for key in keys))


def _ranks(texts: pa.ChunkedArray) -> NDArray[np.int64]:
    """The place of each text among all, by code points."""
    import pyarrow.compute as pc  # few need it, and it takes its time

    coded = texts.combine_chunks().dictionary_encode()
    ranks = np.argsort(np.asarray(pc.array_sort_indices(coded.dictionary)))
    found: NDArray[np.int64] = ranks[np.asarray(coded.indices)]
    return found


def as_one(tables: Iterable[pa.Table], schema: pa.Schema = SCHEMA) -> pa.Table:
    """All tables as one, which has the columns also where there is no cycle."""
    return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in tables)])


def _final(cycles: pa.Table, plan: TargetPlan) -> pa.Table:
    size = cycles.num_rows
    agreement, version, target = plan.names
    labels = [row.label for row in plan.chosen.target.rows]
    names = [window.name for window in plan.periods.windows]
    instants = {name: _instants(cycles[name]) for name in INSTANTS}
    columns = [
        everywhere(agreement, size),
        pa.repeat(pa.scalar(version, pa.int32()), size),
        everywhere(target, size),
        named(labels, cycles["row"]),
        cycles["case"],
        cycles["cycle"],
        instants["started"],
        instants["stopped"],
        seconds(numbers(cycles["allowance"])),
        seconds(numbers(cycles["elapsed"])),
        verdicts(cycles["verdict"]),
        instants["verdict_at"],
        instants["due"],
        named(names, cycles["cell"]),
    ]
    return pa.table(columns, schema=coded(SCHEMA))


def coded(schema: pa.Schema) -> pa.Schema:
    """The schema of such tables on their way into a file: texts that stand in many rows, all but the case, are
    dictionaries."""
    repeated = {field.name for field in schema if pa.types.is_string(field.type) and field.name != "case"}
    return pa.schema([field.with_type(CODED) if field.name in repeated else field for field in schema])


def everywhere(text: str, size: int) -> pa.Array:
    """One text in every row."""
    return pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), size), pa.array([text], pa.string()))


def named(names: Sequence[str | None], places: pa.ChunkedArray) -> pa.Array:
    """The names at some places, nothing where the place is -1 or what stands there is None."""
    where = numbers(places).astype(np.int32)
    nameless = np.array([*(name is None for name in names), True])[where]
    texts = pa.array([name or "" for name in names], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(where, mask=nameless), texts)


def verdicts(codes: pa.ChunkedArray) -> pa.Array:
    """The words for some verdicts."""
    return named(VERDICTS, codes)


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
