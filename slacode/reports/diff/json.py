"""A comparison as JSON; `slacode schema diff` describes it."""

from __future__ import annotations

from typing import get_args

from slacode.diagnostics import JsonValue, Location, to_json
from slacode.engine.diff import Difference, Effect, Slack
from slacode.engine.diff.record import SIDES, Change
from slacode.reports._proofs import PROOF_SCHEMA, proof_json
from slacode.reports._schema_parts import ORDINAL, TEXT, TEXT_OR_NULL, closed, document, listed, or_null
from slacode.reports.diff import Review
from slacode.reports.diff._backtest_schema import BACKTEST_SCHEMA
from slacode.reports.json import FINDING_SCHEMA, dumps

_PLACE = or_null(closed(path=TEXT, line=ORDINAL))
_PROOF = or_null(PROOF_SCHEMA)
_FINDINGS = listed(FINDING_SCHEMA)

_DIFFERENCE = closed(
    {
        "ref": {
            "type": "string",
            "description": "the promise, agreement or declaration; its name in the head if it has one",
        },
        "change": {"enum": list(get_args(Change))},
        "what": {**TEXT, "description": "the kind of thing: allowance, share, hours, exclusion, ..."},
        "effect": closed({side: {"enum": list(get_args(Effect))} for side in SIDES}),
        "retroactive": {"type": "boolean", "description": "it changes what was in force, or over, as of `as_of`"},
        "fails": {"type": "boolean", "description": "whether `--fail-on` names it"},
        "message": TEXT,
        "before": _PLACE,
        "after": _PLACE,
    }
)
_SLACK = closed({"ref": TEXT, "before": _PROOF, "after": _PROOF})

DIFF_SCHEMA = document(
    "slacode diff --format json",
    closed(
        {
            "format_version": {"const": 1},
            "base": {**TEXT_OR_NULL, "description": "as it was named"},
            "head": TEXT_OR_NULL,
            "as_of": {"type": "string", "format": "date"},
            "differences": listed(_DIFFERENCE),
            "findings": closed({"new": _FINDINGS, "mended": _FINDINGS}),
            "backtest": BACKTEST_SCHEMA,
            "slack": {"type": "array", "items": _SLACK, "description": "promises of which the proofs change"},
        }
    ),
)


def diff(review: Review, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The comparison as one JSON object, never coloured."""
    return dumps(content(review))


def content(review: Review) -> dict[str, JsonValue]:
    """The comparison as an object that `DIFF_SCHEMA` describes."""
    comparison = review.comparison
    return {
        "format_version": 1,
        "base": review.base,
        "head": review.head,
        "as_of": comparison.as_of.isoformat(),
        "differences": [_difference(one, review) for one in comparison.differences],
        "findings": {
            "new": [to_json(finding) for finding in comparison.new],
            "mended": [to_json(finding) for finding in comparison.mended],
        },
        "backtest": comparison.backtest.to_json() if comparison.backtest else None,
        "slack": [_slack(one) for one in comparison.slack],
    }


def _difference(one: Difference, review: Review) -> dict[str, JsonValue]:
    return {
        "ref": one.ref,
        "change": one.change,
        "what": one.what,
        "effect": {side: getattr(one.effect, side) for side in SIDES},
        "retroactive": one.retroactive,
        "fails": review.is_failing(one),
        "message": one.message,
        "before": _place(one.before),
        "after": _place(one.after),
    }


def _place(at: Location | None) -> dict[str, JsonValue] | None:
    return {"path": at.path, "line": at.line} if at else None


def _slack(one: Slack) -> dict[str, JsonValue]:
    sides = {"before": one.before, "after": one.after}
    return {"ref": one.ref, **{side: None if proof is None else proof_json(proof) for side, proof in sides.items()}}
