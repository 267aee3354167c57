"""Formats of graphs: one file each, with one function `graph` for a part of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slacode.reports._formats import Render, renderer

if TYPE_CHECKING:
    from slacode.engine.graph import GraphView

render_graph: Render[GraphView] = renderer(__name__, "graph")
"""A part of the graph in a format."""
