"""Fills an evidence folder: the same evaluation gives the same bytes, on any machine and whatever the time is."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from slacode.engine.evaluate.attribution.rows import SCHEMA as ATTRIBUTION_SCHEMA
from slacode.engine.evaluate.cases import SCHEMA as CASES_SCHEMA
from slacode.engine.evaluate.result import Result, RowSetAside, say_instant
from slacode.engine.model.policy import PolicyModel
from slacode.evidence.derivations import derivations
from slacode.evidence.folder import policy_names, require_room, seal
from slacode.evidence.git import commits_of
from slacode.evidence.manifest import (
    ATTRIBUTION,
    CASES,
    DERIVATIONS,
    MANIFEST,
    RESULTS,
    SET_ASIDE,
    Git,
    LogFile,
    LogRead,
    Manifest,
    Parameters,
    PolicyText,
    VersionJudged,
)
from slacode.evidence.tools import engine_versions, slacode_version
from slacode.ground.wholefolder import whole_folder
from slacode.project import Policy
from slacode.reports.cases import write_cases
from slacode.reports.evaluation.json import evaluation
from slacode.reports.json import dumps
from slacode.source import Source


@dataclass(frozen=True)
class Run:
    """An evaluation that kept its cases and whose time they were, the policies that it judged, and what was asked."""

    policy: Policy
    result: Result
    parameters: Parameters


def write_evidence(run: Run, folder: Path) -> str:
    """Write the evidence of a run; gives the seal, which is the SHA-256 of the folder's `SHA256SUMS`.

    The folder appears whole or not at all. Raises `EvidenceError` if something else is there already, and `OSError`.
    """
    require_room(folder)
    commits = commits_of(run.policy.sources)
    with whole_folder(folder) as new:
        return fill(new, run, commits)


def fill(folder: Path, run: Run, commits: Mapping[str, Git | None]) -> str:
    """Write all files of the evidence into an empty folder; gives the seal. `commits` are those of the policies."""
    result, manifest = run.result, _manifest(run, commits)
    for source, policy in zip(run.policy.sources, manifest.policies, strict=True):
        path = folder / policy.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.data)
    texts = {
        MANIFEST: dumps(manifest.model_dump(mode="json")),
        RESULTS: evaluation(result),
        DERIVATIONS: dumps(derivations(run.policy.model, result)),
        SET_ASIDE: _set_aside(result),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode(errors="backslashreplace"))
    _write_table(folder / CASES, result.case_tables, CASES_SCHEMA)
    _write_table(folder / ATTRIBUTION, result.attribution_tables, ATTRIBUTION_SCHEMA)
    return seal(folder)


def _write_table(path: Path, tables: Callable[[], Iterator[pa.Table]] | None, schema: pa.Schema) -> None:
    write_cases(tables() if tables else (), str(path), schema)


def _manifest(run: Run, commits: Mapping[str, Git | None]) -> Manifest:
    result = run.result
    return Manifest(
        slacode=slacode_version(),
        engines=engine_versions(),
        parameters=run.parameters,
        as_of=say_instant(result.as_of),
        policy_sha256=result.policy_sha256,
        policies=tuple(_policies(run.policy.sources, commits)),
        versions=tuple(_versions(run.policy.model, result)),
        logs=tuple(
            LogRead(
                name=log.name,
                files=tuple(LogFile(path=file.path, sha256=file.sha256, rows=file.rows) for file in log.files),
                rows=log.rows,
                set_aside=log.set_aside,
            )
            for log in result.logs
        ),
    )


def _policies(sources: tuple[Source, ...], commits: Mapping[str, Git | None]) -> Iterator[PolicyText]:
    names = policy_names(source.path for source in sources)
    for source in sources:
        sha256 = hashlib.sha256(source.data).hexdigest()
        yield PolicyText(path=source.path, file=names[source.path], sha256=sha256, git=commits[source.path])


def _versions(model: PolicyModel, result: Result) -> Iterator[VersionJudged]:
    judged = {(target.agreement, target.version) for target in result.targets}
    judged |= {(amount.agreement, amount.version) for amount in result.penalties}
    for agreement in sorted(model.agreements, key=lambda agreement: agreement.name):
        for version in agreement.versions:
            if (agreement.name, version.number) in judged:
                yield VersionJudged(
                    agreement=agreement.name,
                    version=version.number,
                    title=version.title,
                    start=version.start,
                    end=version.end,
                    zone=version.zone,
                )


def _set_aside(result: Result) -> str:
    text = io.StringIO()
    rows = csv.DictWriter(text, tuple(RowSetAside.__dataclass_fields__), lineterminator="\n")
    rows.writeheader()
    rows.writerows(row.to_json() for row in result.set_aside)
    return text.getvalue()
