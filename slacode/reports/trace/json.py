"""Traces as JSON: one object for one row, an array for several; `slacode schema trace` describes them."""

from __future__ import annotations

from decimal import Decimal

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.trace import TracedSupport, TraceNode
from slacode.engine.wording import say_decimal
from slacode.reports.json import dumps


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
        "worst_case": None,
    }


def _support_json(support: TracedSupport) -> dict[str, JsonValue]:
    return {
        "op": support.op,
        "k": support.k,
        "because": support.because,
        "derived": support.derived,
        "parts": [node_json(part) for part in support.parts],
    }
