"""A part of the graph as plain records in a fixed order, which every format shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from slacode.engine.graph.selectors import select


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node with its attributes: see the package."""

    id: str
    kind: str
    name: str
    title: str | None
    type: str | None
    path: str | None
    line: int | None
    text: str | None
    hours: str | None
    agreement: str | None
    target: str | None
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GraphEdge:
    """One relation of one pair of nodes."""

    start: str
    end: str
    kind: str
    role: str | None
    derived: bool


@dataclass(frozen=True, slots=True)
class GraphView:
    """Nodes in the order of their ids, and every relation between two of them, in the order of theirs and its kind."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]


def view(graph: nx.DiGraph[str], selectors: Iterable[str] = ()) -> GraphView:
    """The part of a graph that selectors mean, the whole without any; raises `PolicyError` for one that means none."""
    wanted = tuple(selectors)
    chosen = select(graph, wanted) if wanted else frozenset(graph)
    nodes = tuple(GraphNode(id_, **graph.nodes[id_]) for id_ in sorted(chosen))
    edges = tuple(
        GraphEdge(
            start,
            end,
            kind,
            edge["role"] if kind == "between" else None,
            bool(edge["derived"]) and kind == "supported by",
        )
        for start, end, edge in sorted(graph.edges(chosen, data=True), key=lambda item: item[:2])
        if end in chosen
        for kind in edge["kinds"]
    )
    return GraphView(nodes, edges)
