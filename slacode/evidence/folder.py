"""The evidence folder itself: which files it has, their digests in `SHA256SUMS`, and whether one may take its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.evidence.manifest import MANIFEST, POLICIES
from slacode.source import EVIDENCE_SUMS, STDIN, SUFFIX

_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class EvidenceError(PolicyError):
    """A folder that cannot be written or verified as evidence; the message says why, and what to do."""

    @classmethod
    def saying(cls, message: str) -> EvidenceError:
        """The error with a message."""
        return cls([Diagnostic("evidence", Severity.ERROR, message)])

    @property
    def reason(self) -> str:
        """The message."""
        return self.diagnostics[0].message


def policy_names(paths: Iterable[str]) -> dict[str, str]:
    """The file of each policy in the folder: its path without what leads out of it, with a number where two are one."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        inside = f"standard-input{SUFFIX}" if path == STDIN else _inside(path)
        name, number = f"{POLICIES}/{inside}", 1
        while name.casefold() in taken:
            number += 1
            name = f"{POLICIES}/{number}/{inside}"
        taken.add(name.casefold())
        names[path] = name
    return names


def _inside(path: str) -> str:
    """A path as one below a folder, whatever system it is of: no root, no drive, no way up, nothing unprintable."""
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "//", "..")]
    return "/".join("".join(_safe(letter) for letter in part) for part in parts)


def _safe(letter: str) -> str:
    return letter if letter.isprintable() and letter not in ":\\" else "_"


def digest_of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises `OSError`."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_in(folder: Path) -> list[str]:
    """All files of a folder, by their paths from it, in alphabetical order."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def seal(folder: Path) -> str:
    """Write the digests of all files of a folder into `SHA256SUMS`, as `sha256sum` does; gives that file's own."""
    lines = [f"{digest_of_file(folder / name)}  {name}\n" for name in files_in(folder)]
    path = folder / EVIDENCE_SUMS
    path.write_bytes("".join(lines).encode())
    return digest_of_file(path)


def sums_of(folder: Path) -> dict[str, str]:
    """The digests that `SHA256SUMS` says, by file; raises `OSError`, and `EvidenceError` for a line that is none."""
    found = {}
    for line in (folder / EVIDENCE_SUMS).read_text(encoding="utf-8", errors="replace").splitlines():
        told = _SUM.fullmatch(line)
        if told is None:
            raise EvidenceError.saying(f"`{EVIDENCE_SUMS}` has a line that is no digest and file")
        found[told[2]] = told[1]
    return found


def require_room(folder: Path) -> None:
    """Raise `EvidenceError` where evidence would take the place of something else."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise EvidenceError.saying(f"`{folder.as_posix()}` is a file: name a folder that is new or empty")
    others = _others_in(folder)
    if others:
        raise EvidenceError.saying(
            f"`{folder.as_posix()}` holds `{others[0]}`, which is no evidence: "
            "name a folder that is new or empty, or one that holds evidence and nothing else"
        )


def _others_in(folder: Path) -> list[str]:
    """The files of a folder that are not those of evidence."""
    names = files_in(folder) or sorted(path.name for path in folder.iterdir())
    try:
        known = {*sums_of(folder), EVIDENCE_SUMS}
    except (OSError, EvidenceError):
        return names
    return [name for name in names if name not in known] if MANIFEST in known else names
