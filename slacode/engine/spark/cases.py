"""What a task does with the sorted rows of its cases: cuts batches of whole cases and looks at each."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.logs.cutting import whole_cases
from slacode.engine.logs.names import Hashes
from slacode.engine.logs.scan import BATCH_ROWS, Scan


@dataclass(frozen=True, slots=True)
class Looking:
    """What is made of each batch of whole cases, as bytes; it travels to the tasks."""

    scan: Scan
    look: Callable[[CaseBatch], object]

    def __call__(self, rows: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Rows in the order of their case, in `h`, then of the scan."""
        names = Numbered()
        pieces = whole_cases(map(names.numbered, rows), BATCH_ROWS)
        for piece in pieces:
            looked = pickle.dumps(self.look(self.scan.batch(self.scan.cut(piece), names)))
            yield pa.record_batch([pa.array([looked], pa.binary())], names=["piece"])


class Numbered:
    """Cases numbered as they come, for one task has all rows of a case, one after another."""

    def __init__(self) -> None:
        self._names: list[str] = []

    def numbered(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Rows with the number of the case in place of its name."""
        cases = rows.column("h")
        begins = np.ones(len(cases), dtype=np.bool_)
        begins[1:] = np.asarray(pc.not_equal(cases[1:], cases[:-1]))
        if self._names and len(cases) and cases[0].as_py() == self._names[-1]:
            begins[0] = False
        numbers = len(self._names) - 1 + np.cumsum(begins)
        self._names += cases.filter(pa.array(begins)).to_pylist()
        return rows.set_column(rows.schema.get_field_index("h"), "h", pa.array(numbers))

    def of(self, hashes: Hashes) -> pa.Array:
        """The names that belong to some numbers."""
        return pa.array([self._names[number] for number in hashes.tolist()], pa.string())
