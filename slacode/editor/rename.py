"""Renames what a policy set declares, in all its files, or says why that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from slacode.editor.documents import Document
from slacode.editor.layout import Edit
from slacode.editor.meanings import kind_of, same_as
from slacode.editor.naming import Occurrence, clauses
from slacode.editor.workspace import Place, Workspace
from slacode.engine.wording import quote
from slacode.grammar import tree
from slacode.grammar.words import is_always_a_name
from slacode.source import Source

_NAME = re.compile(r"[^\W\d]\w*")
_WHY_NOT = {
    "value": "`{}` is a value that the log holds: it is called what the log calls it",
    "row": "a row is called by the value that it is about, `{}`, which is called what the log calls it",
    "check": "`{}` is a check of slacode, which is called so everywhere",
}

Found = list[tuple[Document, Occurrence]]


class CannotRenameError(Exception):
    """Why something cannot be renamed, in words for its owner."""


def renamed(workspace: Workspace, document: Document, offset: int) -> Place:
    """The name at a place, if it can have another one; raises `CannotRenameError`."""
    one, _ = _meant(workspace, document, offset)
    return Place(document, one.start, one.end)


def rename(workspace: Workspace, document: Document, offset: int, new: str) -> list[Edit]:
    """The edits by which all that means the same as the name at a place is called otherwise.

    A field keeps its column in the log. Raises `CannotRenameError` where the new name is none or is taken, or where
    what cannot be read may hold the old one.
    """
    one, found = _meant(workspace, document, offset)
    if _NAME.fullmatch(new) is None:
        raise CannotRenameError(f"`{new}` is no name: names are letters, digits and `_`, and begin with no digit")
    if new == one.text:
        return []
    _require_free(workspace, one, new)
    _require_readable(workspace, one)
    edits = [Edit(where.path, other.start, other.end, new) for where, other in found]
    edits += _columns(found)
    if not is_always_a_name(new):
        _require_same(workspace, edits)
    return sorted(edits, key=lambda edit: (edit.path, edit.start))


def _meant(workspace: Workspace, document: Document, offset: int) -> tuple[Occurrence, Found]:
    one = document.occurrence_at(offset)
    if one is None:
        raise CannotRenameError("there is no name here")
    kind = kind_of(workspace, one)
    if kind in _WHY_NOT:
        raise CannotRenameError(_WHY_NOT[kind].format(one.text))
    found = list(same_as(workspace, one))
    if not any(other.declares for _, other in found):
        raise CannotRenameError(f"`{one.text}` is declared nowhere")
    return one, found


def _require_free(workspace: Workspace, one: Occurrence, new: str) -> None:
    """That nothing is called so already that the new name would be taken for."""
    kind = kind_of(workspace, one)
    if kind == "name":
        taken = workspace.declared(new) is not None
    elif kind == "field":
        taken = new in workspace.fields_of(one.home)
    else:
        agreements = workspace.family(one.home.agreement or "", one.text) if kind == "target" else [one.home.agreement]
        taken = any(new in _inner_names(workspace, agreement or "") for agreement in agreements)
    if taken:
        raise CannotRenameError(f"`{new}` is there already")


def _inner_names(workspace: Workspace, agreement: str) -> set[str]:
    item = workspace.declared(agreement)
    if isinstance(item, tree.Objective):
        return {str(kpi.name) for kpi in item.kpis}
    penalties = {str(one.name) for one in clauses(item) if isinstance(one, tree.Penalty) and one.name}
    return penalties | set(workspace.targets(agreement))


def _require_readable(workspace: Workspace, one: Occurrence) -> None:
    """That no declaration which cannot be read holds the name: it would keep the old one."""
    word = re.compile(rf"(?<!\w){re.escape(one.text)}(?!\w)")
    for document in workspace.documents.values():
        errors = document.parsed[1]
        if errors and errors[0].at and len(word.findall(document.text)) > len(document.by_text.get(one.text, ())):
            raise CannotRenameError(f"`{one.text}` may stand in what cannot be read yet: mend {errors[0].at} first")


def _columns(found: Found) -> list[Edit]:
    """A field that is called otherwise says which column it is, if it has not done so before."""
    edits = []
    for document, one in found:
        field = _field(document, one) if one.kind == "field" and one.declares else None
        if field is not None and field.column is None:
            at = field.span[1] - len(field.carried or "") if field.carried else field.span[1]
            said = f"from {quote(one.text)} " if field.carried else f" from {quote(one.text)}"
            edits.append(Edit(document.path, at, at, said))
    return edits


def _field(document: Document, one: Occurrence) -> tree.LogField | None:
    logs = (item for item in document.items if isinstance(item, tree.Log))
    parts = (clause for log in logs for clause in log.clauses if isinstance(clause, tree.LogField))
    return next((clause for clause in parts if clause.name.start_pos == one.start), None)


def _require_same(workspace: Workspace, edits: Iterable[Edit]) -> None:
    """That what is changed reads as before: a name may be a word of the language where it stands."""
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path, []).append(edit)
    for path, changes in by_path.items():
        before = workspace.documents[path]
        after = Document(Source(path, applied(before.text, changes)))
        if len(after.parsed[1]) > len(before.parsed[1]) or len(after.occurrences) != len(before.occurrences):
            raise CannotRenameError("that is a word of the language where the name stands: choose another one")


def applied(text: str, edits: Iterable[Edit]) -> str:
    """A text after some edits, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
