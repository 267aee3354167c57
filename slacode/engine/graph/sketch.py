"""Nodes and edges of a graph as they are found, before it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field

import networkx as nx

from slacode.diagnostics import Location
from slacode.engine.graph.nodes import node_id


@dataclass(slots=True)
class Sketch:
    """Nodes and edges as they are found; edges count once both their ends are there."""

    nodes: dict[str, dict[str, object]] = field(default_factory=dict)
    edges: dict[tuple[str, str], Joint] = field(default_factory=dict)

    def node(self, kind: str, path: str, *, name: str | None = None, title: str | None = None, at: Location | None,
             **others: object) -> str:  # fmt: skip
        """Add a node, in place of the one of an earlier version of its agreement; its id."""
        id_ = node_id(kind, path)
        attributes = dict.fromkeys(("type", "text", "hours", "agreement", "target"), None) | {"versions": ()} | others
        place = {"path": at.path if at else None, "line": at.line if at else None}
        self.nodes[id_] = {"kind": kind, "name": path if name is None else name, "title": title, **place, **attributes}
        return id_

    def edge(self, start: str, kind: str, end: str, role: str | None = None, derived: bool = False) -> None:
        """Add a relation, beside those that join the pair already."""
        joint = self.edges.setdefault((start, end), Joint())
        joint.kinds.add(kind)
        joint.roles.update([role] if role else [])
        joint.derived = joint.derived or derived

    def graph(self) -> nx.DiGraph[str]:
        """The graph, its nodes and edges in the order of their ids."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        for id_ in sorted(self.nodes):
            graph.add_node(id_, **self.nodes[id_])
        for (start, end), joint in sorted(self.edges.items(), key=lambda item: item[0]):
            if start in self.nodes and end in self.nodes:
                graph.add_edge(start, end, **joint.attributes())
        return graph


@dataclass(slots=True)
class Joint:
    """All that joins one pair of nodes."""

    kinds: set[str] = field(default_factory=set)
    roles: set[str] = field(default_factory=set)
    derived: bool = False

    def attributes(self) -> dict[str, object]:
        """The attributes of the edge."""
        kinds = tuple(sorted(self.kinds))
        role = " and ".join(sorted(self.roles)) or None
        return {"kind": kinds[0], "kinds": kinds, "role": role, "derived": self.derived}
