"""What is said of the files of a log that was opened: their digests, how many rows they have, what is set aside."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from threading import Thread

from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.database import Row
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.set_aside import FileInfo, LogSummary, SetAside, reason_of
from slacode.engine.model.logs import Log

_PIECE = 1 << 20


class Digests:
    """The SHA-256 of what is read of each file, worked out beside what else is done with the files."""

    def __init__(self, files: Iterable[LogFile]) -> None:
        self._files = tuple(files)
        self._found: list[str] = []
        self._failed: OSError | None = None
        self._thread = Thread(target=self._work, daemon=True)  # a run that fails waits for no digest
        self._thread.start()

    def _work(self) -> None:
        try:
            self._found = [digest_of(file) for file in self._files]
        except OSError as error:
            self._failed = error

    def found(self) -> list[str]:
        """The digests in the order of the files. Raises `OSError` for a file that could not be read to its end."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed
        return self._found


def digest_of(file: LogFile) -> str:
    """The SHA-256 of what is read of a file."""
    with open(file.path, "rb") as stream:
        if file.size is None:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        digest, left = hashlib.sha256(), file.size
        while piece := stream.read(min(left, _PIECE)):
            digest.update(piece)
            left -= len(piece)
        return digest.hexdigest()


def summary_of(
    log: Log, files: Iterable[LogFile], digests: Iterable[str], rows: Mapping[int, int], set_aside: int
) -> LogSummary:
    """What is said of files that were read, with the digests of all and the rows of each by its number."""
    infos = tuple(
        FileInfo(file.shown, digest, rows.get(file.number, 0), _unread(file))
        for file, digest in zip(files, digests, strict=True)
    )
    return LogSummary(log.name, infos, sum(rows.values()), set_aside)


def _unread(file: LogFile) -> int:
    return 0 if file.size is None else os.path.getsize(file.path) - file.size


def named_set_aside(log: Log, files: Iterable[LogFile], rows: Iterable[Row]) -> Iterator[SetAside]:
    """The rows set aside, from their file, row, what is bad and what is to blame; with paths, columns and reasons."""
    canonical = Canonical(log)
    paths = {file.number: file.shown for file in files}
    for file, row, bad, blamed in rows:
        code = int(bad or 0)
        reason = reason_of(canonical, code, None if blamed is None else str(blamed))
        yield SetAside(log.name, paths[int(file or 0)], int(row or 0), canonical.blamed_column(code), reason)
