"""The format `json`: findings for programs, allowed ones too, valid by `FINDINGS_SCHEMA`."""

from __future__ import annotations

import json

from slacode.diagnostics import Severity, to_json
from slacode.reports import Findings
from slacode.reports._schema_parts import COUNT, TEXT, TEXT_OR_NULL, Schema, closed, document, listed, or_null

FORMAT_VERSION = 1

_PLACE: Schema = {
    "path": {"type": ["string", "null"], "description": "the file as it was named; null for a finding without a place"},
    "line": {**COUNT, "description": "from 1; 0 without a place"},
    "column": {**COUNT, "description": "from 1, in code points; 0 without a place"},
    "end_line": COUNT,
    "end_column": {**COUNT, "description": "the column after the last one"},
}


FINDING_SCHEMA = closed(
    {
        "check": TEXT,
        "severity": {"enum": [severity.value for severity in Severity]},
        "message": TEXT,
        **_PLACE,
        "labels": listed(closed({**_PLACE, "message": TEXT})),
        "help": listed(TEXT),
        "allowed": or_null(closed(until=TEXT_OR_NULL, reason=TEXT)),
        "data": {"type": "object"},
    }
)

LINE_SCHEMA = document("a line of slacode check --format jsonl", FINDING_SCHEMA)

FINDINGS_SCHEMA = document(
    "slacode check --format json",
    closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "findings": listed(FINDING_SCHEMA),
        }
    ),
)


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The record as one JSON object, never coloured."""
    content = {"format_version": FORMAT_VERSION, "findings": [to_json(d) for d in record.diagnostics]}
    return dumps(content)


def dumps(content: object) -> str:
    """JSON as slacode writes it everywhere: indented, any letter as itself, a line feed at the end."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
