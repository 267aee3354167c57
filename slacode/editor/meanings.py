"""What a name means, and everywhere else that it means the same: definition and references over all files."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.editor.documents import Document
from slacode.editor.naming import Home, NameKind, Occurrence
from slacode.editor.workspace import Place, Workspace
from slacode.grammar import tree


def definition(workspace: Workspace, document: Document, offset: int) -> list[Place]:
    """Where the name at a place is declared, in each part of its declaration (a target, and what amends it)."""
    return [place for place, one in _same(workspace, document, offset) if one.declares]


def references(workspace: Workspace, document: Document, offset: int, *, declarations: bool = True) -> list[Place]:
    """Everywhere that the name at a place stands for the same thing, in the order of paths and places."""
    return [place for place, one in _same(workspace, document, offset) if declarations or not one.declares]


def same_as(workspace: Workspace, one: Occurrence) -> Iterator[tuple[Document, Occurrence]]:
    """Every name that means the same as one, itself included."""
    kind = kind_of(workspace, one)
    for document, other in workspace.spelt(one.text):
        if kind_of(workspace, other) == kind and _is_same(workspace, kind, one.home, other.home):
            yield document, other


def kind_of(workspace: Workspace, one: Occurrence) -> NameKind:
    """What a name is one of, once the set is known: a value may be another field, a reference a penalty."""
    if one.kind == "value" and not one.declares and _is_field(workspace, one):
        return "field"
    if one.kind == "target" and one.home.agreement and one.text not in workspace.targets(one.home.agreement):
        return "penalty"
    return one.kind


def _is_field(workspace: Workspace, one: Occurrence) -> bool:
    """A word that is no value of the field beside it, but the name of another one (language reference, 4.5)."""
    fields = workspace.fields_of(one.home)
    beside = fields.get(one.home.field or "")
    values = beside.type.values if beside and isinstance(beside.type, tree.Enumeration) else ()
    return one.text in fields and one.text not in {tree.unquoted(value) for value in values}


def _same(workspace: Workspace, document: Document, offset: int) -> Iterator[tuple[Place, Occurrence]]:
    one = document.occurrence_at(offset)
    if one is not None:
        for where, other in same_as(workspace, one):
            yield Place(where, other.start, other.end), other


def _is_same(workspace: Workspace, kind: NameKind, one: Home, other: Home) -> bool:
    """Whether two equally spelt names of a kind, each at home somewhere, are names of one thing."""
    match kind:
        case "name" | "check":
            return True
        case "target":
            return other.agreement in workspace.family(one.agreement or "", one.target or "")
        case "row":
            if one.target != other.target or one.target is None:
                return False
            return other.agreement in workspace.family(one.agreement or "", one.target)
        case "field" | "value":
            if kind == "value" and one.field != other.field:
                return False
            return not set(workspace.logs_of(one)).isdisjoint(workspace.logs_of(other))
        case "penalty" | "kpi":
            return one.agreement == other.agreement

