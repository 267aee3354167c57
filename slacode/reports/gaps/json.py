"""The gap analysis as JSON, allowed gaps too and marked: `slacode schema gaps` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue, to_json
from slacode.reports.gaps import GROUPS, Gaps
from slacode.reports.json import FINDINGS_SCHEMA, dumps

FORMAT_VERSION = 1


def _closed(properties: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def schema() -> dict[str, JsonValue]:
    """The JSON Schema; a gap is a finding as `check` writes it."""
    properties = FINDINGS_SCHEMA["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - narrows what is written down next door
    count: dict[str, JsonValue] = {"type": "integer", "minimum": 0}
    group: dict[str, JsonValue] = {"check": {"enum": list(GROUPS)}, "title": {"type": "string"}}
    group["findings"] = properties["findings"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "slacode gaps --format json",
        **_closed(
            {
                "format_version": {"const": FORMAT_VERSION},
                "services": count,
                "agreements": count,
                "targets": count,
                "open": {**count, "description": "how many gaps no policy allows"},
                "groups": {"type": "array", "items": _closed(group)},
            }
        ),
    }


def gaps(record: Gaps, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The report as one JSON object, never coloured."""
    groups: list[JsonValue] = [
        {"check": group.check, "title": group.title, "findings": [to_json(finding) for finding in group.findings]}
        for group in record.groups
    ]
    content: dict[str, JsonValue] = {
        "format_version": FORMAT_VERSION,
        "services": record.services,
        "agreements": record.agreements,
        "targets": record.targets,
        "open": record.open,
        "groups": groups,
    }
    return dumps(content)
