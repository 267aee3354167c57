"""Formats of traces: one file each, with one function `trace` for the nodes that a reference means."""

from __future__ import annotations

from typing import Protocol

from slacode import family
from slacode.engine.trace.node import TraceNode


class TraceFormat(Protocol):
    """The function `trace` of a format: the whole text to write, with its last line feed."""

    def __call__(self, nodes: tuple[TraceNode, ...], color: bool = False) -> str:
        """Show the trees of some rows."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats that show traces."""
    return family.names(__name__)


def render_trace(format_name: str, nodes: tuple[TraceNode, ...], color: bool = False) -> str:
    """Traces in a format; a name that is none is a `ModuleNotFoundError`."""
    show: TraceFormat = family.member(__name__, format_name).trace
    return show(nodes, color)
