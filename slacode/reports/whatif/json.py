"""What would become of a policy, as JSON; `slacode schema whatif` describes it."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue, to_json
from slacode.engine.whatif import ChangedPromise, Edit, Outcome
from slacode.engine.whatif.compare import Effect
from slacode.reports._proofs import PROOF_SCHEMA, TEXT, closed, proof_json
from slacode.reports.json import FINDING_SCHEMA, dumps

_VERSION: JsonValue = {"type": "integer", "minimum": 1}
_FINDINGS: JsonValue = {"type": "array", "items": FINDING_SCHEMA}

_CHANGE = closed(
    {
        "change": {"type": "string", "description": "as it was given"},
        "ref": {"type": "string", "description": "the row, the hours or the agreement that it is about"},
        "version": _VERSION,
        "before": {**TEXT, "description": "in the words of the language"},
        "after": {**TEXT, "description": "null for an agreement that is dropped"},
    }
)
_PROMISE = closed(
    {
        "ref": {"type": "string"},
        "kind": {"enum": ["sla", "ola", "uc"]},
        "versions": {"type": "array", "items": _VERSION, "minItems": 1},
        "path": TEXT,
        "line": {"type": ["integer", "null"], "minimum": 1},
        "effect": {"enum": list(get_args(Effect))},
        "promised_before": {"type": "string"},
        "promised_after": {"type": "string"},
        "before": {"anyOf": [{"type": "null"}, PROOF_SCHEMA]},
        "after": PROOF_SCHEMA,
    }
)

WHATIF_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode whatif --format json",
    **closed(
        {
            "format_version": {"const": 1},
            "worse": {"type": "boolean", "description": "whether something is inconsistent that was not"},
            "changes": {"type": "array", "items": _CHANGE},
            "promises": {"type": "array", "items": _PROMISE, "description": "those whose proofs change"},
            "findings": closed({"new": _FINDINGS, "mended": _FINDINGS}),
        }
    ),
}


def whatif(outcome: Outcome, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """The outcome as one JSON object, never coloured."""
    return dumps(
        {
            "format_version": 1,
            "worse": outcome.worse,
            "changes": [_edit_json(edit) for edit in outcome.edits],
            "promises": [_promise_json(promise) for promise in outcome.promises],
            "findings": {
                "new": [to_json(finding) for finding in outcome.appear],
                "mended": [to_json(finding) for finding in outcome.go],
            },
        }
    )


def _edit_json(edit: Edit) -> dict[str, JsonValue]:
    return {
        "change": edit.change,
        "ref": edit.ref,
        "version": edit.version,
        "before": edit.before,
        "after": edit.after,
    }


def _promise_json(promise: ChangedPromise) -> dict[str, JsonValue]:
    at = promise.promise.row.at
    return {
        "ref": promise.ref,
        "kind": promise.promise.agreement.kind,
        "versions": list(promise.versions),
        "path": at.path if at else None,
        "line": at.line if at else None,
        "effect": promise.effect,
        "promised_before": promise.promised_before,
        "promised_after": promise.promised_after,
        "before": None if promise.before is None else proof_json(promise.before),
        "after": proof_json(promise.after),
    }
