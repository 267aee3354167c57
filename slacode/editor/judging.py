"""Looks at a policy set in two steps, names and types first, and says what is to be shown in each of its files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from slacode.diagnostics import Diagnostic, Label, Location, sort_key
from slacode.editor.documents import Document
from slacode.editor.workspace import Known, Workspace
from slacode.engine.proofs.prover import Prover
from slacode.project import Policy, check, compile_sources


@dataclass(frozen=True)
class Read:
    """What came of reading a set: what is wrong with its text, names and types, and what is known if nothing is."""

    documents: Mapping[str, Document]
    errors: tuple[Diagnostic, ...]
    known: Known | None


@dataclass(frozen=True)
class Checked:
    """The findings of all checks on a set that was understood, as its documents stood then."""

    documents: Mapping[str, Document]
    findings: tuple[Diagnostic, ...]


def read(workspace: Workspace) -> Read:
    """Read every document, and draw the model if nothing is wrong; never fails."""
    documents = workspace.documents
    unreadable = [one.unreadable for one in documents.values() if one.unreadable]
    sources = [documents[path].source for path in sorted(documents)]
    compiled = compile_sources(sources, bool(unreadable), lambda source: documents[source.path].parsed)
    if compiled.policy is None or unreadable:
        return Read(documents, tuple(sorted([*unreadable, *compiled.diagnostics], key=sort_key)), None)
    return Read(documents, (), known(compiled.policy))


def known(policy: Policy) -> Known:
    """A policy made ready to be asked for proofs at once."""
    prover = Prover(policy.model)
    _ = prover.circular  # the one thing that takes long: it looks at every promise
    return Known(policy, prover)


def judge(read: Read, as_of: dt.date | None) -> Checked | None:
    """What the checks find in a set that was understood; None for one that was not."""
    if read.known is None:
        return None
    return Checked(read.documents, tuple(check(read.known.policy, as_of=as_of)))


def shown(read: Read, checked: Checked | None) -> list[Diagnostic]:
    """What is to be shown of a set: its errors, and the findings on texts that have not changed since the last check.

    So an error in one declaration hides no finding on any other, and no finding stands on the wrong line.
    """
    earlier = _still_there(checked.findings, checked.documents, read.documents) if checked else ()
    return sorted([*read.errors, *earlier], key=sort_key)


def changed_since(read: Read, documents: Mapping[str, Document]) -> dict[str, Document]:
    """The documents that are not as they were when a set was read."""
    return {path: one for path, one in documents.items() if read.documents.get(path) is not one}


def meanwhile(read: Read, checked: Checked | None, changed: Mapping[str, Document]) -> list[Diagnostic]:
    """What is to be shown of texts that have changed until the set is read again: what cannot be read of them, and what
    was found in those of their lines that still stand."""
    own = [error for one in changed.values() for error in ([one.unreadable] if one.unreadable else one.parsed[1])]
    errors = (error for error in read.errors if is_in(changed, error) and error.check not in _OF_TEXT)
    found = (finding for finding in checked.findings if is_in(changed, finding)) if checked else ()
    now = {**read.documents, **changed}
    earlier = [*_still_there(errors, read.documents, now)]
    earlier += _still_there(found, checked.documents, now) if checked else ()
    return sorted([*own, *earlier], key=sort_key)


_OF_TEXT = frozenset({"syntax", "unreadable"})


def is_in(documents: Mapping[str, Document], finding: Diagnostic) -> bool:
    """Whether a finding is about a place in some documents."""
    return finding.at is not None and finding.at.path in documents


def _still_there(
    findings: Iterable[Diagnostic], before: Mapping[str, Document], now: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    for finding in findings:
        if finding.at is None or finding.allowed is not None:
            continue
        place = _moved(finding.at, before.get(finding.at.path), now.get(finding.at.path))
        if place is not None:
            labels = (_moved_label(label, before, now) for label in finding.labels)
            yield replace(finding, at=place, labels=tuple(label for label in labels if label))


def _moved_label(label: Label, before: Mapping[str, Document], now: Mapping[str, Document]) -> Label | None:
    place = _moved(label.at, before.get(label.at.path), now.get(label.at.path))
    return replace(label, at=place) if place else None


def _moved(at: Location, before: Document | None, now: Document | None) -> Location | None:
    """Where a place is in a text that has changed elsewhere; None if it is among the lines that changed."""
    if before is None or now is None:
        return None
    if before is now or before.text == now.text:
        return at
    old, new = before.text.split("\n"), now.text.split("\n")
    head = _alike(old, new)
    if at.end_line <= head:
        return at
    tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    if at.line <= len(old) - tail:
        return None
    by = len(new) - len(old)
    return replace(at, line=at.line + by, end_line=at.end_line + by)


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many lines two texts have in common from the first on."""
    number = 0
    for number, (mine, theirs) in enumerate(zip(one, other, strict=False), 1):
        if mine != theirs:
            return number - 1
    return number
