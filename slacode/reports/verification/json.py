"""What came of verifying evidence, as JSON; `slacode schema verify` describes it."""

from __future__ import annotations

from slacode.diagnostics import JsonValue
from slacode.evidence.verifying import Verification
from slacode.reports._proofs import TEXT, closed
from slacode.reports.json import dumps

FORMAT_VERSION = 1

_STRING: JsonValue = {"type": "string"}

VERIFICATION_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode verify --format json",
    **closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "folder": _STRING,
            "seal": {**TEXT, "description": "the SHA-256 of `SHA256SUMS`; null where there is none"},
            "verified": {"type": "boolean", "description": "all was worked out once more, and nothing differs"},
            "reason": {**TEXT, "description": "why it could not be worked out once more; null if it was"},
            "differences": {
                "type": "array",
                "items": closed(
                    {
                        "file": {"type": "string", "description": "of the folder, or of a log"},
                        "figure": _STRING,
                        "before": {**TEXT, "description": "as the evidence has it; null: it has none"},
                        "now": TEXT,
                    }
                ),
            },
            "tools": {
                "type": "array",
                "items": closed({"name": _STRING, "before": _STRING, "now": _STRING}),
                "description": "what it was made with in another version than there is now",
            },
        }
    ),
}


def verification(outcome: Verification, color: bool = False) -> str:  # noqa: ARG001 - one signature
    """The record as one JSON object, never coloured."""
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "folder": outcome.folder,
            "seal": outcome.seal,
            "verified": outcome.is_verified,
            "reason": outcome.reason,
            "differences": [
                {"file": one.file, "figure": one.figure, "before": one.before, "now": one.now}
                for one in outcome.differences
            ],
            "tools": [{"name": tool.name, "before": tool.before, "now": tool.now} for tool in outcome.tools],
        }
    )
