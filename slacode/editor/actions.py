"""What can be done about a finding: its mend, an allowance with a reason, a skeleton of what is missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic
from slacode.editor.documents import Document
from slacode.editor.layout import Edit
from slacode.editor.skeleton import skeleton
from slacode.editor.workspace import Workspace
from slacode.engine.checks import judging
from slacode.engine.wording import say_name

ALLOWED_FOR = dt.timedelta(days=90)
"""How long an allowance holds that an action writes, so that somebody looks at it again."""

_REASON = "say who accepts this, and why"
_MEANT = re.compile(r"did you mean `([^`]+)`\?")
_TO_BE_SAID = re.compile(r"say it: `([^`]+)`")


@dataclass(frozen=True)
class Action:
    """Something to do about a finding: what it is called, its edits, and whether it is the obvious mend.

    `select` are the columns of what is to be written over, on the line that the first edit begins.
    """

    title: str
    finding: Diagnostic
    edits: tuple[Edit, ...]
    is_mend: bool = False
    select: tuple[int, int] | None = None


def actions(workspace: Workspace, document: Document, start: int, end: int) -> list[Action]:
    """What can be done about the findings that touch some characters of a text, the mends first, each thing once."""
    found = {
        (action.title, action.edits): action
        for finding in workspace.findings
        if finding.at is not None and finding.at.path == document.path and _touches(document, finding, start, end)
        for action in _about(workspace, document, finding)
    }
    return sorted(found.values(), key=lambda action: not action.is_mend)


def _about(workspace: Workspace, document: Document, finding: Diagnostic) -> Iterator[Action]:
    yield from _mends(document, finding)
    yield from _supports(workspace, document, finding)
    yield from _allow(workspace, finding)


def _place(document: Document, finding: Diagnostic) -> tuple[int, int]:
    return document.span(finding.at) if finding.at is not None else (0, 0)


def _touches(document: Document, finding: Diagnostic, start: int, end: int) -> bool:
    first, last = _place(document, finding)
    return first <= end and last >= start


def _mends(document: Document, finding: Diagnostic) -> Iterator[Action]:
    """What a finding itself says to write: instead of its place, or as a clause of the block that it is about."""
    first, last = _place(document, finding)
    for text in dict.fromkeys(_written(document, finding)):
        yield Action(f"Write `{text}`", finding, (Edit(document.path, first, last, text),), is_mend=True)
    for help_ in finding.help:
        clause = _TO_BE_SAID.search(help_)
        brace = document.text.find("{", last)
        if clause and "..." not in clause[1] and brace >= 0:
            edit = Edit(document.path, brace + 1, brace + 1, f"\n  {clause[1]}")
            yield Action(f"Say `{clause[1]}`", finding, (edit,), is_mend=True)


def _written(document: Document, finding: Diagnostic) -> Iterator[str]:
    write = finding.data.get("write")
    if isinstance(write, str):
        yield write
        return
    first, last = _place(document, finding)
    instead = document.text[first:last]
    for said in (*finding.help, finding.message):
        for meant in _MEANT.findall(said):
            # A zone or a holiday code is no name, and stands without quotes all the same.
            is_word = finding.check in ("unknown-zone", "unknown-holidays", "unknown-currency")
            yield meant if is_word and not instead.startswith('"') else say_name(meant)


def _allow(workspace: Workspace, finding: Diagnostic) -> Iterator[Action]:
    """An allowance on the line above, for a while, whose reason is still to be said (language reference, 9)."""
    if finding.at is None or finding.check not in judging():
        return
    document = workspace.documents[finding.at.path]
    line = document.source.line_text(finding.at.line)
    indent = line[: len(line) - len(line.lstrip())]
    until = workspace.today + ALLOWED_FOR
    comment = f"{indent}# allow {finding.check} until {until}: "
    select = (len(comment), len(comment + _REASON))
    at = document.source.line_start(finding.at.line)
    edit = Edit(document.path, at, at, f"{comment}{_REASON}\n")
    yield Action(f"Allow `{finding.check}` here until {until}", finding, (edit,), select=select)


def _supports(workspace: Workspace, document: Document, finding: Diagnostic) -> Iterator[Action]:
    """An OLA that promises what a target does which nothing stands behind, to be filled in."""
    if finding.check != "target-without-support" or set(finding.data) != {"target"}:
        return
    made = skeleton(workspace, document, str(finding.data["target"]))
    if made is not None:
        yield Action(f"Write an OLA `{made.name}` that carries `{finding.data['target']}`", finding, made.edits)
