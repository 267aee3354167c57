"""Which files a log is made of: paths, patterns and standard input, and what each file holds."""

from __future__ import annotations

import glob
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, Literal

from slacode.diagnostics import Diagnostic
from slacode.engine.logs.errors import LogError, is_folder, no_files, no_such_file, unreadable, unreadable_bytes
from slacode.engine.logs.streams import Compression, compression_of, first_bytes
from slacode.engine.model.logs import Log

Format = Literal["csv", "jsonl", "parquet", "xes"]

STDIN = "-"
_XML_SUFFIXES = (".xes", ".xml")
_JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
_CSV_SUFFIXES = (".csv", ".tsv", ".txt", ".psv")


@dataclass(frozen=True, slots=True)
class LogFile:
    """A file of a log: `number` counts from 0 in the order of the shown paths, `path` is where its bytes are. Of
    these the first `size` are read, all if it is None.
    """

    number: int
    shown: str
    path: str
    format: Format
    compression: Compression
    size: int | None = None


def files_of(log: Log, given: Sequence[str] | None, base: Path | None, spool: Path) -> tuple[LogFile, ...]:
    """The files of a log in the order of their paths, each once, by name or by the first bytes told apart.

    `given` are paths and patterns, `-` is standard input, copied into the folder `spool`; without them the log's own
    `files`, from the folder `base`, are taken. A path that leads nowhere raises `LogError`.
    """
    patterns = list(given) if given else [_beside(pattern, base) for pattern in log.files]
    if not patterns:
        raise LogError([no_files(log)])
    found: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for pattern in patterns:
        if pattern == STDIN:
            found[STDIN] = _spooled(spool, sys.stdin.buffer, "standard-input")
        elif os.path.isdir(pattern):
            problems.append(is_folder(log, _shown(pattern)))
        elif os.path.exists(pattern) and not os.path.isfile(pattern):  # a pipe can be read only once
            with open(pattern, "rb") as pipe:
                found[_shown(pattern)] = _spooled(spool, pipe, f"pipe-{len(found)}")
        elif paths := _matching(pattern):
            found.update((_shown(path), path) for path in paths)
        else:
            problems.append(no_such_file(log, _shown(pattern)))
    if problems:
        raise LogError(problems)
    return tuple(_described(log, number, *pair) for number, pair in enumerate(_each_once(found)))


def _beside(pattern: str, base: Path | None) -> str:
    return pattern if base is None else os.path.join(base, pattern)


def _shown(path: str) -> str:
    return PurePath(path).as_posix()


def _matching(pattern: str) -> list[str]:
    if os.path.exists(pattern):  # a file may be named like a pattern
        return [pattern]
    return [path for path in glob.glob(pattern, recursive=True) if not os.path.isdir(path)]


def _each_once(found: dict[str, str]) -> list[tuple[str, str]]:
    """In the order of the shown paths; a file that is reached by two names keeps the first."""
    by_file: dict[str, tuple[str, str]] = {}
    for shown, path in sorted(found.items()):
        by_file.setdefault(os.path.realpath(path), (shown, path))
    return list(by_file.values())


def _spooled(folder: Path, stream: BinaryIO, name: str) -> str:
    path = folder / name
    with path.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
    return str(path)


def _described(log: Log, number: int, shown: str, path: str) -> LogFile:
    try:
        start = first_bytes(path, "none", 4)
        compression = compression_of(start)
        format_ = _format_of(shown, path, compression)
        is_other = first_bytes(path, compression, 4) not in (b"PAR1", b"")
    except OSError as error:
        raise LogError([unreadable_bytes(log, shown, error)]) from error
    if format_ == "parquet" and is_other:
        help_ = "rename it after what it is, such as `.csv` or `.jsonl`, or have it written anew"
        raise LogError([unreadable(log, shown, "its name says that it is Parquet, and it is not", help_)])
    return LogFile(number, shown, path, format_, compression)


def _format_of(shown: str, path: str, compression: Compression) -> Format:
    """By the first bytes where they leave no doubt, else by the name, else by the look of the text."""
    start = first_bytes(path, compression, 256)
    suffixes = [suffix.lower() for suffix in PurePath(shown).suffixes[-2:]]
    if start.startswith(b"PAR1") or ".parquet" in suffixes:
        return "parquet"
    if any(suffix in _JSON_SUFFIXES for suffix in suffixes):
        return "jsonl"
    if any(suffix in _CSV_SUFFIXES for suffix in suffixes):
        return "csv"
    if any(suffix in _XML_SUFFIXES for suffix in suffixes):
        return "xes"
    looks: dict[bytes, Format] = {b"{": "jsonl", b"<": "xes"}
    return looks.get(start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1], "csv")
