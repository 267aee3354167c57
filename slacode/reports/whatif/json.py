"""What would become of a policy, as JSON; `slacode schema whatif` describes it."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue, to_json
from slacode.engine.whatif import ChangedPromise, Edit, Outcome
from slacode.engine.whatif.compare import Effect
from slacode.reports._proofs import PROOF_SCHEMA, proof_json
from slacode.reports._schema_parts import (
    ORDINAL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    closed,
    document,
    listed,
    or_null,
)
from slacode.reports.json import FINDING_SCHEMA, dumps

_FINDINGS = listed(FINDING_SCHEMA)

_CHANGE = closed(
    {
        "change": {**TEXT, "description": "as it was given"},
        "ref": {**TEXT, "description": "the row, the hours or the agreement that it is about"},
        "version": ORDINAL,
        "before": {**TEXT_OR_NULL, "description": "in the words of the language"},
        "after": {**TEXT_OR_NULL, "description": "null for an agreement that is dropped"},
    }
)
_PROMISE = closed(
    {
        "ref": TEXT,
        "kind": {"enum": ["sla", "ola", "uc"]},
        "versions": {"type": "array", "items": ORDINAL, "minItems": 1},
        "path": TEXT_OR_NULL,
        "line": ORDINAL_OR_NULL,
        "effect": {"enum": list(get_args(Effect))},
        "promised_before": TEXT,
        "promised_after": TEXT,
        "before": or_null(PROOF_SCHEMA),
        "after": PROOF_SCHEMA,
    }
)

WHATIF_SCHEMA = document(
    "slacode whatif --format json",
    closed(
        {
            "format_version": {"const": 1},
            "worse": {"type": "boolean", "description": "whether something is inconsistent that was not"},
            "changes": listed(_CHANGE),
            "promises": {"type": "array", "items": _PROMISE, "description": "those whose proofs change"},
            "findings": closed({"new": _FINDINGS, "mended": _FINDINGS}),
        }
    ),
)


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
