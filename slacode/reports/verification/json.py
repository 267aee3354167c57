"""What came of verifying evidence, as JSON; `slacode schema verify` describes it."""

from __future__ import annotations

from slacode.evidence.verifying import Verification
from slacode.reports._schema_parts import TEXT, TEXT_OR_NULL, closed, document
from slacode.reports.json import dumps

FORMAT_VERSION = 1

VERIFICATION_SCHEMA = document(
    "slacode verify --format json",
    closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "folder": TEXT,
            "seal": {**TEXT_OR_NULL, "description": "the SHA-256 of `SHA256SUMS`; null where there is none"},
            "verified": {"type": "boolean", "description": "all was worked out once more, and nothing differs"},
            "reason": {**TEXT_OR_NULL, "description": "why it could not be worked out once more; null if it was"},
            "differences": {
                "type": "array",
                "items": closed(
                    {
                        "file": {**TEXT, "description": "of the folder, or of a log"},
                        "figure": TEXT,
                        "before": {**TEXT_OR_NULL, "description": "as the evidence has it; null: it has none"},
                        "now": TEXT_OR_NULL,
                    }
                ),
            },
            "tools": {
                "type": "array",
                "items": closed({"name": TEXT, "before": TEXT, "now": TEXT}),
                "description": "what it was made with in another version than there is now",
            },
        }
    ),
)


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
