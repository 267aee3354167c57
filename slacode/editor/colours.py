"""What each word of a text is, for editors to colour: in what can be read by its tree, elsewhere by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slacode.editor.documents import Document
from slacode.editor.naming import Occurrence
from slacode.grammar import tree
from slacode.grammar.words import all_keywords

TYPES = (
    "keyword", "comment", "string", "number", "namespace", "type", "struct", "function", "class", "interface",
    "property", "method", "enumMember", "variable", "operator",
)  # fmt: skip
"""The kinds of words, called as the Language Server Protocol calls them."""

_PIECE = re.compile(r'"(?:\\.|[^"\\\n])*"?|#[^\n]*|[^\W\d]\w*|\d[\w.%:-]*\w|\d%?|[=!<>]=|[<>=]|->')
_NAMES = {
    "party": "namespace", "calendar": "type", "log": "struct", "metric": "function", "service": "class",
    "agreement": "class", "terms": "interface", "objective": "class",
}  # fmt: skip
_KINDS = {
    "target": "property", "penalty": "method", "row": "enumMember", "field": "variable", "value": "enumMember",
    "kpi": "property", "check": "string",
}  # fmt: skip
_FIGURES = frozenset({
    "INT", "NUMBER", "PERCENT", "DURATION", "DATE", "MONTHDAY", "DATETIME", "TIMERANGE", "PERIODLIT", "PERCENTILE",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Colour:
    """Some characters on one line and what they are: one of `TYPES`; `declares` where a name is declared."""

    start: int
    end: int
    type: str
    declares: bool = False


def colours(document: Document, start: int = 0, end: int | None = None) -> list[Colour]:
    """The words from one place of a text to another, in their order."""
    last = len(document.text) if end is None else end
    return [one for one in _all(document) if one.end > start and one.start < last]


def _all(document: Document) -> Iterator[Colour]:
    names = {one.start: one for one in document.occurrences}
    leaves = {word.start_pos: word for word in _words(document.items)}
    text, at = document.text, 0
    while found := _PIECE.search(text, at):
        leaf = leaves.get(found.start())
        at = found.start() + len(leaf) if leaf is not None and " " not in leaf else found.end()
        colour = _colour(found[0], names.get(found.start()), leaf)
        if colour is not None:
            declares = found.start() in names and names[found.start()].declares
            yield Colour(found.start(), at, colour, declares)


def _colour(piece: str, name: Occurrence | None, leaf: tree.Word | None) -> str | None:
    """What a piece of text is; None for what is best left alone."""
    if piece[0] == "#":
        return "comment"
    if name is not None:
        return _NAMES[name.wants or ""] if name.kind == "name" else _KINDS[name.kind]
    if piece[0] == '"':
        return "string"
    if leaf is not None and leaf.type == "NAME":
        return "variable"
    if piece[0].isdigit() or (leaf is not None and leaf.type in _FIGURES):
        return "number"
    if piece[0].isalpha():
        return "keyword" if leaf is not None or piece in all_keywords() else None
    return "operator"


def _words(items: Iterable[tree.Item]) -> Iterator[tree.Word]:
    """All words that the tree keeps, in no order."""
    todo: list[object] = list(items)
    while todo:
        part = todo.pop()
        if isinstance(part, tree.Word):
            yield part
        elif isinstance(part, tree.Tree):
            todo += part.children()
        elif isinstance(part, tuple):
            todo += part
