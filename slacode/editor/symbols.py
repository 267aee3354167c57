"""The declarations of a text as an outline, and those of all files by a part of their name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.editor.documents import Document
from slacode.editor.entries import kind_of_item, title_of
from slacode.editor.workspace import Place, Workspace
from slacode.engine.lower.context import name_of
from slacode.grammar import tree

_MOST_FOUND = 200


@dataclass(frozen=True)
class Symbol:
    """Something declared: what it is, all of its text, the name in it, and what is declared inside."""

    kind: str
    name: str
    detail: str
    whole: Place
    named: Place
    inside: tuple[Symbol, ...] = ()


def outline(document: Document) -> list[Symbol]:
    """The declarations of a text in its order, with their targets, rows, penalties, fields and amendments."""
    return [_item(document, item) for item in document.items]


def search(workspace: Workspace, query: str) -> list[Symbol]:
    """The declarations and targets of all files whose name or title holds the letters of a query in their order."""
    letters = [letter for letter in query.casefold() if not letter.isspace()]
    found: list[Symbol] = []
    for path in sorted(workspace.documents):
        document = workspace.documents[path]
        for one in document.entries:
            if _holds(one.letters, letters):
                found.append(_symbol(document, one.kind, one.name, one.node, title=one.title))
                if len(found) == _MOST_FOUND:
                    return found
    return found


def _holds(text: str, letters: list[str]) -> bool:
    at = 0
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True


def _item(document: Document, item: tree.Item) -> Symbol:
    parts: tuple[tree.Tree, ...] = ()
    match item:
        case tree.Agreement() | tree.Terms() | tree.Log():
            parts = item.clauses
        case tree.Objective():
            parts = item.kpis
    inside = tuple(_clauses(document, parts))
    return _symbol(document, kind_of_item(item), name_of(item), item, inside=inside, title=title_of(item))


def _clauses(document: Document, clauses: tuple[tree.Tree, ...]) -> Iterator[Symbol]:
    for clause in clauses:
        match clause:
            case tree.Target():
                rows = tuple(_rows(document, clause))
                yield _symbol(document, "target", clause.name, clause, inside=rows, title=title_of(clause))
            case tree.Penalty():
                name = clause.name or clause.kind
                yield _symbol(document, str(clause.kind), name, clause, title=f"on {clause.target}")
            case tree.Amend():
                inside = tuple(_clauses(document, clause.clauses))
                yield _symbol(document, "amendment", clause.date, clause, inside=inside, title=title_of(clause))
            case tree.LogField():
                yield _symbol(document, "field", clause.name, clause)
            case tree.Kpi():
                yield _symbol(document, "kpi", clause.name, clause)


def _rows(document: Document, target: tree.Target) -> Iterator[Symbol]:
    for clause in target.clauses:
        for row in clause.rows if isinstance(clause, tree.ByTable) else ():
            said = " ".join(document.text[tree.start_of(row.obligation) : row.span[1]].split())
            yield _symbol(document, "row", row.label, row, title=said)


def _symbol(
    document: Document,
    kind: str,
    name: tree.Word,
    node: tree.Tree,
    inside: tuple[Symbol, ...] = (),
    title: str = "",
) -> Symbol:
    named = Place(document, tree.start_of(name), tree.end_of(name))
    whole = Place(document, min(node.span[0], named.start), max(node.span[1], named.end))
    return Symbol(kind, tree.unquoted(name) or '""', title, whole, named, inside)
