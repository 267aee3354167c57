"""Where warnings go: a stream or a file, of which it can be told afterwards how far it was written."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file: its path, its device and number, and how many bytes are before it."""

    path: str
    device: int
    number: int
    at: int


class Output:
    """A binary stream to which whole lines are written, each at once; `path` if it is known which file it writes."""

    def __init__(self, stream: BinaryIO, path: str | None = None) -> None:
        self._stream, self._path = stream, path

    def place(self) -> Place | None:
        """Where the next line will stand; None where that is no file which can be read again, as with a pipe."""
        self._stream.flush()
        try:
            handle = self._stream.fileno()
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                return None
            at = found.st_size if _appends(handle) else os.lseek(handle, 0, os.SEEK_CUR)
            return Place(self._path or os.readlink(f"/proc/self/fd/{handle}"), found.st_dev, found.st_ino, at)
        except OSError:  # a stream with no file behind it is such an error too
            return None

    def write(self, line: bytes) -> None:
        """Write a line, and let go of it."""
        self._stream.write(line)
        self._stream.flush()

    def settle(self) -> None:
        """Make sure that a file keeps what was written even if the machine goes down."""
        if self.place() is not None:
            os.fsync(self._stream.fileno())


def _appends(handle: int) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    return bool(fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_APPEND)


def lines_at(place: Place, lines: list[bytes]) -> int | None:
    """How many of some lines stand whole at a place of a file, from the first one on; None if it is not the file.

    A line that was written in part is taken away again, so that it can be written anew.
    """
    try:
        with open(place.path, "r+b") as stream:
            found = os.fstat(stream.fileno())
            if (found.st_dev, found.st_ino) != (place.device, place.number):
                return None
            stream.seek(place.at)
            written = stream.read(sum(map(len, lines)) + 1)
            count = at = 0
            while count < len(lines) and written.startswith(lines[count], at):
                at += len(lines[count])
                count += 1
            if count < len(lines) and at < len(written) and lines[count].startswith(written[at:]):
                stream.truncate(place.at + at)
            return count
    except OSError:
        return None
