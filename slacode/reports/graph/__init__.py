"""Formats of graphs: one file each, with one function `graph` for a part of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from slacode import family

if TYPE_CHECKING:
    from slacode.engine.graph import GraphView


class GraphFormat(Protocol):
    """The function `graph` of a format: the whole text to write, with its last line feed."""

    def __call__(self, shown: GraphView) -> str:
        """Show a part of the graph."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats that show graphs."""
    return family.names(__name__)


def render_graph(format_name: str, shown: GraphView) -> str:
    """A part of the graph in a format; a name that is none is a `ModuleNotFoundError`."""
    show: GraphFormat = family.member(__name__, format_name).graph
    return show(shown)
