"""Formats a text in few edits, so that what stood well stays untouched, and with it marks, folds and the cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from slacode.diagnostics import PolicyError
from slacode.editor.documents import Document
from slacode.grammar.printer import format_text


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
    if document.unreadable:
        return []
    try:
        formatted = format_text(document.text, document.path)
    except PolicyError:
        return []
    last = len(document.text) if end is None else end
    return [edit for edit in _changes(document, formatted) if edit.start <= last and edit.end >= start]


def _changes(document: Document, formatted: str) -> Iterator[Edit]:
    """One edit for each run of lines that changes."""
    old, new = document.text.splitlines(keepends=True), formatted.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    for what, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield Edit(document.path, starts[first], starts[last], "".join(new[new_first:new_last]))
