"""Graphs as JSON: `slacode schema graph` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.diagnostics import JsonValue
from slacode.engine.graph.nodes import EDGES, KINDS
from slacode.reports.json import dumps

if TYPE_CHECKING:
    from slacode.engine.graph import GraphEdge, GraphNode, GraphView

FORMAT_VERSION = 1


def _closed(properties: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_TEXT: dict[str, JsonValue] = {"type": "string"}
_TEXT_OR_NULL: dict[str, JsonValue] = {"type": ["string", "null"]}

GRAPH_SCHEMA: dict[str, JsonValue] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "slacode graph --format json",
    **_closed(
        {
            "format_version": {"const": FORMAT_VERSION},
            "nodes": {
                "type": "array",
                "items": _closed(
                    {
                        "id": {"type": "string", "description": "`kind:path`, unique"},
                        "kind": {"enum": list(KINDS)},
                        "name": _TEXT,
                        "title": _TEXT_OR_NULL,
                        "type": {**_TEXT_OR_NULL, "description": "what kind of party, agreement, metric, ... it is"},
                        "path": _TEXT_OR_NULL,
                        "line": {"type": ["integer", "null"], "minimum": 1},
                        "text": {**_TEXT_OR_NULL, "description": "what it says, in the words of the language"},
                        "hours": {**_TEXT_OR_NULL, "description": "the calendar of a row"},
                        "agreement": {**_TEXT_OR_NULL, "description": "the agreement that it is a part of"},
                        "target": {**_TEXT_OR_NULL, "description": "the target that a row is a part of"},
                        "versions": {
                            "type": "array",
                            "items": {"type": "integer", "minimum": 1},
                            "description": "of the agreement, in which a target, a row or a penalty stands",
                        },
                    }
                ),
            },
            "edges": {
                "type": "array",
                "items": _closed(
                    {
                        "from": {"type": "string", "description": "the id of a node; the edge reads `from kind to`"},
                        "to": {"type": "string", "description": "the id of a node"},
                        "kind": {"enum": list(EDGES)},
                        "role": {"enum": [None, "provider", "receiver", "provider and receiver"]},
                        "derived": {"type": "boolean", "description": "a support from the structure of services"},
                    }
                ),
            },
        }
    ),
}


def graph(shown: GraphView) -> str:
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
