"""Traces as JSON: one object for one row, an array for several; `slacode schema trace` describes them."""

from __future__ import annotations

from decimal import Decimal

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.proofs.standing import Proof, percent_of
from slacode.engine.trace.node import TracedSupport, TraceNode
from slacode.engine.wording import say_decimal
from slacode.reports._schema_parts import (
    INSTANT_OR_NULL,
    ORDINAL_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    closed,
    listed,
    or_null,
)
from slacode.reports.json import dumps

_TEXTS = listed(TEXT)
_NODE: Schema = {"$ref": "#/$defs/node"}
_NODES = listed(_NODE)
_WORST_CASE = closed(
    {
        "verdict": {"enum": ["holds", "does not hold", "not proved"]},
        "why": {**TEXT_OR_NULL, "description": "why it does not hold or is not proved"},
        "worst_s": {"type": ["number", "null"], "description": "what its supports may use, or the downtime behind it"},
        "slack_s": {"type": ["number", "null"], "description": "what is left then; negative where it is too much"},
        "witness_start": {**INSTANT_OR_NULL, "description": "when the case of that is raised"},
        "witness_finish": {**INSTANT_OR_NULL, "description": "when its last support may finish it"},
        "period": {**TEXT_OR_NULL, "description": "for availability: the period of that downtime"},
        "guaranteed_share": {**TEXT_OR_NULL, "description": "in percent, whatever the dependence"},
        "weakest": {**TEXT_OR_NULL, "description": "the part that takes the most"},
    }
)

TRACE_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode trace --format json",
    "description": "one node for one row, an array for a target or an agreement with several",
    "anyOf": [_NODE, _NODES],
    "$defs": {
        "node": closed(
            {
                "ref": {
                    **TEXT_OR_NULL,
                    "description": "`agreement.target[row]`, a service, or null for a nested operation",
                },
                "kind": {"enum": ["sla", "ola", "uc", "service", "group"]},
                "path": {**TEXT_OR_NULL, "description": "the file of the clause that promises"},
                "line": ORDINAL_OR_NULL,
                "title": TEXT_OR_NULL,
                "agreement": TEXT_OR_NULL,
                "version": {**ORDINAL_OR_NULL, "description": "of the agreement, in force"},
                "versions": {**ORDINAL_OR_NULL, "description": "how many there are"},
                "begins": {**TEXT_OR_NULL, "format": "date", "description": "the first local date of that version"},
                "ends": {**TEXT_OR_NULL, "format": "date", "description": "the last local date of that version"},
                "target": TEXT_OR_NULL,
                "row": {**TEXT_OR_NULL, "description": "null for a target with one promise"},
                "obligation": {**TEXT_OR_NULL, "description": "in the words of the language"},
                "allowance": {**TEXT_OR_NULL, "description": "in the words of the language"},
                "allowance_s": {"type": ["number", "null"], "description": "null where none, or in business days"},
                "share": {"type": ["string", "null"], "pattern": r"^\d+(\.\d+)?$", "description": "in percent, exact"},
                "hours": {**TEXT_OR_NULL, "description": "the calendar that counts, by name"},
                "hours_text": {**TEXT_OR_NULL, "description": "what that calendar says"},
                "metric": TEXT_OR_NULL,
                "per": {**TEXT_OR_NULL, "description": "the period it is judged over"},
                "provider": TEXT_OR_NULL,
                "receiver": TEXT_OR_NULL,
                "services": {**_TEXTS, "description": "those that the agreement covers"},
                "objectives": {**_TEXTS, "description": "those that the agreement serves"},
                "clause": TEXT_OR_NULL,
                "via": {**_TEXTS, "description": "services between this promise and the one below it, on the way up"},
                "remark": {
                    "enum": [None, "cycle", "repeated", "too deep", "no row", "no agreement"],
                    "description": "why nothing is shown behind this node",
                },
                "support": {
                    "anyOf": [
                        {"type": "null"},
                        closed(
                            {
                                "op": {"enum": ["then", "and", "or", "all", "any", "k of"]},
                                "k": ORDINAL_OR_NULL,
                                "because": {
                                    **TEXT_OR_NULL,
                                    "description": "why the parts of an `any` never fail together",
                                },
                                "derived": {"type": "boolean", "description": "from the structure of services"},
                                "parts": {**_NODES, "minItems": 1},
                            }
                        ),
                    ]
                },
                "carries": {
                    "anyOf": [{"type": "null"}, _NODES],
                    "description": "with `--up`: the promises that rest on this one",
                },
                "worst_case": or_null(_WORST_CASE),
            }
        )
    },
}


def trace(nodes: tuple[TraceNode, ...], color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """The trees as JSON, never coloured."""
    trees = [node_json(node) for node in nodes]
    return dumps(trees[0] if len(trees) == 1 else trees)


def node_json(node: TraceNode) -> dict[str, JsonValue]:
    """A node and all below it. A share is an exact decimal in a string, an allowance an exact number of seconds."""
    seconds = None if node.allowance_us is None else json_value(Decimal(node.allowance_us) / 1_000_000)
    return {
        "ref": node.ref,
        "kind": node.kind,
        "path": node.at.path if node.at else None,
        "line": node.at.line if node.at else None,
        "title": node.title,
        "agreement": node.agreement,
        "version": node.version,
        "versions": node.versions,
        "begins": node.begins.isoformat() if node.begins else None,
        "ends": node.ends.isoformat() if node.ends else None,
        "target": node.target,
        "row": node.row,
        "obligation": node.obligation,
        "allowance": node.allowance,
        "allowance_s": seconds,
        "share": None if node.share is None else say_decimal(node.share),
        "hours": node.hours,
        "hours_text": node.hours_text,
        "metric": node.metric,
        "per": node.per,
        "provider": node.provider,
        "receiver": node.receiver,
        "services": list(node.services),
        "objectives": list(node.objectives),
        "clause": node.clause,
        "via": list(node.via),
        "remark": node.remark,
        "support": None if node.support is None else _support_json(node.support),
        "carries": None if node.carries is None else [node_json(above) for above in node.carries],
        "worst_case": None if node.proof is None else _worst_case_json(node.proof),
    }


def _worst_case_json(proof: Proof) -> dict[str, JsonValue]:
    time, known = proof.time, proof.time or proof.downtime
    return {
        "verdict": proof.verdict,
        "why": proof.why,
        "worst_s": None if known is None else json_value(Decimal(known.worst_us) / 1_000_000),
        "slack_s": None if known is None else json_value(Decimal(known.slack_us) / 1_000_000),
        "witness_start": time.start.isoformat() if time else None,
        "witness_finish": time.finish.isoformat() if time else None,
        "period": proof.downtime.period if proof.downtime else None,
        "guaranteed_share": None if proof.guaranteed is None else say_decimal(percent_of(proof.guaranteed)),
        "weakest": proof.weakest,
    }


def _support_json(support: TracedSupport) -> dict[str, JsonValue]:
    return {
        "op": support.op,
        "k": support.k,
        "because": support.because,
        "derived": support.derived,
        "parts": [node_json(part) for part in support.parts],
    }
