"""Formats of the matrix of all promises: one file each, with one function `matrix` for its lines."""

from __future__ import annotations

from slacode.engine.trace.matrix import Line
from slacode.reports._formats import Render, renderer

render_matrix: Render[tuple[Line, ...]] = renderer(__name__, "matrix")
"""The lines of a matrix in a format."""
