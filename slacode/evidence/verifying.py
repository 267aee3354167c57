"""Works an evaluation out once more from its evidence, and says what is not as the evidence has it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slacode.diagnostics import Diagnostic, PolicyError, did_you_mean
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.result import LogRead, Result
from slacode.engine.logs.errors import LogError
from slacode.evidence.comparing import Difference, json_differences, rows_differences
from slacode.evidence.folder import EvidenceError, digest_of_file
from slacode.evidence.locating import Located, located_where_given, located_where_recorded
from slacode.evidence.manifest import ATTRIBUTION, CASES, FILES, MANIFEST, SET_ASIDE, Manifest
from slacode.evidence.reading import manifest_of, other_files, other_policies, policy_of, tampered
from slacode.evidence.tables import table_differences
from slacode.evidence.tools import engine_versions, slacode_version
from slacode.evidence.writing import Run, fill
from slacode.ground.saying import say_why
from slacode.project import Policy, evaluate
from slacode.source import EVIDENCE_SUMS

# Other versions of tools are told beside the differences.
_NOT_COMPARED = ("slacode", "engines")


@dataclass(frozen=True, slots=True)
class OtherTool:
    """Something that figures are computed with, whose version is another one now."""

    name: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a folder.

    `seal` is the SHA-256 of its `SHA256SUMS`, None where that is missing. `reason` says why it could not be worked out
    once more; what was found before that is in `differences`. `manifest` is None where it cannot be read.
    """

    folder: str
    seal: str | None
    manifest: Manifest | None
    differences: tuple[Difference, ...]
    tools: tuple[OtherTool, ...]
    reason: str | None

    @property
    def is_verified(self) -> bool:
        """Whether all was worked out once more and nothing differs."""
        return not self.differences and self.reason is None


def verify(
    folder: Path, logs: Mapping[str, Sequence[str]], *, seal: str | None = None, options: Options = DEFAULTS
) -> Verification:
    """Verify a folder of evidence, first its files and those of the logs, then every figure.

    `logs` gives files of logs by name where they are not where they were; `seal` is what the folder's is said to be;
    of `options` the memory and the threads count. Raises `EvidenceError` for a folder that is no evidence.
    """
    if not any((folder / name).is_file() for name in (MANIFEST, EVIDENCE_SUMS)):
        raise EvidenceError.saying(f"`{folder.as_posix()}` is no folder of evidence: it has no `{MANIFEST}`")
    own = digest_of_file(folder / EVIDENCE_SUMS) if (folder / EVIDENCE_SUMS).is_file() else None
    found = list(tampered(folder))
    if seal not in (None, own):
        found.append(Difference(EVIDENCE_SUMS, "seal", seal, own))
    manifest = reason = None
    try:
        manifest = manifest_of(folder)
        found += other_policies(folder, manifest, {one.file for one in found})
        found += other_files(folder, manifest, {one.file for one in found})
        policy = policy_of(folder, manifest)
        with tempfile.TemporaryDirectory(prefix="slacode-verify-") as work:
            located = _located(policy, manifest, logs, folder, Path(work))
            found += located.differences()
            found += _worked_out(folder, manifest, policy, located, options)
    except EvidenceError as error:
        reason = error.reason
    tools = tuple(_other_tools(manifest)) if manifest else ()
    return Verification(folder.as_posix(), own, manifest, tuple(found), tools, reason)


def _located(
    policy: Policy, manifest: Manifest, given: Mapping[str, Sequence[str]], folder: Path, spool: Path
) -> Located:
    """Where the files of every log are that the evidence was made from."""
    names = [log.name for log in manifest.logs]
    for name in given:
        if name not in names:
            near = did_you_mean(name, names)
            hint = f"; did you mean `{near}`?" if near else ""
            raise EvidenceError.saying(f"the evidence has no log `{name}`{hint}")
    logs = {log.name: log for log in policy.model.logs}
    files = {}
    try:
        for log in manifest.logs:
            if log.name in given and log.name in logs:
                files[log.name] = located_where_given(logs[log.name], log, given[log.name], spool)
            else:
                files[log.name] = located_where_recorded(log, folder.absolute().parent)
    except LogError as error:
        raise EvidenceError.saying(_sentences(error.diagnostics)) from error
    except OSError as error:
        why = say_why(error)
        raise EvidenceError.saying(f"`{error.filename}` cannot be read: {why}") from error
    return Located(files)


def _worked_out(
    folder: Path, manifest: Manifest, policy: Policy, located: Located, options: Options
) -> list[Difference]:
    """Everything once more, in a folder of its own, and how its files differ from those of the evidence."""
    asked = manifest.parameters
    options = replace(options, encoding=asked.encoding, delimiter=asked.delimiter)
    try:
        result = evaluate(
            policy,
            located.paths,
            as_of=asked.as_of,
            periods=asked.period,
            select=asked.select,
            warn_at=asked.warn_at,
            options=replace(options, keep_cases=True, keep_attribution=True),
        )
    except PolicyError as error:
        raise EvidenceError.saying(_sentences(error.diagnostics)) from error
    run = Run(policy, _as_recorded(result, located), asked)
    with tempfile.TemporaryDirectory(prefix="slacode-verify-") as name:
        again = Path(name)
        fill(again, run, {text.path: text.git for text in manifest.policies})
        newer = manifest.slacode != slacode_version()
        return [one for file in FILES for one in _file_differences(file, folder, again, newer)]


def _file_differences(name: str, before: Path, now: Path, newer: bool) -> list[Difference]:
    """How a file of the evidence differs from the one that was written now; that one is missing was told."""
    old, new = before / name, now / name
    if not old.is_file():
        return []
    try:
        if digest_of_file(old) == digest_of_file(new):
            return []
        if name in (CASES, ATTRIBUTION):
            return table_differences(old, new)
        was, is_now = (path.read_text(encoding="utf-8") for path in (old, new))
        if name == SET_ASIDE:
            return rows_differences(name, was, is_now)
        passing = _NOT_COMPARED if name == MANIFEST else ()
        return json_differences(name, was, is_now, newer=newer, passing=passing)
    except (OSError, ValueError):
        return [Difference(name, "content", "cannot be read", "as it must be")]


def _as_recorded(result: Result, located: Located) -> Result:
    """The result as it would be if every file were still where it was."""
    paths = {log.name: located.recorded(log.name) for log in result.logs}
    return replace(
        result,
        logs=tuple(_log_as_recorded(log, paths[log.name]) for log in result.logs),
        set_aside=tuple(replace(row, path=paths[row.log].get(row.path, row.path)) for row in result.set_aside),
    )


def _log_as_recorded(log: LogRead, paths: Mapping[str, str]) -> LogRead:
    return replace(log, files=tuple(replace(file, path=paths.get(file.path, file.path)) for file in log.files))


def _other_tools(manifest: Manifest) -> Iterator[OtherTool]:
    now = {"slacode": slacode_version(), **engine_versions()}
    for name, before in {"slacode": manifest.slacode, **manifest.engines}.items():
        if now.get(name) != before:
            yield OtherTool(name, before, now.get(name, "none"))


def _sentences(problems: Iterable[Diagnostic]) -> str:
    return "; ".join(problem.message for problem in problems)
