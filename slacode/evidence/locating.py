"""Finds the logs that evidence was made from: where they were, or where they are said to be now, digests first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from slacode.engine.logs.files import STDIN, files_of
from slacode.engine.model.logs import Log
from slacode.evidence.comparing import Difference
from slacode.evidence.folder import EvidenceError, digest_of_file
from slacode.evidence.manifest import LogFile, LogRead


@dataclass(frozen=True, slots=True)
class Found:
    """The file that stands for one of the evidence: `path` is where it is now."""

    recorded: LogFile | None
    path: str
    sha256: str


@dataclass(frozen=True)
class Located:
    """The files of all logs, by the log."""

    files: Mapping[str, tuple[Found, ...]]

    @property
    def paths(self) -> dict[str, list[str]]:
        """Where the files are, by log."""
        return {log: [file.path for file in files] for log, files in self.files.items()}

    def recorded(self, log: str) -> dict[str, str]:
        """The paths that the evidence gives to the files of a log, by where they are now."""
        return {
            PurePath(file.path).as_posix(): file.recorded.path for file in self.files.get(log, ()) if file.recorded
        }

    def differences(self) -> Iterator[Difference]:
        """Which files are not those that were read."""
        for log, files in self.files.items():
            for file in files:
                if file.recorded is None:
                    yield Difference(file.path, f"sha256 of a file of log `{log}`", None, file.sha256)
                elif file.recorded.sha256 != file.sha256:
                    yield Difference(file.recorded.path, f"sha256 of log `{log}`", file.recorded.sha256, file.sha256)


def located_where_recorded(log: LogRead, beside: Path) -> tuple[Found, ...]:
    """The files of a log at their recorded paths, seen from here or from the folder `beside`, whichever fits. A path
    from the folder of a policy, such as `policies/../a.csv`, leads to its file also where the policies are gone.

    Raises `EvidenceError` for one that is not there.
    """
    return tuple(_where_recorded(log.name, file, beside) for file in log.files)


def _where_recorded(log: str, file: LogFile, beside: Path) -> Found:
    if file.path == STDIN:
        raise EvidenceError.saying(f"log `{log}` was read from standard input: give it with `--log {log}=FILE`")
    found = [
        Found(file, path.as_posix(), digest_of_file(path))
        for path in map(Path, (file.path, os.path.normpath(file.path), os.path.normpath(beside / file.path)))
        if path.is_file()
    ]
    if not found:
        raise EvidenceError.saying(f"there is no file `{file.path}` of log `{log}`: give it with `--log {log}=FILE`")
    return next((one for one in found if one.sha256 == file.sha256), found[0])


def located_where_given(log: Log, recorded: LogRead, given: Sequence[str], spool: Path) -> tuple[Found, ...]:
    """The given files of a log, each with the one of the evidence that it is by its digest, else by its name or place.

    Standard input is copied into `spool`. Raises `LogError` for a path that leads nowhere, `EvidenceError` where there
    are fewer files than were read.
    """
    files = files_of(log, given, None, spool)
    digests = {file.path: digest_of_file(Path(file.path)) for file in files}
    left = list(recorded.files)
    pairs: dict[str, LogFile] = {}
    for fits in (_is_same, _has_its_name, _is_next):
        for path, sha256 in digests.items():
            match = next((file for file in left if fits(file, path, sha256)), None) if path not in pairs else None
            if match is not None:
                pairs[path] = match
                left.remove(match)
    if left:
        names = ", ".join(f"`{file.path}`" for file in left)
        raise EvidenceError.saying(f"of log `{log.name}` no file was given for {names}: give all its files")
    return tuple(Found(pairs.get(path), path, sha256) for path, sha256 in digests.items())


def _is_same(file: LogFile, _path: str, sha256: str) -> bool:
    return file.sha256 == sha256


def _has_its_name(file: LogFile, path: str, _sha256: str) -> bool:
    return PurePath(file.path).name == PurePath(path).name


def _is_next(_file: LogFile, _path: str, _sha256: str) -> bool:
    return True
