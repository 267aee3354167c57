"""Formats whose rows name their own columns: a key that no row has is most likely a wrong name, and is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from slacode.engine.logs import errors
from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.database import Database
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.text_rows import STAGE

KeysOf = Callable[[Database, Canonical, LogFile, str], set[str]]
"""Tells the keys of a file in an encoding."""


def check_keys(canonical: Canonical, files: Sequence[LogFile], found: Iterable[set[str] | None]) -> None:
    """Tell a key that no row of any of the files has from one that is only ever empty; `found` is of each file what
    `keys_if_lacking` says.

    The first is most likely a wrong name, so it raises `LogError`, which names the keys that are there.
    """
    present: set[str] = set()
    for keys in found:
        if keys is None:
            return
        present |= keys
    if not present:
        return
    names = sorted(present)
    absent = [
        errors.no_column(canonical.log, files[0].shown, name, names) for name in canonical.needed if name not in names
    ]
    if absent:
        raise errors.LogError(absent)


def keys_if_lacking(
    database: Database, canonical: Canonical, file: LogFile, encoding: str, keys_of: KeysOf
) -> set[str] | None:
    """The keys of a file that was read, if some value that the log reads is there in no row; None if there is nothing
    to doubt, or to tell."""
    return keys_of(database, canonical, file, encoding) if _lacks_values(database, canonical, file) else None


def _lacks_values(database: Database, canonical: Canonical, file: LogFile) -> bool:
    """Whether some value is there in no row: a cheap look at what was read, before the keys are asked for."""
    log = canonical.log
    values = ['"case"', '"time"', *(f"f{i}" for i in range(len(log.fields)))]
    counts = [f"count({value}) > 0" for value in values]
    if canonical.order_column is not None:
        counts.append("count(rank) + count(rank_text) > 0")
    if log.events:
        counts.append(f"count(DISTINCT f0) = {len(log.events)}")
    [[complete]] = database.rows(f"SELECT {' AND '.join(counts)} FROM {STAGE} WHERE file = {file.number}")
    return not complete
