"""The format `gitlab`: a Code Quality report, which GitLab shows on a merge request."""

from __future__ import annotations

from slacode.diagnostics import Diagnostic, JsonValue, Location, Severity
from slacode.reports import Findings
from slacode.reports._excerpt import clean
from slacode.reports.json import dumps

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
# GitLab refuses an entry that is nowhere.
_NOWHERE = Location(".", 1, 1, 1, 1)


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The findings that no policy allows: GitLab has no word for the others."""
    known = zip(record.diagnostics, record.fingerprints, strict=True)
    return dumps([_entry(d, fingerprint) for d, fingerprint in known if d.allowed is None])


def _entry(d: Diagnostic, fingerprint: str) -> dict[str, JsonValue]:
    at = d.at or _NOWHERE
    return {
        "description": clean(d.message),
        "check_name": d.check,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[d.severity],
        "location": {"path": at.path, "lines": {"begin": at.line, "end": at.end_line}},
    }
