"""Aligns the columns of like lines that follow each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from slacode.grammar.printer.lines import WIDTH, Line


def aligned(lines: Sequence[Line]) -> list[Line]:
    """The same lines, each knowing how wide its columns are."""
    return [line for run in _runs(lines) for line in _align(run)]


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and not _goes_on(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(before: Line, line: Line) -> bool:
    """Whether a line stands in a run with the one before: same group and depth, no empty line between."""
    if line.after_blank or any(comment.after_blank for comment in line.above):
        return False
    return bool(line.group) and (line.group, line.depth) == (before.group, before.depth)


def _align(run: list[Line]) -> list[Line]:
    if len(run) == 1:
        return run  # its columns are as wide as they are
    widths = tuple(
        max((len(line.cells[n]) for line in run if len(line.cells) > n + 1), default=0)
        for n in range(max(len(line.cells) for line in run))
    )
    wide = [replace(line, widths=widths) for line in run]
    if any(padded_length(new) > WIDTH >= line.length for line, new in zip(run, wide, strict=True)):
        return run
    return wide


def padded_length(line: Line) -> int:
    """How wide a line is with its columns aligned, if it is not broken."""
    return 2 * line.depth + len(padded(line.cells, line.widths))


def padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells beside each other, all but the last as wide as their column."""
    last = len(cells) - 1
    pairs = list(zip_longest(cells, widths[: len(cells)], fillvalue=0))
    pieces = [str(cell) if n == last else f"{cell:<{width}}" for n, (cell, width) in enumerate(pairs)]
    return " ".join(piece for piece in pieces if piece)
