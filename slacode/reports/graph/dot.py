"""Graphs in the DOT language, for Graphviz and what reads its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from slacode.reports.graph._drawing import Arrow, Box, Drawing, drawing_of

if TYPE_CHECKING:
    from slacode.engine.graph import GraphView

_SHAPES = {
    "party": 'box, style="rounded"',
    "service": 'box, style="rounded,bold"',
    "metric": "hexagon",
    "log": "cylinder",
    "calendar": "tab",
    "penalty": "note",
    "objective": "ellipse",
    "agreement": "folder",
    "terms": "component",
}


def graph(shown: GraphView, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """A directed graph from left to right, an agreement a cluster; its nodes bear the ids of the graph."""
    head = ("digraph slacode {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];')
    return "\n".join((*head, *_body(drawing_of(shown)), "}")) + "\n"


def _body(drawing: Drawing) -> Iterator[str]:
    for frame in drawing.frames:
        yield f"  subgraph {quote(f'cluster_{frame.id}')} {{"
        yield f"    label={quote(frame.title)};"
        yield from (f"    {_box(box)}" for box in frame.boxes)
        yield "  }"
    yield from (f"  {_box(box)}" for box in drawing.boxes)
    yield from (f"  {_arrow(arrow)}" for arrow in drawing.arrows)


def _box(box: Box) -> str:
    shape = _SHAPES.get(box.kind)
    label = r"\n".join(_escape(line) for line in box.lines)
    return f'{quote(box.id)} [label="{label}"' + (f", shape={shape}];" if shape else "];")


def _arrow(arrow: Arrow) -> str:
    says = [f"label={quote(arrow.label)}"] if arrow.label else ["dir=none"]
    says += ["style=dashed"] if arrow.soft else []
    return f"{quote(arrow.start)} -> {quote(arrow.end)} [{', '.join(says)}];"


def quote(text: str) -> str:
    """A text in double quotes, as it is to be read, on one line."""
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
