"""The format `json`: findings for programs, allowed ones too, valid by `FINDINGS_SCHEMA`."""

from __future__ import annotations

import json

from slacode.diagnostics import JsonValue, Severity, to_json
from slacode.reports import Findings

FORMAT_VERSION = 1

_PLACE: dict[str, JsonValue] = {
    "path": {"type": ["string", "null"], "description": "the file as it was named; null for a finding without a place"},
    "line": {"type": "integer", "minimum": 0, "description": "from 1; 0 without a place"},
    "column": {"type": "integer", "minimum": 0, "description": "from 1, in code points; 0 without a place"},
    "end_line": {"type": "integer", "minimum": 0},
    "end_column": {"type": "integer", "minimum": 0, "description": "the column after the last one"},
}


def _closed(properties: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


FINDING_SCHEMA: dict[str, JsonValue] = _closed(
    {
        "check": {"type": "string"},
        "severity": {"enum": [severity.value for severity in Severity]},
        "message": {"type": "string"},
        **_PLACE,
        "labels": {"type": "array", "items": _closed({**_PLACE, "message": {"type": "string"}})},
        "help": {"type": "array", "items": {"type": "string"}},
        "allowed": {
            "anyOf": [
                {"type": "null"},
                _closed({"until": {"type": ["string", "null"]}, "reason": {"type": "string"}}),
            ]
        },
        "data": {"type": "object"},
    }
)

_DRAFT = "https://json-schema.org/draft/2020-12/schema"

LINE_SCHEMA: dict[str, JsonValue] = {
    "$schema": _DRAFT,
    "title": "a line of slacode check --format jsonl",
    **FINDING_SCHEMA,
}

FINDINGS_SCHEMA: dict[str, JsonValue] = {
    "$schema": _DRAFT,
    "title": "slacode check --format json",
    **_closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "findings": {"type": "array", "items": FINDING_SCHEMA},
        }
    ),
}


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The record as one JSON object, never coloured."""
    content = {"format_version": FORMAT_VERSION, "findings": [to_json(d) for d in record.diagnostics]}
    return dumps(content)


def dumps(content: object) -> str:
    """JSON as slacode writes it everywhere: indented, any letter as itself, a line feed at the end."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
