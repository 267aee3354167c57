"""The names of a log's cases: each once, in order, on disk; rows travel with a hash of theirs."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]


class NamesOf(Protocol):
    """Tells the names of cases."""

    def of(self, hashes: Hashes) -> pa.Array:
        """The names that belong to the ascending hashes of cases that follow each other; none of a hash is left out."""
        ...


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all cases in the order of their code points, and their hashes in ascending order.

    The case with `hashes[i]` is the one whose name is `texts[places[i]]`; cases with one hash come in the order of the
    second.
    """

    texts: pa.Array
    hashes: Hashes
    places: Places

    def of(self, hashes: Hashes) -> pa.Array:
        """The names that belong to the ascending hashes of cases that follow each other, as a dictionary; none of a
        hash is left out.

        What is taken of such an array are numbers; the texts are looked up when they are asked for.
        """
        first = int(np.searchsorted(self.hashes, hashes[0])) if hashes.size else 0
        expected = self.hashes[first : first + hashes.size]
        assert np.array_equal(expected, hashes), "names and rows are of the same cases"  # noqa: S101
        places = self.places[first : first + hashes.size]
        return pa.DictionaryArray.from_arrays(pa.array(places), self.texts, safe=False)


class NamesOnDemand:
    """Names that are read when the first is asked for, from whichever thread."""

    def __init__(self, read: Callable[[], Names]) -> None:
        self._read = read
        self._lock = threading.Lock()
        self._names: Names | None = None

    def names(self) -> Names:
        """All names."""
        with self._lock:
            if self._names is None:
                self._names = self._read()
            return self._names

    def of(self, hashes: Hashes) -> pa.Array:
        """As `Names.of`."""
        return self.names().of(hashes)


def kept_names(batches: Iterable[pa.RecordBatch], folder: Path) -> Names:
    """The names of record batches of `c`, sorted by it, `h` and the second hash `s`; the texts go to new files in the
    folder, since what an earlier reading left there may still be in use."""
    place = Path(tempfile.mkdtemp(prefix="names-", dir=folder))
    text_path, ends_path = place / "texts", place / "ends"
    hashes: list[Hashes] = []
    seconds: list[NDArray[np.uint32]] = []
    size = 0
    with text_path.open("wb") as texts, ends_path.open("wb") as ends:
        ends.write(np.zeros(1, dtype=np.int64).tobytes())
        for batch in batches:
            offsets, text = texts_of(batch.column("c"))
            texts.write(text)
            ends.write((offsets[1:] - offsets[0] + size).astype(np.int64).tobytes())
            size += len(text)
            hashes.append(np.array(batch.column("h")))
            seconds.append(np.array(batch.column("s")))
    every = np.concatenate(hashes) if hashes else np.zeros(0, dtype=np.uint64)
    buffers = [None, pa.memory_map(str(ends_path)).read_buffer(), _mapped(text_path, size)]
    named = pa.Array.from_buffers(pa.large_string(), every.size, buffers)
    places = np.argsort(every)
    ascending = every[places]
    if (ascending[1:] == ascending[:-1]).any():
        places = np.lexsort((np.concatenate(seconds), every))
    return Names(named, ascending, places)


def _mapped(path: Path, size: int) -> pa.Buffer:
    return pa.memory_map(str(path)).read_buffer() if size else pa.py_buffer(b"")


def texts_of(column: pa.Array) -> tuple[NDArray[np.int32], memoryview]:
    """Where the texts of a column end, the first entry being where they begin; and the texts, one behind the other."""
    _, ends, text = column.buffers()
    offsets = np.frombuffer(ends, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    return offsets, memoryview(text if text is not None else b"")[offsets[0] : offsets[-1]]
