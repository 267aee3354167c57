"""The two sides of a comparison: files and folders, or what stood in a revision of a git repository."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.project import Policy, compile_sources
from slacode.review.revisions import from_here, is_revision, is_shallow, merge_base, read_revision
from slacode.source import Source, read_sources

WORKING_TREE = "the working tree"


@dataclass(frozen=True, slots=True)
class Side:
    """A policy, and what it is called. `is_empty`: a revision in which there is none yet, or no more."""

    name: str
    policy: Policy
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a side, and what of them cannot be read. `is_empty` is that of the side."""

    name: str
    sources: tuple[Source, ...]
    problems: tuple[Diagnostic, ...] = ()
    is_empty: bool = False


def sides(base: str, head: str | None, paths: Sequence[str]) -> tuple[Side, Side]:
    """Both sides, understood: see `texts`. Raises `PolicyError` for one that cannot be."""
    before, after = texts(base, head, paths)
    return _understood(before), _understood(after)


def texts(base: str, head: str | None, paths: Sequence[str]) -> tuple[Texts, Texts]:
    """Both sides: a file, a folder, or a revision, in which `paths` are looked at; without a head the working tree.

    `A..B` is A against B, `A...B` the last revision that both have in common against B; without B the working tree.
    Raises `PolicyError` for a side that is none of these, or that is two of them.
    """
    name = base
    if head is None and ".." in base and not os.path.exists(base):
        apart = "..." if "..." in base else ".."
        base, head = base.split(apart, 1)
        name = f"{base}{apart}{head}" if apart == "..." else base
        base, head = _in_common(base, head or "HEAD") if apart == "..." else base, head or None
    before = replace(_side(base, paths), name=name)
    after = _tree(paths, before) if head is None else _side(head, paths)
    if before.is_empty and after.is_empty:
        raise _error(f"there is no policy in `{'`, `'.join(paths)}`, neither in `{before.name}` nor in `{after.name}`")
    return before, after


def _in_common(one: str, other: str) -> str:
    common = merge_base(one, other)
    if common is None:
        history = "get their history: `git fetch --unshallow`" if is_shallow() else "they grew apart from the beginning"
        way_out = f"{history}; or compare them with two dots, or as two sides"
        raise _error(f"`{one}` and `{other}` have no revision in common", way_out)
    return common


def _side(given: str, paths: Sequence[str]) -> Texts:
    name, colon, path = given.partition(":")
    if os.path.exists(given):
        if is_revision(given) and not given.startswith((".", "/")):
            raise _error(f"`{given}` is a revision, and a file or folder too", f"write `./{given}` or `{given}^0`")
        return _files(given, [given])
    if colon and is_revision(name):
        return _path_in(given, name, path)
    if os.sep in given and not is_revision(given):
        return _files(given, [given])  # which tells what is the matter with it
    return _revision(given, given, paths)


def _path_in(given: str, revision: str, path: str) -> Texts:
    """What `REV:PATH` names, as git means it: from the top of the repository, with `./` from this folder."""
    side = _revision(given, revision, [from_here(path)])
    if side.is_empty:
        near = f"`{revision}:./{path}` is that of this folder" if not path.startswith(("./", "../")) else ""
        raise _error(f"there is no policy in `{path}` in `{revision}`", near)
    return side


def _tree(paths: Sequence[str], base: Texts) -> Texts:
    """The working tree. Where it has no policy in a path, though the base has some there, they were taken away."""
    side = _files(WORKING_TREE, paths)
    if all(problem.check != "no-policy" for problem in side.problems):
        return side
    left = [path for path in paths if _files("", [path]).sources or not _holds(base, path)]
    return _files(WORKING_TREE, left) if left else Texts(WORKING_TREE, (), is_empty=True)


def _holds(side: Texts, path: str) -> bool:
    """Whether a side has a policy in a path."""
    folder = posixpath.normpath(path.replace(os.sep, "/"))
    return folder == "." or any(f"{one.path}/".startswith(f"{folder}/") for one in side.sources)


def _files(name: str, paths: Sequence[str]) -> Texts:
    sources, problems = read_sources(paths)
    return Texts(name, tuple(sources), tuple(problems))


def _revision(name: str, revision: str, paths: Sequence[str]) -> Texts:
    try:
        sources, problems = read_revision(revision, paths)
    except PolicyError as error:
        raise PolicyError([_also_no_path(problem, revision) for problem in error.diagnostics]) from None
    if not sources and all(problem.check == "no-policy" for problem in problems):
        return Texts(name, (), is_empty=True)
    real = tuple(problem for problem in problems if problem.check != "no-policy")
    return Texts(name, tuple(sources), real)


def _also_no_path(problem: Diagnostic, given: str) -> Diagnostic:
    help_ = (*problem.help, f"there is no file or folder `{given}` either")
    return Diagnostic(problem.check, problem.severity, problem.message, help=help_)


def _understood(side: Texts) -> Side:
    compiled = compile_sources(side.sources, bool(side.problems))
    if compiled.policy is None or side.problems:
        every = [*side.problems, *compiled.diagnostics]
        raise PolicyError([_in_side(problem, side.name) for problem in every], compiled.sources)
    return Side(side.name, compiled.policy, side.is_empty)


def _in_side(problem: Diagnostic, name: str) -> Diagnostic:
    """Which of two texts of one name is meant."""
    return replace(problem, notes=(*problem.notes, f"read from {name if name == WORKING_TREE else f'`{name}`'}"))


def _error(message: str, way_out: str = "") -> PolicyError:
    return PolicyError([Diagnostic("no-policy", Severity.ERROR, message, help=(way_out,) if way_out else ())])
