"""The files of `--cases` and `--attribution`: one format a file of this package, known by the ending of the path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from slacode import family
from slacode.ground.wholefile import whole_file

if TYPE_CHECKING:
    import pyarrow as pa


class CasesFormat(Protocol):
    """The function `write` of a format."""

    def __call__(self, tables: Iterable[pa.Table], file: BinaryIO, schema: pa.Schema) -> None:
        """Write the tables, which all have the columns of the schema, one after another."""
        ...


def formats() -> tuple[str, ...]:
    """The endings that a file of cases may have, without their dots."""
    return family.names(__name__)


def format_of(path: str) -> str | None:
    """The format that the path's ending names, or None if it names none."""
    ending = Path(path).suffix[1:].lower()
    return ending if ending in formats() else None


def write_cases(tables: Iterable[pa.Table], path: str, schema: pa.Schema) -> None:
    """Write tables of that schema to a file; it appears whole or not at all. The ending must be one of `formats`."""
    ending = format_of(path)
    if ending is None:
        raise ValueError(f"`{path}` does not end in " + " or ".join(f".{name}" for name in formats()))
    write: CasesFormat = family.member(__name__, ending).write
    with whole_file(path) as file:
        write(_one_ahead(tables), file, schema)


def _one_ahead(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The tables, each of which is read and put in order while the one before it is written."""
    them = iter(tables)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, them, None)
        while (table := coming.result()) is not None:
            coming = pool.submit(next, them, None)
            yield table
