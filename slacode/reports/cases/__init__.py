"""The files of `--cases` and `--attribution`: one format a file of this package, known by the ending of the path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from slacode import family
from slacode.ground.wholefile import whole_file

if TYPE_CHECKING:
    import pyarrow as pa


Write = Callable[["pa.Table"], None]
"""Writes a table behind those before it."""


class CasesFormat(Protocol):
    """The function `writer` of a format."""

    def __call__(self, file: BinaryIO, schema: pa.Schema) -> AbstractContextManager[Write]:
        """Writes tables, which all have the columns of the schema, to a file that ends with the block."""
        ...


def formats() -> tuple[str, ...]:
    """The endings that a file of cases may have, without their dots."""
    return family.names(__name__)


def format_of(path: str) -> str | None:
    """The format that the path's ending names, or None if it names none."""
    ending = Path(path).suffix[1:].lower()
    return ending if ending in formats() else None


def write_cases(tables: Iterable[pa.Table], path: str, schema: pa.Schema) -> None:
    """Write tables of that schema to a file, which appears whole or not at all. The ending must be one of `formats`."""
    ending = format_of(path)
    if ending is None:
        raise ValueError(f"`{path}` does not end in " + " or ".join(f".{name}" for name in formats()))
    writer: CasesFormat = family.member(__name__, ending).writer
    with whole_file(path) as file, writer(file, schema) as write:
        for table in tables:
            write(table)
