"""The matrix as a table in Markdown, for the file of an audit."""

from __future__ import annotations

from collections.abc import Iterable

from slacode.engine.trace.matrix import Line
from slacode.reports.matrix._cells import HEADINGS, cells, say_count


def matrix(lines: tuple[Line, ...], color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """One table, never coloured, and below it what it comes to."""
    table = [_row(HEADINGS), _row("---" for _ in HEADINGS), *(_row(cells(line)) for line in lines)]
    return "\n".join([*table, "", say_count(lines)]) + "\n"


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(text.replace(chr(92), chr(92) * 2).replace('|', chr(92) + '|') for text in texts)} |"
