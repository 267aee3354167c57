"""Reads policies as they stand in a revision of a git repository, through git itself; no working tree is touched."""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from string import hexdigits

from slacode.diagnostics import Diagnostic, PolicyError, Severity, sort_key
from slacode.source import SUFFIX, Source, decode

_FILE, _LINK, _SUBMODULE = "100", "120000", "160000"
_WHOLE = 40  # letters of a commit that is not abbreviated


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    name: str
    path: str


def is_revision(text: str) -> bool:
    """Whether git knows a revision of this name here; False too where there is no repository, or no git."""
    try:
        return bool(_tree_of(text))
    except PolicyError:
        return False


def read_revision(revision: str, paths: Iterable[str | os.PathLike[str]]) -> tuple[list[Source], list[Diagnostic]]:
    """Read files and folders as they stand in a revision, as `read_sources` reads them from the working tree.

    Paths are relative to the folder that the program stands in, here and in the sources. What cannot be read is told
    by a diagnostic `unreadable`, a path that leads to no policy by `no-policy`. Raises `PolicyError` where there is no
    repository or no such revision.
    """
    tree = _tree_of(revision)
    entries: dict[str, _Entry] = {}
    problems: list[Diagnostic] = []
    for given in (posixpath.normpath(os.fspath(path).replace(os.sep, "/")) for path in paths):
        listed = [replace(entry, path=_below(given, entry.path)) for entry in _listed(tree, given)]
        found = {entry.path: entry for entry in listed if _is_policy(entry.path, given)}
        entries |= found
        apart = _submodules(tree, given, listed)
        problems += [_apart(path, revision) for path in apart]
        if not found and not apart:
            problems.append(_problem("no-policy", f"no policy in `{given}` in `{revision}`"))
    links = [entry.path for entry in entries.values() if entry.mode == _LINK]
    problems += [_problem("unreadable", f"`{path}` is a link in `{revision}`: name what it leads to") for path in links]
    files = [entry for path, entry in sorted(entries.items()) if entry.mode.startswith(_FILE)]
    read = [decode(entry.path, data) for entry, data in zip(files, _contents(files), strict=True)]
    sources = [one for one in read if isinstance(one, Source)]
    problems += [one for one in read if isinstance(one, Diagnostic)]
    return sources, sorted(problems, key=sort_key)


def folder_here() -> str:
    """This folder from the top of its repository; empty at the top, and where there is none."""
    return _git("rev-parse", "--show-prefix").stdout.decode().strip().rstrip("/")


def from_here(path: str) -> str:
    """A path from the top of the repository as one from this folder; `./` and `../` begin here already."""
    if path.startswith(("./", "../")) or path in (".", ".."):
        return path
    return posixpath.relpath(path or ".", folder_here() or ".")


def merge_base(one: str, other: str) -> str | None:
    """The last revision that two have in common, None if they have none. Raises `PolicyError` for unknown ones."""
    for revision in (one, other):
        _tree_of(revision)
    done = _git("merge-base", "--end-of-options", one, other)
    return done.stdout.decode().strip() or None


def is_shallow() -> bool:
    """Whether the repository lacks a part of its history."""
    return _git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def parents(revision: str) -> list[str]:
    """The parents of a commit, also those that a shallow clone lacks. Raises `PolicyError` for an unknown one."""
    _tree_of(revision)
    head = _git("cat-file", "-p", f"{revision}^{{commit}}").stdout.decode(errors="replace").partition("\n\n")[0]
    lines = head.splitlines()
    return [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]


def commit_of(name: str) -> str | None:
    """The commit of a name, None if the repository does not hold it, or there is none."""
    done = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return done.stdout.decode().strip() or None


def short(commit: str) -> str:
    """A commit as git abbreviates it; any other name as it is."""
    if len(commit) < _WHOLE or not set(commit) <= set(hexdigits):
        return commit
    return _git("rev-parse", "--short=12", "--end-of-options", commit).stdout.decode().strip() or commit


def fetch(commit: str) -> None:
    """Get one commit from `origin`, without its history. Raises `PolicyError` where that cannot be done."""
    done = _git("fetch", "--quiet", "--no-tags", "--depth=1", "--end-of-options", "origin", commit)
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        message = f"`{commit}` cannot be fetched from `origin`{': ' + said[-1] if said else ''}"
        way_out = "check out the whole history, as with `fetch-depth: 0`, of the repository that the request is for"
        raise PolicyError([_problem("no-policy", message, way_out)])


def _below(given: str, path: str) -> str:
    """A path that git lists, from this folder, as one that begins with what was named: `../a/b.sla` in `..`."""
    inner = posixpath.relpath(path, given)
    return posixpath.normpath(posixpath.join(given, inner)) if given.startswith("..") else path


def _submodules(tree: str, given: str, listed: Iterable[_Entry]) -> list[str]:
    """The submodules that a path lies in or holds, and that have policies here: a revision has none of these."""
    parts = given.split("/")
    above = ["/".join(parts[:size]) for size in range(1, len(parts) + 1)]
    every = [*listed, *(entry for path in above if path not in (".", "..") for entry in _listed(tree, path, "-d"))]
    paths = {entry.path for entry in every if entry.mode == _SUBMODULE}
    return sorted(path for path in paths if any(Path(path).rglob(f"*{SUFFIX}")))


def _apart(path: str, revision: str) -> Diagnostic:
    message = f"`{path}` is a submodule, the policies of which `{revision}` does not hold"
    return _problem("unreadable", message, f"compare them in its own repository: `cd {path}`")


def _is_policy(path: str, given: str) -> bool:
    """A file that was named, or one in a folder that was: it ends in `.sla`, and nothing on the way to it is hidden."""
    if path == given:
        return True
    inner = path if given == "." else path.removeprefix(f"{given}/")
    return path.endswith(SUFFIX) and not any(part.startswith(".") for part in inner.split("/"))


def _tree_of(revision: str) -> str:
    """The tree of a revision; raises `PolicyError` if there is none."""
    done = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{tree}}")
    if done.returncode == 0:
        return done.stdout.decode().strip()
    here = _git("rev-parse", "--git-dir")
    if b"dubious ownership" in here.stderr:
        message = "git does not read this repository, as it belongs to another user"
        way_out = "trust it: `git config --global --add safe.directory PATH`"
    elif here.returncode != 0:
        message, way_out = "this folder is in no git repository", "go to the repository, or name files or folders"
    else:
        message = f"there is no revision `{revision}` here"
        way_out = "`git log --oneline --all` lists them; a shallow clone lacks those before it was made"
    raise PolicyError([_problem("no-policy", message, way_out)])


def _listed(tree: str, given: str, how: str = "-r") -> Iterator[_Entry]:
    done = _git("ls-tree", how, "-z", tree, "--", *([] if given == "." else [given]))
    for record in done.stdout.split(b"\0")[:-1]:
        about, _, path = record.partition(b"\t")
        mode, _, name = about.decode().split()
        yield _Entry(mode, name, os.fsdecode(path))


def _contents(entries: Sequence[_Entry]) -> Iterator[bytes]:
    """The bytes of the files, all in one go: git answers each name with a line that ends in the size, and the bytes."""
    names = "".join(f"{entry.name}\n" for entry in entries)
    out = _git("cat-file", "--batch", given=names.encode()).stdout
    start = 0
    for _ in entries:
        end = out.index(b"\n", start)
        size = int(out[start:end].split()[-1])
        yield out[end + 1 : end + 1 + size]
        start = end + 1 + size + 1


def _git(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.quotePath=false", *arguments]
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no shell, and names stand after the options
    except FileNotFoundError:
        problem = _problem("no-policy", "git is not installed", "install it, or name files or folders")
        raise PolicyError([problem]) from None


def _problem(check: str, message: str, way_out: str = "") -> Diagnostic:
    return Diagnostic(check, Severity.ERROR, message, help=(way_out,) if way_out else ())
