"""Reads a folder of evidence back: its manifest, its policies, and which files are not as they were."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from slacode.diagnostics import Diagnostic, one_line
from slacode.evidence.comparing import Difference
from slacode.evidence.folder import EvidenceError, digest_of_file, files_in, sums_of
from slacode.evidence.manifest import FILES, FORMAT_VERSION, MANIFEST, Manifest
from slacode.ground.saying import say_why
from slacode.project import Policy, compile_sources
from slacode.source import EVIDENCE_SUMS, Source, decode


def tampered(folder: Path) -> Iterator[Difference]:
    """Files that are not as `SHA256SUMS` has them, missing ones and added ones."""
    try:
        sums = sums_of(folder)
    except OSError:
        yield Difference(EVIDENCE_SUMS, "file", "there", None)
        return
    except EvidenceError as error:
        yield Difference(EVIDENCE_SUMS, "file", "digests of all files", error.reason)
        return
    files = {name: _digest(folder / name) for name in files_in(folder) if name != EVIDENCE_SUMS}
    for name in sorted({*sums, *files}):
        if sums.get(name) != files.get(name):
            yield Difference(name, "sha256", sums.get(name), files.get(name))


def manifest_of(folder: Path) -> Manifest:
    """What `manifest.json` says; raises `EvidenceError`."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise EvidenceError.saying(f"`{MANIFEST}` cannot be read: {say_why(error)}") from None
    except ValidationError as error:
        if any(problem["loc"] == ("format_version",) for problem in error.errors()):
            raise EvidenceError.saying(
                f"`{MANIFEST}` is of another format than {FORMAT_VERSION}: verify it with the version that wrote it"
            ) from None
        why = f"`{MANIFEST}` does not say what it must; `slacode schema evidence` describes it"
        raise EvidenceError.saying(why) from None


def other_policies(folder: Path, manifest: Manifest, told: set[str]) -> Iterator[Difference]:
    """Policies that are not the ones that the manifest names, those aside of which that was told."""
    names = set(files_in(folder))
    for text in manifest.policies:
        now = _digest(folder / text.file) if text.file in names else None
        if now != text.sha256 and text.file not in told:
            yield Difference(text.file, "sha256", text.sha256, now)


def other_files(folder: Path, manifest: Manifest, told: set[str]) -> Iterator[Difference]:
    """Files that evidence must have and that are missing, and those that are none of it, those aside of which that was
    told."""
    needed = {*FILES, *(text.file for text in manifest.policies), EVIDENCE_SUMS}
    found = set(files_in(folder))
    for name in sorted((needed ^ found) - told):
        yield Difference(name, "file", *(("there", None) if name in needed else (None, "there")))


def _digest(path: Path) -> str:
    try:
        return digest_of_file(path)
    except OSError:
        return "cannot be read"


def policy_of(folder: Path, manifest: Manifest) -> Policy:
    """The policy of the texts in the folder, under the paths that they were judged by; raises `EvidenceError`."""
    sources: list[Source] = []
    names = set(files_in(folder))
    for text in manifest.policies:
        if text.file not in names:  # one that leads out of the folder neither
            raise EvidenceError.saying(f"the policy `{text.file}` is missing")
        try:
            outcome = decode(text.path, (folder / text.file).read_bytes())
        except OSError:
            raise EvidenceError.saying(f"the policy `{text.file}` cannot be read") from None
        if isinstance(outcome, Diagnostic):
            raise EvidenceError.saying(f"the policies cannot be read: {outcome.message}")
        sources.append(outcome)
    compiled = compile_sources(sources)
    if compiled.policy is None:
        raise EvidenceError.saying(f"the policies cannot be judged: {one_line(compiled.diagnostics[0])}")
    return compiled.policy
