"""Remembers from run to run what came of unchanged texts: by content, safe to delete at any time, never in the way.

An entry is found by a key made of everything that its value follows from, this installation of slacode and of what it
stands on among it; so an entry is never out of date, only unused. One that is damaged, or cannot be read or written,
counts as not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = ".slacode_cache"
FOLDER_VARIABLE = "SLACODE_CACHE_DIR"

_PACKAGE = Path(__file__).parents[1]
_SUFFIX = ".entry"
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# What slacode remembers of unchanged files; safe to delete.\n"
_DIGEST_SIZE = 16
_KEPT_FOR = 30 * 24 * 3600  # seconds; what is still used then is worked out anew once


@dataclass(frozen=True)
class Cache:
    """A folder of remembered values; with no folder nothing is remembered."""

    folder: Path | None

    def get(self, key: str, classes: Collection[type]) -> object | None:
        """What was remembered under a key, made of these classes and plain values alone, or None."""
        if self.folder is None:
            return None
        try:
            content = (self.folder / (key + _SUFFIX)).read_bytes()
            digest, data = content[:_DIGEST_SIZE], content[_DIGEST_SIZE:]
            return _Reader(data, classes).load() if digest == _digest(data) else None
        except Exception:  # noqa: BLE001 - a damaged entry can fail in any way, and then there is none
            return None

    def put(self, key: str, value: object) -> None:
        """Remember a value under a key, unless the folder cannot be written to."""
        if self.folder is None:
            return
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        with contextlib.suppress(OSError):
            _make(self.folder)
            _write(self.folder / (key + _SUFFIX), _digest(data) + data)
            _forget(self.folder)


def cache_for(settings_path: str | None, wanted: bool) -> Cache:
    """The cache of a project: beside its settings, else in this folder, or where `SLACODE_CACHE_DIR` says."""
    if not wanted:
        return Cache(None)
    named = os.environ.get(FOLDER_VARIABLE)
    return Cache(Path(named) if named else Path(settings_path or NAME).parent / NAME)


def key_of(parts: Iterable[str]) -> str:
    """A key that no other sequence of parts has, and that no other installation of slacode has either."""
    digest = hashlib.blake2b(digest_size=20)
    for part in (*_installation(), "", *parts):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


def _installation() -> Iterator[str]:
    """What tells this slacode from any other: its own files, Python, all that is installed, the system's time zones."""
    from zoneinfo import TZPATH

    yield sys.version
    yield from sorted(_stamp(path) for path in _files(_PACKAGE))
    for place in sys.path:
        with contextlib.suppress(OSError), os.scandir(place or ".") as entries:
            yield from sorted(entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info")))
    for folder in TZPATH:
        with contextlib.suppress(OSError):
            yield _stamp(folder)


def _files(folder: str | Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif entry.name != "__pycache__":
                yield from _files(entry.path)


def _stamp(path: str) -> str:
    about = os.stat(path)
    return f"{path} {about.st_size} {about.st_mtime_ns}"


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).digest()


def _make(folder: Path) -> None:
    """Make the folder, as one that version control and backups pass over."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / ".gitignore", b"*\n")
    _write(folder / "CACHEDIR.TAG", _TAG.encode())


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(content)
            file.close()
            os.replace(file.name, path)
        except OSError:
            os.unlink(file.name)
            raise


def _forget(folder: Path) -> None:
    """Delete what is older than a month, and what runs that were killed left half written."""
    oldest = time.time() - _KEPT_FOR
    for path in folder.iterdir():
        if (path.suffix == _SUFFIX or path.name.startswith(".new-")) and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


class _Reader(pickle.Unpickler):
    """Reads values made of a few classes: whatever else an entry asks for, whoever wrote it, is not loaded."""

    def __init__(self, data: bytes, classes: Collection[type]) -> None:
        super().__init__(io.BytesIO(data))
        self._classes = {(kind.__module__, kind.__qualname__): kind for kind in classes}

    def find_class(self, module: str, name: str) -> type:
        """The class of that name, if it is one of those expected."""
        if (module, name) not in self._classes:
            raise pickle.UnpicklingError(f"`{module}.{name}` is not expected")
        return self._classes[module, name]
