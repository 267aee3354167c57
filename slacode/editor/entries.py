"""What a text declares, as it is looked for by a part of its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.engine.lower.context import KINDS, name_of
from slacode.grammar import tree


@dataclass(frozen=True, slots=True)
class Entry:
    """A declaration or a target: its kind and name, its part of the tree, what is said beside the name, and the letters
    that it is found by, all of them small."""

    kind: str
    name: tree.Word
    node: tree.Item | tree.Target
    title: str
    letters: str


def entries(file: tree.File) -> Iterator[Entry]:
    """The declarations of a file and the targets in them."""
    for item in file.items:
        yield _entry(kind_of_item(item), name_of(item), item, title_of(item))
        for clause in item.clauses if isinstance(item, tree.Agreement | tree.Terms) else ():
            if isinstance(clause, tree.Target):
                yield _entry("target", clause.name, clause, f"{name_of(item)}.{clause.name}")


def _entry(kind: str, name: tree.Word, node: tree.Item | tree.Target, title: str) -> Entry:
    return Entry(kind, name, node, title, f"{name} {title}".casefold())


def kind_of_item(item: tree.Item) -> str:
    """What a declaration is: `sla`, `calendar`, `test`."""
    match item:
        case tree.Agreement() | tree.Party():
            return str(item.kind)
        case tree.Test():
            return "test"
    return KINDS[type(item)]


def title_of(node: tree.Item | tree.Target | tree.Amend) -> str:
    """The title that a declaration has beside its name; that of a test is its name."""
    return tree.unquoted(node.title) if node.title is not None and not isinstance(node, tree.Test) else ""
