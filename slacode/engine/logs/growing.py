"""Where the last whole row ends of a file that somebody is still writing: what follows is left for the next look."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from slacode.engine.logs.canonical import Canonical
from slacode.engine.logs.files import LogFile
from slacode.engine.logs.read_csv import SAMPLE, likely_delimiter
from slacode.engine.logs.streams import encoding_of, first_bytes

_CHUNK = 1 << 20

_LineEnds = Callable[[bytes], int]
"""How many bytes of a piece, which ends with a line, are up to the end of its last whole row."""


def up_to_last_row(canonical: Canonical, file: LogFile, encoding: str, delimiter: str | None) -> LogFile:
    """The file with the `size` up to which it is to be read.

    A compressed file and one in Parquet or XES are written whole: half of one cannot be read. Nor is a text in an
    encoding whose line ends are not those of ASCII, such as UTF-16, cut.
    """
    if file.format in ("parquet", "xes") or file.compression != "none":
        return file
    start = first_bytes(file.path, "none", SAMPLE)
    name = encoding_of(start, encoding)
    if not _is_like_ascii(name):
        return file
    if file.format == "jsonl":
        return replace(file, size=_last_end(file.path, len))
    header = start.decode(name, "replace").removeprefix("\ufeff")
    return replace(file, size=_last_end(file.path, _Quotes(delimiter or likely_delimiter(header, canonical.needed))))


def _is_like_ascii(encoding: str) -> bool:
    try:
        return codecs.encode('a"\n', encoding) in (b'a"\n', codecs.BOM_UTF8 + b'a"\n')
    except LookupError:  # told by the reader
        return False


def _last_end(path: str, ends: _LineEnds) -> int:
    """The end of the last whole row, in bytes from the beginning."""
    at = end = 0
    for piece in _whole_lines(path):
        whole = ends(piece)
        end = at + whole if whole else end
        at += len(piece)
    return end


def _whole_lines(path: str) -> Iterator[bytes]:
    """The bytes of a file in large pieces that end with a line; what follows its last line end is left out."""
    rest = b""
    with open(path, "rb") as stream:
        while piece := stream.read(_CHUNK):
            lines, found, behind = piece.rpartition(b"\n")
            if found:
                yield rest + lines + found
                rest = behind
            else:
                rest += piece


class _Quotes:
    """Follows the quotes of a CSV file, within which a line end ends no row."""

    def __init__(self, delimiter: str) -> None:
        between = re.escape(delimiter.encode())
        self._quoted = re.compile(rb'(?:^|(?<=%s))"(?:[^"]|"")*+"' % between)
        self._opens = re.compile(rb'(?:^|%s)"' % between)
        self._is_open = False

    def __call__(self, piece: bytes) -> int:
        if not self._is_open and b'"' not in piece:
            return len(piece)
        at = end = 0
        for line in piece[:-1].split(b"\n"):
            at += len(line) + 1
            if self._is_open or b'"' in line:
                # a quote that is still open is as if the line began with it
                rest = self._quoted.sub(b"", b'"' + line if self._is_open else line)
                self._is_open = self._opens.search(rest) is not None
            if not self._is_open:
                end = at
        return end

