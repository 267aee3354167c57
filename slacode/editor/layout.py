"""Formats a text in few edits, so that what stood well stays untouched, and with it marks, folds and the cursor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from slacode.editor.documents import Document
from slacode.grammar.printer import format_read


@dataclass(frozen=True)
class Edit:
    """A stretch of a document and what is to stand there instead."""

    path: str
    start: int
    end: int
    text: str


def formatting(document: Document, start: int = 0, end: int | None = None) -> list[Edit]:
    """The edits that bring a text into the canonical layout, those alone that touch the characters from start to end.

    None for a text that cannot be read, whose errors are told anyway.
    """
    file, errors = document.parsed
    if document.unreadable or errors:
        return []
    last = len(document.text) if end is None else end
    edits = _changes(document, format_read(document.source, file))
    return [edit for edit in edits if edit.start <= last and edit.end >= start]


def _changes(document: Document, formatted: str) -> Iterator[Edit]:
    """One edit for each run of lines that changes."""
    old, new = document.text.splitlines(keepends=True), formatted.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, old))]
    parts = pairwise(_cuts(old, new))
    for stays, run in groupby(parts, lambda part: old[part[0][0] : part[1][0]] == new[part[0][1] : part[1][1]]):
        if not stays:
            (first, new_first), *_, (last, new_last) = (cut for part in run for cut in part)
            yield Edit(document.path, starts[first], starts[last], "".join(new[new_first:new_last]))


def _cuts(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Where lines of both texts begin after as many letters, before empty lines and after: layout moves no word."""
    mine, theirs = _lines_after(old), _lines_after(new)
    common = [(mine[letters], theirs[letters]) for letters in mine if letters in theirs]
    cuts = [cut for (first, last), (new_first, new_last) in common for cut in ((first, new_first), (last, new_last))]
    return list(dict.fromkeys([*cuts, (len(old), len(new))]))


def _lines_after(lines: Sequence[str]) -> dict[int, tuple[int, int]]:
    """By the number of letters before them, the first and the last line that begins there."""
    found: dict[int, tuple[int, int]] = {}
    for line, letters in enumerate(accumulate((len("".join(line.split())) for line in lines), initial=0)):
        found[letters] = found.get(letters, (line, line))[0], line
    return found
