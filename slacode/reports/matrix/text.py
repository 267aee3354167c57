"""The matrix as a table for people, a line for each promise, and what it comes to."""

from __future__ import annotations

from slacode.engine.trace.matrix import Line
from slacode.reports._paint import paint
from slacode.reports._proofs import STYLES
from slacode.reports.matrix._cells import HEADINGS, cells, say_count


def matrix(lines: tuple[Line, ...], color: bool = False) -> str:
    """Columns as wide as what stands in them; the verdict is the last, since it may be long."""
    if not lines:
        return say_count(lines) + "\n"
    rows = [cells(line) for line in lines]
    widths = [max(len(text) for text in column) for column in zip(HEADINGS, *rows, strict=True)]
    shown = [paint(_aligned(HEADINGS, widths), "strong", color)]
    for line, row in zip(lines, rows, strict=True):
        verdict = paint(row[-1], STYLES[line.proof.verdict], color)
        shown.append(_aligned((*row[:-1], verdict), widths))
    return "\n".join([*shown, "", say_count(lines)]) + "\n"


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    padded = [text.ljust(width) for text, width in zip(row[:-1], widths, strict=False)]
    return "  ".join([*padded, row[-1]]).rstrip()
