"""Which commit policies were checked out from, and whether the text that was judged is that commit's."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from slacode.evidence.manifest import Git
from slacode.source import STDIN, Source


def commits_of(sources: Iterable[Source]) -> dict[str, Git | None]:
    """The commit of each policy by its path; None for one that is in no repository, or in one without a commit."""
    found: dict[str, Git | None] = {}
    by_repository: dict[Path | None, list[Source]] = defaultdict(list)
    for source in sources:
        by_repository[_repository(source.path)].append(source)
    for repository, inside in by_repository.items():
        found |= dict.fromkeys(source.path for source in inside) if repository is None else _commit(repository, inside)
    return found


def _repository(path: str) -> Path | None:
    """The folder of the repository that a file is in: the nearest one upwards that has a `.git`."""
    if path == STDIN or not os.path.isfile(path):
        return None
    real = Path(os.path.realpath(path))
    return next((folder for folder in real.parents if (folder / ".git").exists()), None)


def _commit(repository: Path, sources: Sequence[Source]) -> dict[str, Git | None]:
    """The text of the commit is known by its object's name, so no file is read a second time."""
    names = {s.path: Path(os.path.realpath(s.path)).relative_to(repository).as_posix() for s in sources}
    revision = _git(repository, "rev-parse", "--verify", "HEAD")
    listed = _git(repository, "ls-tree", "-z", "--full-tree", "HEAD", "--", *names.values())
    if revision is None or listed is None:
        return dict.fromkeys(names)
    entries = (entry.partition("\t") for entry in listed.split("\0") if entry)
    objects = {name: about.split()[2] for about, _, name in entries}
    return {
        s.path: Git(revision=revision.strip(), dirty=not _is_object(s, objects.get(names[s.path]))) for s in sources
    }


def _is_object(source: Source, name: str | None) -> bool:
    """Whether a text is an object of the repository, in which lines end in LF if git was asked to turn them."""
    return name is not None and name in (_object_name(data, len(name)) for data in (source.data, _in_lf(source.data)))


def _in_lf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _object_name(data: bytes, size: int) -> str:
    make = hashlib.sha256 if size == hashlib.sha256().digest_size * 2 else hashlib.sha1
    return make(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _git(repository: Path, *arguments: str) -> str | None:
    """What git says, or None where there is no git or it refuses."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "--literal-pathspecs", "-C", str(repository), *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - paths come after `--`
    return os.fsdecode(done.stdout) if done.returncode == 0 else None
