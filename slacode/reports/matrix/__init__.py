"""Formats of the matrix of all promises: one file each, with one function `matrix` for its lines."""

from __future__ import annotations

from typing import Protocol

from slacode import family
from slacode.engine.trace.matrix import Line


class MatrixFormat(Protocol):
    """The function `matrix` of a format: the whole text to write, with its last line feed."""

    def __call__(self, lines: tuple[Line, ...], color: bool = False) -> str:
        """Show the lines of a matrix."""
        ...


def formats() -> tuple[str, ...]:
    """The names of the formats that show matrices."""
    return family.names(__name__)


def render_matrix(format_name: str, lines: tuple[Line, ...], color: bool = False) -> str:
    """A matrix in a format; a name that is none is a `ModuleNotFoundError`."""
    show: MatrixFormat = family.member(__name__, format_name).matrix
    return show(lines, color)
