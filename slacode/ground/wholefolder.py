"""Writes folders that appear whole or not at all, however the run that writes them ends."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(path: str | Path) -> Iterator[Path]:
    """An empty folder to fill, which takes the place of the one at `path` once all in it is on the disk.

    A run that is killed leaves at most hidden folders beside it, `.NAME.….unfinished` and the one of before as
    `.NAME.….before`. Folders above it are made. Raises `OSError`.
    """
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = _beside(target, "unfinished")
    unfinished.mkdir()
    try:
        yield unfinished
        for inside in (*unfinished.rglob("*"), unfinished):
            _sync(inside)
        _take_place(unfinished, target)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync(target.parent)


def _beside(target: Path, what: str) -> Path:
    """A hidden name that nothing has yet; of the target's not all, as names must not get too long."""
    return target.with_name(f".{target.name[:50]}.{secrets.token_hex(4)}.{what}")


def _take_place(new: Path, target: Path) -> None:
    """No system replaces a full folder in one step: the old one steps aside first, and comes back if need be."""
    if not target.exists():
        new.rename(target)
        return
    old = _beside(target, "before")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _sync(path: Path) -> None:
    """Have a file or the entries of a folder written to the disk."""
    if os.name == "nt" and path.is_dir():  # Windows opens no folders, and needs none of this
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
