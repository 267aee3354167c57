"""Formats of traces: one file each, with one function `trace` for the nodes that a reference means."""

from __future__ import annotations

from slacode.engine.trace.node import TraceNode
from slacode.reports._formats import Render, renderer

render_trace: Render[tuple[TraceNode, ...]] = renderer(__name__, "trace")
"""The trees of some rows in a format."""
