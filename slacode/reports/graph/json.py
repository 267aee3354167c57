"""Graphs as JSON: `slacode schema graph` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.diagnostics import JsonValue
from slacode.engine.graph.nodes import EDGES, KINDS
from slacode.reports._schema_parts import ORDINAL, ORDINAL_OR_NULL, TEXT, TEXT_OR_NULL, closed, document
from slacode.reports.json import dumps

if TYPE_CHECKING:
    from slacode.engine.graph import GraphEdge, GraphNode, GraphView

FORMAT_VERSION = 1


GRAPH_SCHEMA = document(
    "slacode graph --format json",
    closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "nodes": {
                "type": "array",
                "items": closed(
                    {
                        "id": {**TEXT, "description": "`kind:path`, unique"},
                        "kind": {"enum": list(KINDS)},
                        "name": TEXT,
                        "title": TEXT_OR_NULL,
                        "type": {**TEXT_OR_NULL, "description": "what kind of party, agreement, metric, ... it is"},
                        "path": TEXT_OR_NULL,
                        "line": ORDINAL_OR_NULL,
                        "text": {**TEXT_OR_NULL, "description": "what it says, in the words of the language"},
                        "hours": {**TEXT_OR_NULL, "description": "the calendar of a row"},
                        "agreement": {**TEXT_OR_NULL, "description": "the agreement that it is a part of"},
                        "target": {**TEXT_OR_NULL, "description": "the target that a row is a part of"},
                        "versions": {
                            "type": "array",
                            "items": ORDINAL,
                            "description": "of the agreement, in which a target, a row or a penalty stands",
                        },
                    }
                ),
            },
            "edges": {
                "type": "array",
                "items": closed(
                    {
                        "from": {**TEXT, "description": "the id of a node; the edge reads `from kind to`"},
                        "to": {**TEXT, "description": "the id of a node"},
                        "kind": {"enum": list(EDGES)},
                        "role": {"enum": [None, "provider", "receiver", "provider and receiver"]},
                        "derived": {"type": "boolean", "description": "a support from the structure of services"},
                    }
                ),
            },
        }
    ),
)


def graph(shown: GraphView, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """Nodes in the order of their ids, edges in that of both ends and their kind; a pair may have several."""
    return dumps(
        {
            "format_version": FORMAT_VERSION,
            "nodes": [_node(node) for node in shown.nodes],
            "edges": [_edge(edge) for edge in shown.edges],
        }
    )


def _node(node: GraphNode) -> dict[str, JsonValue]:
    return {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "title": node.title,
        "type": node.type,
        "path": node.path,
        "line": node.line,
        "text": node.text,
        "hours": node.hours,
        "agreement": node.agreement,
        "target": node.target,
        "versions": list(node.versions),
    }


def _edge(edge: GraphEdge) -> dict[str, JsonValue]:
    return {"from": edge.start, "to": edge.end, "kind": edge.kind, "role": edge.role, "derived": edge.derived}
