"""The file of `--cases`: one format a file of this package, known by the ending of the path."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from slacode import family

if TYPE_CHECKING:
    import pyarrow as pa


class CasesFormat(Protocol):
    """The function `write` of a format."""

    def __call__(self, tables: Iterable[pa.Table], file: BinaryIO) -> None:
        """Write the tables, which all have the columns of `--cases`, one after another."""
        ...


def formats() -> tuple[str, ...]:
    """The endings that a file of cases may have, without their dots."""
    return family.names(__name__)


def format_of(path: str) -> str | None:
    """The format that the path's ending names, or None if it names none."""
    ending = Path(path).suffix[1:].lower()
    return ending if ending in formats() else None


def write_cases(tables: Iterable[pa.Table], path: str) -> None:
    """Write cycles to a file; it appears whole or not at all. The ending must be one of `formats`."""
    ending = format_of(path)
    if ending is None:
        raise ValueError(f"`{path}` does not end in " + " or ".join(f".{name}" for name in formats()))
    write: CasesFormat = family.member(__name__, ending).write
    with _replaced(Path(path)) as file:
        write(tables, file)


@contextmanager
def _replaced(path: Path) -> Iterator[BinaryIO]:
    """A file beside the one at `path`, which it replaces once it is complete."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
