"""What became of tests for programs; `slacode schema tests` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.engine.testing.record import TestReport
from slacode.reports._proofs import TEXT, closed
from slacode.reports.json import dumps

_COUNT: JsonValue = {"type": "integer", "minimum": 0}
_PLACE: dict[str, JsonValue] = {"path": TEXT, "line": {"type": ["integer", "null"], "minimum": 1}}
_STATUS: JsonValue = {"enum": ["passed", "failed", "undetermined"]}

_EXPECTATION = closed(
    {
        "expected": {"type": "string", "description": "the expectation in the words of the language"},
        **_PLACE,
        "status": _STATUS,
        "got": {**TEXT, "description": "what there was instead, or why nothing can be said; null where it passed"},
        "as_of": {**TEXT, "format": "date-time", "description": "the instant that it looks back from"},
        "notes": {"type": "array", "items": {"type": "string"}},
    }
)
_ITEM = closed(
    {
        "kind": {"enum": ["target", "row", "tier", "pause", "exclusion"]},
        "name": {"type": "string"},
        "clause": {"type": "string"},
        **_PLACE,
        "exercised": {"type": "boolean"},
    }
)

TESTS_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode test --format json",
    **closed(
        {
            "format_version": {"const": 1},
            "tests": {
                "type": "array",
                "items": closed(
                    {
                        "title": {"type": "string"},
                        **_PLACE,
                        "status": _STATUS,
                        "expectations": {"type": "array", "items": _EXPECTATION},
                    }
                ),
            },
            "passed": _COUNT,
            "failed": _COUNT,
            "undetermined": _COUNT,
            "coverage": {
                "oneOf": [
                    {"type": "null"},
                    closed(
                        {
                            "percent": {"type": "number", "minimum": 0, "maximum": 100},
                            "items": {"type": "array", "items": _ITEM},
                        }
                    ),
                ],
            },
        }
    ),
}


def results(report: TestReport, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The report as one JSON object, never coloured."""
    return dumps(report.to_json())
