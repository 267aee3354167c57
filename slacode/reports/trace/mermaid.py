"""Traces as Mermaid flowcharts: what rests on what from top to bottom, promises that do not hold in red."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from slacode.engine.trace.node import TracedSupport, TraceNode
from slacode.reports.graph.mermaid import escape
from slacode.reports.trace.text import say_op, say_proof

_CLASSES = {"holds": "holds", "does not hold": "fails", "not proved": "open"}
_STYLES = (
    "classDef holds stroke:#2e7d32,stroke-width:2px",
    "classDef fails stroke:#c62828,stroke-width:3px",
    "classDef open stroke:#f9a825,stroke-width:2px,stroke-dasharray:5 3",
)


def trace(nodes: tuple[TraceNode, ...], color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """One flowchart with a tree for each row; the same promise in two places is drawn twice, as it is in a tree."""
    numbers = count(1)
    lines = [line for node in nodes for line in _tree(node, next(numbers), numbers)]
    return "\n".join(["flowchart TD", *(f"  {line}" for line in (*lines, *_STYLES))]) + "\n"


def _tree(node: TraceNode, number: int, numbers: Iterator[int]) -> Iterator[str]:
    yield f'n{number}["{_said(node)}"]' + (f":::{_CLASSES[node.proof.verdict]}" if node.proof else "")
    label = f"|{escape(say_op(node.support))}|" if node.support and len(node.support.parts) > 1 else ""
    for part in _parts(node.support):
        below = next(numbers)
        yield from _tree(part, below, numbers)
        yield f"n{number} -->{label} n{below}"
    for above in node.carries or ():
        upper = next(numbers)
        yield from _tree(above, upper, numbers)
        yield f"n{upper} --> n{number}"


def _parts(support: TracedSupport | None) -> tuple[TraceNode, ...]:
    return support.parts if support else ()


def _said(node: TraceNode) -> str:
    if node.kind == "group":
        return escape(say_op(node.support)) if node.support else ""
    hours = f" in {node.hours}" if node.hours and f"during {node.hours}" not in (node.obligation or "") else ""
    words = [
        f"service {node.ref}" if node.kind == "service" else node.ref,
        f"{node.obligation}{hours}" if node.obligation else None,
        say_proof(node.proof) if node.proof else None,
        f"{node.at.path}:{node.at.line}" if node.at else None,
    ]
    return "<br/>".join(escape(word) for word in words if word)
