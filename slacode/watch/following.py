"""Which files the logs are made of at the moment, and what became of them since the last look."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

_EDGE = 4096
"""So many bytes at the beginning, and before the former end, tell a file that grew from one that was written anew."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as it was: what its folder says of it, and the digest of its edges."""

    size: int
    modified: int
    identity: tuple[int, int]
    edges: str


Look = Mapping[str, Seen]
"""The files that are there, by their paths."""


def look(patterns: Sequence[str], before: Look) -> Look:
    """The files that match some paths and patterns; of those that did not change nothing is read."""
    found: dict[str, Seen] = {}
    for pattern in patterns:
        paths = [pattern] if os.path.exists(pattern) else glob.glob(pattern, recursive=True)
        for path in sorted(paths):
            seen = _seen(path, before.get(path))
            if seen is not None:
                found[path] = seen
    return found


def changes(before: Look, now: Look) -> Iterator[str]:
    """What is worth a note: files that are gone, and those that did not just grow."""
    for path in sorted(before.keys() | now.keys()):
        shown = PurePath(path).as_posix()
        if path not in now:
            yield f"`{shown}` is gone"
        elif path in before and not _grew(path, before[path], now[path]):
            shorter = now[path].size < before[path].size
            yield f"`{shown}` was {'cut or ' if shorter else ''}written anew; all of it is read again"


def _seen(path: str, before: Seen | None) -> Seen | None:
    try:
        stat = os.stat(path)
        same = before is not None and (before.size, before.modified, before.identity) == (
            *(stat.st_size, stat.st_mtime_ns),
            (stat.st_dev, stat.st_ino),
        )
        edges = before.edges if same and before is not None else _edges(path, stat.st_size)
    except OSError:  # gone between one look and the next, or not to be read: the evaluation tells
        return None
    return Seen(stat.st_size, stat.st_mtime_ns, (stat.st_dev, stat.st_ino), edges)


def _edges(path: str, size: int) -> str:
    with open(path, "rb") as stream:
        start = stream.read(min(_EDGE, size))
        stream.seek(max(0, size - _EDGE))
        return hashlib.sha256(start + stream.read(min(_EDGE, size))).hexdigest()


def _grew(path: str, before: Seen, now: Seen) -> bool:
    """Whether a file has all that it had, as far as its edges tell, and perhaps more."""
    if now.identity != before.identity or now.size < before.size:
        return False
    try:
        return now.edges == before.edges or _edges(path, before.size) == before.edges
    except OSError:
        return False
