"""What a drawing of the graph shows, before it takes the form of a drawing language: boxes, frames and arrows.

An agreement is a frame that holds its versions, targets, rows and penalties, so that the edges which only say so
(`has`) are left out, but for those from a target to its rows. A target whose one row has no label is drawn as that
row, and an agreement with a single version without it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slacode.engine.graph import GraphEdge, GraphNode, GraphView

HAS = "has"


@dataclass(frozen=True, slots=True)
class Box:
    """One node as drawn: its kind decides the shape; `lines` are what it says."""

    id: str
    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """An agreement and its boxes."""

    id: str
    title: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """An edge as drawn; `label` is empty from a target to its rows, `soft` marks what is never counted."""

    start: str
    end: str
    label: str
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """All there is to draw, in a fixed order."""

    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]
    arrows: tuple[Arrow, ...]


def drawing_of(shown: GraphView) -> Drawing:
    """What to draw of a part of the graph."""
    merged = _merged(shown)
    single = _single_versions(shown)
    hidden = single | set(merged)
    nodes = [node for node in shown.nodes if node.id not in hidden]
    frames = tuple(
        Frame(node.id, f"{node.type} {node.name}" + (f": {node.title}" if node.title else ""), _inside(nodes, node))
        for node in nodes
        if node.kind == "agreement"
    )
    framed = {box.id for frame in frames for box in frame.boxes}
    boxes = tuple(_box(node) for node in nodes if node.id not in framed)
    return Drawing(boxes, frames, _arrows(shown, merged, single))


def _merged(shown: GraphView) -> Mapping[str, str]:
    """For each target that is drawn as its one row without a label, that row."""
    rows = Counter(edge.start for edge in shown.edges if edge.kind == HAS and edge.start.startswith("target:"))
    return {
        edge.start: edge.end
        for edge in shown.edges
        if edge.kind == HAS and rows[edge.start] == 1 and edge.end.partition(":")[2] == edge.start.partition(":")[2]
    }


def _single_versions(shown: GraphView) -> set[str]:
    versions = [node for node in shown.nodes if node.kind == "version"]
    number = Counter(node.agreement for node in versions)
    return {node.id for node in versions if number[node.agreement] == 1}


def _inside(nodes: list[GraphNode], agreement: GraphNode) -> tuple[Box, ...]:
    return tuple(_box(node) for node in nodes if node.agreement == agreement.name)


def _box(node: GraphNode) -> Box:
    return Box(node.id, node.kind, tuple(line for line in _lines(node) if line))


def _lines(node: GraphNode) -> tuple[str | None, ...]:
    match node.kind:
        case "row":
            return (node.title if node.name == node.target and node.title else node.name, node.text)
        case "agreement":
            return (f"{node.type} {node.name}",)
        case "party":
            return (f"{node.type} {node.name}", node.title)
        case "penalty":
            named = not node.name.startswith(f"{node.type} on ")
            return (f"{node.type} {node.name}" if named else node.name, node.text)
        case "version":
            return (f"version {node.name.partition('@')[2]}", node.text, node.title)
        case "calendar" | "objective":
            return (f"{node.kind} {node.name}", node.title, node.text)
        case _:
            return (f"{node.kind} {node.name}", node.title)


def _arrows(shown: GraphView, merged: Mapping[str, str], single: set[str]) -> tuple[Arrow, ...]:
    arrows: list[Arrow] = []
    for edge in shown.edges:
        inner = edge.kind == HAS and edge.start.startswith("target:")
        if single & {edge.start, edge.end} or edge.start in merged or (edge.kind == HAS and not inner):
            continue
        label = "" if inner else _label(edge)
        arrows.append(Arrow(edge.start, merged.get(edge.end, edge.end), label, edge.kind == "uses"))
    return tuple(arrows)


def _label(edge: GraphEdge) -> str:
    if edge.role:
        return edge.role
    return f"{edge.kind}, derived" if edge.derived else edge.kind
