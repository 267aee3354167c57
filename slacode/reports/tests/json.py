"""What became of tests for programs; `slacode schema tests` describes it."""

from __future__ import annotations

from slacode.engine.testing.record import TestReport
from slacode.reports._schema_parts import (
    COUNT,
    INSTANT_OR_NULL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    document,
    listed,
)
from slacode.reports.json import dumps

_PLACE: Schema = {"path": TEXT_OR_NULL, "line": ORDINAL_OR_NULL}
_STATUS: Schema = {"enum": ["passed", "failed", "undetermined"]}

_EXPECTATION = closed(
    {
        "expected": {**TEXT, "description": "the expectation in the words of the language"},
        **_PLACE,
        "status": _STATUS,
        "got": {
            **TEXT_OR_NULL,
            "description": "what there was instead, or why nothing can be said; null where it passed",
        },
        "as_of": {**INSTANT_OR_NULL, "description": "the instant that it looks back from"},
        "notes": listed(TEXT),
    }
)
_ITEM = closed(
    {
        "kind": {"enum": ["target", "row", "tier", "pause", "exclusion"]},
        "name": TEXT,
        "clause": TEXT,
        **_PLACE,
        "exercised": {"type": "boolean"},
    }
)

TESTS_SCHEMA = document(
    "slacode test --format json",
    closed(
        {
            "format_version": {"const": 1},
            "tests": {
                "type": "array",
                "items": closed(
                    {
                        "title": TEXT,
                        **_PLACE,
                        "status": _STATUS,
                        "expectations": listed(_EXPECTATION),
                    }
                ),
            },
            "passed": COUNT,
            "failed": COUNT,
            "undetermined": COUNT,
            "coverage": {
                "oneOf": [
                    {"type": "null"},
                    closed(
                        {
                            "percent": {"type": "number", "minimum": 0, "maximum": 100},
                            "items": listed(_ITEM),
                        }
                    ),
                ],
            },
        }
    ),
)


def results(report: TestReport, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The report as one JSON object, never coloured."""
    return dumps(report.to_json())
