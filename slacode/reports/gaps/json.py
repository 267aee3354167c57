"""The gap analysis as JSON, allowed gaps too and marked: `slacode schema gaps` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue, to_json
from slacode.reports._schema_parts import COUNT, TEXT, Schema, closed, document, listed
from slacode.reports.gaps import GROUPS, Gaps
from slacode.reports.json import FINDINGS_SCHEMA, dumps

FORMAT_VERSION = 1


def schema() -> Schema:
    """The JSON Schema; a gap is a finding as `check` writes it."""
    properties = FINDINGS_SCHEMA["properties"]
    assert isinstance(properties, dict)  # noqa: S101 - narrows what is written down next door
    group: Schema = {"check": {"enum": list(GROUPS)}, "title": TEXT, "findings": properties["findings"]}
    return document(
        "slacode gaps --format json",
        closed(
            {
                "format_version": {"const": FORMAT_VERSION},
                "services": COUNT,
                "agreements": COUNT,
                "targets": COUNT,
                "open": {**COUNT, "description": "how many gaps no policy allows"},
                "groups": listed(closed(group)),
            }
        ),
    )


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
