"""What was told: a journal that is written before the output, so that a kill at any moment neither repeats nor loses.

A line of it is a JSON object. The first says when watching began, the second what was told in earlier runs. Then each
batch of warnings stands there whole, with the place of the output that it goes to, before its first line is written;
and after each line how many of the batch are out. So at most one batch can be unfinished, and all that it takes to
finish it is in the journal: the lines as they were, though their cases may be closed by now.

How far an unfinished batch came is looked up in the output where that is a file. Of a pipe it is not known whether the
line after the last mark came out: it is written again, as a warning that comes twice does less harm than none.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import BinaryIO, TypeAlias

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.ground.saying import say_why
from slacode.ground.wholefile import whole_file
from slacode.watch.output import Output, Place, lines_at

FORMAT_VERSION = 1
Entry: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """A warning as it is put out, by its id."""

    id: str
    text: str

    @property
    def data(self) -> bytes:
        """The bytes that are written."""
        return self.text.encode("utf-8", "backslashreplace")


@dataclass(slots=True)
class Told:
    """What a journal says: since when there is watching, which ids were told, and the last batch as far as it came."""

    began: int | None = None
    ids: set[str] = field(default_factory=set)
    batch: list[Line] = field(default_factory=list)
    place: Place | None = None
    written: int = 0

    def take(self, entry: Entry) -> None:
        """Add a line of the journal."""
        match entry:
            case {"began": int(began)}:
                self.began = began
            case {"told": [*ids]}:
                self.ids.update(map(str, ids))
            case {"batch": [*lines], "place": place}:
                self.batch = [Line(str(one["id"]), str(one["text"])) for one in lines]  # type: ignore[index]
                self.place = Place(**place) if isinstance(place, dict) else None
                self.written = 0
                self.ids.update(line.id for line in self.batch)
            case {"written": int(count)}:
                self.written = count

    def unwritten(self) -> list[Line]:
        """What of the last batch did not come out."""
        if self.written >= len(self.batch) or self.place is None:
            return self.batch[self.written :]
        found = lines_at(self.place, [line.data for line in self.batch])
        return self.batch[max(found or 0, self.written) :]


class Journal:
    """What was told, in memory and, if there is a file, there as well."""

    def __init__(self, told: Told, file: BinaryIO | None = None) -> None:
        self._told, self._file = told, file
        self.is_telling = False

    @property
    def began(self) -> int | None:
        """The instant, in UTC microseconds, that the first of all rounds looked ahead from; None before it."""
        return self._told.began

    def begin(self, instant: int) -> None:
        """Say when watching began."""
        self._add({"format_version": FORMAT_VERSION, "began": instant}, lasting=True)

    def finish(self, output: Output) -> None:
        """Put out what an earlier run did not get to."""
        if rest := self._told.unwritten():
            self._put(rest, output)

    def has_told(self, id_: str) -> bool:
        """Whether a warning was told, or is sure to be."""
        return id_ in self._told.ids

    def tell(self, lines: Iterable[Line], output: Output) -> None:
        """Put out those of some warnings that were never told."""
        new = [line for line in lines if not self.has_told(line.id)]
        if new:
            self._put(new, output)

    def _put(self, lines: Sequence[Line], output: Output) -> None:
        self.is_telling = True
        try:
            self._put_out(lines, output)
        finally:
            self.is_telling = False

    def _put_out(self, lines: Sequence[Line], output: Output) -> None:
        place = output.place()
        batch: list[object] = [asdict(line) for line in lines]
        self._add({"batch": batch, "place": None if place is None else asdict(place)}, lasting=True)
        for count, line in enumerate(lines, start=1):
            output.write(line.data)
            self._add({"written": count}, lasting=False)
        output.settle()

    def _add(self, entry: Entry, *, lasting: bool) -> None:
        if self._file is not None:
            self._file.write(json.dumps(entry).encode() + b"\n")
            self._file.flush()
            if lasting:
                os.fsync(self._file.fileno())
        self._told.take(entry)


@contextmanager
def opened_journal(path: str | None, output: Output) -> Iterator[Journal]:
    """The journal of a file, shortened to what must be kept, with what was left unfinished put out; or one in memory.

    Raises `PolicyError` for a file that is no journal, or that another run is using.
    """
    if path is None:
        yield Journal(Told())
        return
    with _locked(path, create=True) as file:
        told = _read(file, path)
        journal = Journal(told, file)
        journal.finish(output)
        _shorten(path, told)
    with _locked(path, create=False) as file:
        file.seek(0, os.SEEK_END)
        yield Journal(told, file)


def _read(file: BinaryIO, path: str) -> Told:
    """What a journal says; a last line that was cut is taken away, for nothing of it was put out yet."""
    told, end = Told(), 0
    for number, line in enumerate(file.read().splitlines(keepends=True)):
        if not line.endswith(b"\n"):
            file.truncate(end)
            break
        end += len(line)
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or (number == 0 and entry.get("format_version") != FORMAT_VERSION):
            raise _trouble(path, "it is no journal of warnings", "name another file, or one that is not there yet")
        told.take(entry)
    file.seek(0, os.SEEK_END)
    return told


def _shorten(path: str, told: Told) -> None:
    if told.began is not None:
        with whole_file(path) as file:
            for entry in ({"format_version": FORMAT_VERSION, "began": told.began}, {"told": sorted(told.ids)}):
                file.write(json.dumps(entry).encode() + b"\n")


@contextmanager
def _locked(path: str, *, create: bool) -> Iterator[BinaryIO]:
    try:
        file = open(path, "a+b" if create else "r+b")  # noqa: SIM115 - closed below
    except OSError as error:
        raise _trouble(path, say_why(error), "name a file that can be written") from error
    with file:
        if not _lock(file):
            raise _trouble(path, "another run is using it", "end that run, or name another file")
        file.seek(0)
        yield file


def _lock(file: BinaryIO) -> bool:
    """Keep a file to this run, until it is closed; where the system cannot, nothing is kept."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _trouble(path: str, why: str, way_out: str) -> PolicyError:
    message = f"the state `{path}` cannot be used: {why}"
    return PolicyError([Diagnostic("watch", Severity.ERROR, message, help=(way_out,))])
