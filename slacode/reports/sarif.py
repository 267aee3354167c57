"""The format `sarif`: SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import PurePosixPath

from slacode.diagnostics import Allowed, Diagnostic, JsonValue, Label, Location, Severity, json_value
from slacode.reports import Findings
from slacode.reports._paragraphs import paragraphs
from slacode.reports.json import dumps

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """One run: the rules that were broken, and every finding, those that are allowed as suppressed."""
    rules = sorted({d.check for d in record.diagnostics})
    known = zip(record.diagnostics, record.fingerprints, strict=True)
    run: dict[str, JsonValue] = {
        "tool": {"driver": {"name": "slacode", **_version(), "rules": [_rule(name) for name in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, rules, fingerprint) for d, fingerprint in known],
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _version() -> dict[str, JsonValue]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return {"semanticVersion": version("slacode")}
    except PackageNotFoundError:
        return {}


def _rule(name: str) -> dict[str, JsonValue]:
    """A check with its page; an error of an option has none."""
    from slacode.engine.checks import names
    from slacode.engine.checks._page import markdown, page

    if name not in names():
        return {"id": name}
    shown = page(name)
    return {
        "id": name,
        "shortDescription": {"text": shown.rule},
        "fullDescription": {"text": shown.finds},
        "help": {"text": f"{shown.finds}\n\n{shown.matters}", "markdown": markdown(shown)},
        "defaultConfiguration": {"level": _LEVELS[shown.severity]},
    }


def _result(d: Diagnostic, rules: Sequence[str], fingerprint: str) -> dict[str, JsonValue]:
    data: dict[str, JsonValue] = {name: json_value(value) for name, value in d.data.items()}
    related: list[JsonValue] = [_related(number, label) for number, label in enumerate(d.labels, 1)]
    return {
        "ruleId": d.check,
        "ruleIndex": rules.index(d.check),
        "level": _LEVELS[d.severity],
        "message": {"text": paragraphs(d)},
        "locations": [_location(d.at, d.label)] if d.at else [],
        "relatedLocations": related,
        # The first is the one name that GitHub knows a finding again by.
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "slacodeFinding/v1": fingerprint},
        "suppressions": [_suppression(d.allowed)] if d.allowed else [],
        **({"properties": data} if data else {}),
    }


def _location(at: Location, message: str) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {"message": {"text": message}} if message else {}
    region: dict[str, JsonValue] = {
        "startLine": at.line,
        "startColumn": at.column,
        "endLine": at.end_line,
        "endColumn": at.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(at.path), "region": region}, **told}


def _artifact(path: str) -> dict[str, JsonValue]:
    from urllib.parse import quote

    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{quote(os.fsencode(path))}"}
    return {"uri": quote(os.fsencode(path)), "uriBaseId": _ROOT}


def _related(number: int, label: Label) -> dict[str, JsonValue]:
    return {"id": number, **_location(label.at, label.message)}


def _suppression(allowed: Allowed) -> dict[str, JsonValue]:
    until = f"until {allowed.until}: " if allowed.until else ""
    return {
        "kind": "inSource" if allowed.by_policy else "external",
        "status": "accepted",
        "justification": f"{until}{allowed.reason}",
    }
