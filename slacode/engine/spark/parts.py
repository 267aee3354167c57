"""What each task reads: a file of text, which can only be read from its beginning, or some rows of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from slacode.engine.logs.files import LogFile

ROWS_A_TASK = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a file from number `first` on, up to `last`; all of them where these are None."""

    file: LogFile
    first: int | None = None
    last: int | None = None

    @property
    def condition(self) -> str:
        """Which rows these are, in SQL."""
        return "true" if self.first is None else f"row BETWEEN {self.first} AND {self.last}"


def parts_of(files: Iterable[LogFile], rows: Mapping[int, int]) -> tuple[Part, ...]:
    """The parts of files; `rows` counts those of each Parquet file by its number."""
    return tuple(part for file in files for part in _parts(file, rows.get(file.number)))


def _parts(file: LogFile, rows: int | None) -> Iterator[Part]:
    if rows is None:
        yield Part(file)
    else:
        for first in range(1, max(rows, 1) + 1, ROWS_A_TASK):
            yield Part(file, first, min(first + ROWS_A_TASK - 1, rows))
