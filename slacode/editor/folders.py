"""Which files belong together as one policy set, and what they hold on the disk."""

from __future__ import annotations

import os
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic
from slacode.editor.documents import Document
from slacode.source import SUFFIX, Source, read_sources


@dataclass(frozen=True)
class SetOfFiles:
    """The files of one policy set: those in `folders` (and in the folders in them, if it is `deep`).

    `root` is where its settings are looked for.
    """

    root: str
    folders: tuple[str, ...]
    deep: bool = True

    def holds(self, path: str) -> bool:
        """Whether a file of that path belongs to the set."""
        return path in self.folders or (
            path.endswith(SUFFIX) and any(_under(path, folder, self.deep) for folder in self.folders)
        )

    def read(self) -> list[Document]:
        """Every policy of the set as it is on the disk; one that cannot be read says so."""
        paths = [path for folder in self.folders for path in ([folder] if self.deep else _beside(folder))]
        sources, problems = read_sources(paths)
        return [*map(Document, sources), *(_unread(one) for one in problems if one.at)]


def set_in(root: str, chosen: tuple[str, ...] = ()) -> SetOfFiles:
    """The policy set of a folder that is open in an editor: paths chosen in it, `policies/`, or all of it."""
    own = os.path.join(root, "policies")
    folders = tuple(os.path.normpath(os.path.join(root, path)) for path in chosen)
    return SetOfFiles(root, folders or ((own,) if os.path.isdir(own) else (root,)))


def set_beside(path: str) -> SetOfFiles:
    """The policy set of a file that belongs to no other: it and those beside it; a text without a file is alone."""
    folder = os.path.dirname(path)
    if not folder or not path.endswith(SUFFIX):
        return SetOfFiles(folder, (path,))
    return SetOfFiles(folder, (folder,), deep=False)


def document_on_disk(path: str) -> Document | None:
    """A file as it is on the disk; None if it is gone."""
    sources, problems = read_sources([path])
    if sources:
        return Document(sources[0])
    return next((_unread(one) for one in problems if one.at), None)


def _under(path: str, folder: str, deep: bool) -> bool:
    inside = os.path.relpath(path, folder).split(os.sep) if path.startswith(folder.rstrip(os.sep) + os.sep) else []
    hidden = any(part.startswith(".") for part in inside)
    return bool(inside) and not hidden and (deep or len(inside) == 1)


def _beside(folder: str) -> list[str]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [os.path.join(folder, name) for name in names if name.endswith(SUFFIX) and not name.startswith(".")]


def _unread(problem: Diagnostic) -> Document:
    assert problem.at is not None  # noqa: S101 - asked for by both callers
    return Document(Source(problem.at.path, ""), problem)
