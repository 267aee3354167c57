"""The file of `--cases`: every cycle with its verdict; and how narrow columns become those of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import NO_INSTANT, Bools, Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.spool import Columns, Final

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
"""The columns of `--cases`, in their order; case by case, then by agreement, version and target, then by cycle."""

CODED = pa.dictionary(pa.int32(), pa.string())

VERDICTS = (None, "met", "breached", "pending", "excluded", "cancelled")
"""The verdicts by their codes."""
INSTANTS = "started", "stopped", "verdict_at", "due"
_NEVER = 2**63 - 1

Places = NDArray[np.integer]


def cases_of(plans: Sequence[TargetPlan]) -> Final:
    """What makes rows of the file of the narrow columns of some targets."""
    named = Named.of(plans)

    def final(cases: pa.Array, cycles: Columns) -> pa.Table:
        columns = [
            *named.begins(cases, cycles),
            instants(cycles["started"]),
            instants(cycles["stopped"]),
            seconds(cycles["allowance"]),
            seconds(cycles["elapsed"]),
            verdicts(cycles["verdict"]),
            instants(cycles["verdict_at"]),
            instants(cycles["due"]),
            named.period(cycles),
        ]
        return pa.table(columns, schema=coded(SCHEMA))

    return final


@dataclass(frozen=True, slots=True)
class Labels:
    """Names that stand in many rows, each once, and which of them the places of each target mean."""

    texts: pa.Array
    codes: NDArray[np.int32]
    first: NDArray[np.int64]

    @classmethod
    def of(cls, names: Iterable[Sequence[str | None]]) -> Labels:
        """The names of one target after another; where None stands there is none."""
        numbers: dict[str, int] = {}
        codes: list[int] = []
        first: list[int] = []
        for own in names:
            codes.append(-1)  # what the place -1 means
            first.append(len(codes))
            codes += (-1 if name is None else numbers.setdefault(name, len(numbers)) for name in own)
        return cls(pa.array(list(numbers), pa.string()), np.array(codes, np.int32), np.array(first, np.int64))

    def at(self, target: Places | int, place: Places | int) -> pa.DictionaryArray:
        """The names at some places of targets, nothing where the place is -1 or has no name."""
        return self._coded(self.codes[self.first[target] + place])

    def only(self, target: Places) -> pa.DictionaryArray:
        """The one name of each target."""
        return self._coded(self.codes[self.first][target])

    def _coded(self, codes: NDArray[np.int32]) -> pa.DictionaryArray:
        nameless = codes < 0
        places = pa.array(codes, mask=nameless if nameless.any() else None)
        return pa.DictionaryArray.from_arrays(places, self.texts)


@dataclass(frozen=True, slots=True)
class Named:
    """What the rows of some targets call their agreement, version, target, row and period."""

    agreements: Labels
    versions: NDArray[np.int32]
    targets: Labels
    rows: Labels
    periods: Labels

    @classmethod
    def of(cls, plans: Sequence[TargetPlan]) -> Named:
        """The names of targets, which rows know by their places among these."""
        return cls(
            Labels.of([plan.names[0]] for plan in plans),
            np.array([plan.names[1] for plan in plans], dtype=np.int32),
            Labels.of([plan.names[2]] for plan in plans),
            Labels.of([row.label for row in plan.rows] for plan in plans),
            Labels.of([window.name for window in plan.periods.windows] for plan in plans),
        )

    def begins(self, cases: pa.Array, rows: Columns) -> list[pa.Array]:
        """What a row begins with: agreement, version, target, row, case and cycle."""
        target = rows["target"]
        return [
            self.agreements.only(target),
            pa.array(self.versions[target]),
            self.targets.only(target),
            self.rows.at(target, rows["row"]),
            cases,
            pa.array(rows["cycle"]),
        ]

    def period(self, rows: Columns) -> pa.DictionaryArray:
        """The period in which a row counts, if it does."""
        return self.periods.at(rows["target"], rows["cell"])


def as_one(tables: Iterable[pa.Table], schema: pa.Schema = SCHEMA) -> pa.Table:
    """All tables as one, which has the columns also where there is no cycle."""
    return pa.concat_tables([schema.empty_table(), *(table.cast(schema) for table in tables)])


def coded(schema: pa.Schema) -> pa.Schema:
    """The schema of such tables on their way into a file: texts that stand in many rows, all but the case, are
    dictionaries."""
    repeated = {field.name for field in schema if pa.types.is_string(field.type) and field.name != "case"}
    return pa.schema([field.with_type(CODED) if field.name in repeated else field for field in schema])


@cache
def words(names: tuple[str | None, ...]) -> Labels:
    """Names whose places mean the same under every target, which is 0."""
    return Labels.of([names])


def verdicts(codes: Places) -> pa.DictionaryArray:
    """The words for some verdicts."""
    return words(VERDICTS).at(0, codes)


def instants(micros: Micros) -> pa.Array:
    """Instants from UTC microseconds."""
    return pa.Array.from_buffers(INSTANT, micros.size, [_known(micros), pa.py_buffer(micros)])


def seconds(micros: Micros) -> pa.Array:
    """Microseconds as exact decimal seconds: the 128-bit number of millionths is the microseconds themselves."""
    halves = np.empty((micros.size, 2), dtype=np.int64)
    halves[:, 0] = micros
    np.right_shift(micros, 63, out=halves[:, 1])
    return pa.Array.from_buffers(SECONDS, micros.size, [_known(micros), pa.py_buffer(halves)])


def _known(micros: Micros) -> pa.Buffer | None:
    """The bits that tell which are there; None where all are."""
    known: Bools = (micros != NO_INSTANT) & (micros != _NEVER)
    return None if known.all() else pa.array(known).buffers()[1]
