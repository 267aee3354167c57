"""Reads policy text from files, folders and standard input; what cannot be read is a finding, never a traceback."""

from __future__ import annotations

import os
import re
import stat
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from slacode.diagnostics import Diagnostic, Location, Severity, sort_key
from slacode.ground.saying import say_why

SUFFIX = ".sla"
_PIPE = "name it itself if it is to be read"
STDIN = "-"
EVIDENCE_SUMS = "SHA256SUMS"
"""Beside a `manifest.json` it marks a folder of evidence, whose policies are copies of those that were judged."""

# Characters that no text holds: the C0 controls without tab, line feed and form feed, and delete.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Source:
    """The text of one policy file, lines ending in LF, and its path as the user gave it, with `/` between folders.

    `written` are its bytes where they say more than the text: a byte order mark, other line ends.
    """

    path: str
    text: str
    written: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def data(self) -> bytes:
        """The bytes of the file as it was read."""
        return self.text.encode() if self.written is None else self.written

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    @property
    def line_count(self) -> int:
        """The number of lines; text that ends in a line feed has an empty last line."""
        return len(self._starts)

    def line_column(self, offset: int) -> tuple[int, int]:
        """The line and column (from 1, in code points) of a character, or of the end of the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line_start(self, line: int) -> int:
        """The offset of the first character of a line, counted from 1, which must be in the text."""
        return self._starts[line - 1]

    def line_text(self, line: int) -> str:
        """The text of a line, counted from 1, without its line feed; empty outside the text."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self.text[self._starts[line - 1] : end]

    def location(self, start: int, end: int) -> Location:
        """The place of the characters from `start` up to, not including, `end`."""
        starts = self._starts
        line = bisect_right(starts, start)
        before = starts[line - 1] - 1
        if line == len(starts) or end < starts[line]:  # on one line, as most places are
            return Location(self.path, line, start - before, line, end - before)
        return Location(self.path, line, start - before, *self.line_column(end))


def read_sources(
    paths: Iterable[str | os.PathLike[str]], stdin_filename: str = STDIN, stdin: BinaryIO | None = None
) -> tuple[list[Source], list[Diagnostic]]:
    """Read files, folders (every `*.sla` in them) and `-`, each file once, in the order of paths.

    Of what is in a folder, hidden files and folders and those of evidence, which hold copies, are passed over.

    Text is UTF-8 (language reference, 2.1); a byte order mark is dropped, CRLF and CR become LF. What cannot be read
    is told by a diagnostic `unreadable`, a path that leads to no policy by `no-policy`. `stdin` is standard input
    unless given.
    """
    sources: list[Source] = []
    problems: list[Diagnostic] = []
    files: set[str] = set()
    read_stdin = False
    for path in paths:
        given = os.fspath(path)
        if given == STDIN:
            read_stdin = True
            continue
        found, wrong = _files_of(given)
        files.update(found)
        problems.extend(wrong)
    if read_stdin:
        _sort_out(_read_stdin(stdin_filename, stdin), sources, problems)
    for outcome in _read_each(files):
        _sort_out(outcome, sources, problems)
    return sorted(sources, key=lambda source: source.path), sorted(problems, key=sort_key)


def _sort_out(outcome: Source | Diagnostic, sources: list[Source], problems: list[Diagnostic]) -> None:
    if isinstance(outcome, Source):
        sources.append(outcome)
    else:
        problems.append(outcome)


def _files_of(given: str) -> tuple[list[str], list[Diagnostic]]:
    if not given:
        return [], [_problem("no-policy", "a path is empty", "name a file or a folder, or leave the path out")]
    shown = _shown(given)
    try:
        is_folder = stat.S_ISDIR(os.stat(given).st_mode)
    except (OSError, ValueError) as error:
        return [], [_not_there(shown, error)]
    if not is_folder:
        return [shown], []
    problems: list[Diagnostic] = []
    files = list(_walk(given, problems))
    if not files and not problems:
        message = f"no policy in `{shown}`: no file there ends in `{SUFFIX}`"
        problems.append(_problem("no-policy", message, "name a file or a folder that holds policies"))
    return files, problems


def _walk(folder: str, problems: list[Diagnostic]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        problems.append(_cannot_read(_shown(str(error.filename)), error))

    for at, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if name[0] != "." and not _is_evidence(os.path.join(at, name)))
        for name in names:
            if name.endswith(SUFFIX) and name[0] != ".":
                path = os.path.join(at, name)
                if _is_pipe(path):  # whoever opens one waits for somebody to write
                    problems.append(_problem("unreadable", f"`{_shown(path)}` is a pipe, not a file", _PIPE))
                else:
                    yield _shown(path)


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False  # whatever is wrong with it is told when it is read


def _is_evidence(folder: str) -> bool:
    return all(os.path.exists(os.path.join(folder, name)) for name in (EVIDENCE_SUMS, "manifest.json"))


def _read_each(files: Iterable[str]) -> Iterator[Source | Diagnostic]:
    seen: set[tuple[int, int]] = set()
    # A file reached by two names keeps the relative one, whatever the order in which the names were given.
    for path in sorted(files, key=lambda path: (os.path.isabs(path), path)):
        try:
            with open(path, "rb") as stream:
                about = os.fstat(stream.fileno())
                if (about.st_dev, about.st_ino) in seen:
                    continue
                seen.add((about.st_dev, about.st_ino))
                yield decode(path, stream.read())
        except OSError as error:
            yield _cannot_read(path, error)


def _read_stdin(name: str, stdin: BinaryIO | None) -> Source | Diagnostic:
    try:
        return decode(_shown(name) if name != STDIN else name, (stdin or sys.stdin.buffer).read())
    except OSError as error:
        return _cannot_read(name, error)


def decode(path: str, data: bytes) -> Source | Diagnostic:
    """The text of a file's bytes, or a diagnostic `unreadable` at the first place that is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _unreadable(path, "", "text in UTF-16, not in UTF-8")
    content = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = _normal(content.decode())
    except UnicodeDecodeError as error:
        before = _normal(content[: error.start].decode())
        return _unreadable(path, before, f"byte 0x{content[error.start]:02x} is not text in UTF-8")
    control = _CONTROL.search(text)
    if control:
        return _unreadable(path, text[: control.start()], f"character U+{ord(control[0]):04X} does not belong in text")
    is_plain = len(content) == len(data) and b"\r" not in data
    return Source(path, text, None if is_plain else data)


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _shown(path: str) -> str:
    return Path(path).as_posix()


def _unreadable(path: str, before: str, what: str) -> Diagnostic:
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    at = Location(path, line, column, line, column + 1)
    return _problem("unreadable", f"`{path}` is not a text file: {what}", "save the file as plain text in UTF-8", at)


def _cannot_read(path: str, error: OSError) -> Diagnostic:
    return _problem("unreadable", f"`{path}` cannot be read: {say_why(error)}", "", Location(path, 1, 1, 1, 1))


def _not_there(path: str, error: OSError | ValueError) -> Diagnostic:
    if isinstance(error, FileNotFoundError):
        help_ = "check the path, and the folder you are in"
        return _problem("no-policy", f"there is no file or folder `{path}`", help_)
    return _problem("unreadable", f"`{path}` cannot be read: {say_why(error)}", "")


def _problem(check: str, message: str, help_: str, at: Location | None = None) -> Diagnostic:
    return Diagnostic(check, Severity.ERROR, message, at, help=(help_,) if help_ else ())
