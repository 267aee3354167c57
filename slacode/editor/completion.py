"""What can be written at a place: words of the language, names of the right kind, values, zones, holiday codes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from slacode.editor.choices import CompletionKind, Spot, choices
from slacode.editor.documents import Document
from slacode.editor.workspace import Workspace
from slacode.engine.checks import judging
from slacode.grammar.expecting import expecting

_PIECE = re.compile(r'"(?:\\.|[^"\\\n])*"?|#.*|[A-Z]\w*/[\w/+-]*|\w+|.')
_ALLOW = re.compile(r"#\s*allow\s+([\w-]*)")


@dataclass(frozen=True)
class Completion:
    """A word that may stand there: it takes the place of the characters from `start` to `end`."""

    text: str
    kind: CompletionKind
    detail: str
    start: int
    end: int


def completions(workspace: Workspace, document: Document, offset: int) -> list[Completion]:
    """All that may stand at a place, what was begun to be written taken out, the likelier kinds first."""
    begun = _begun(document.text[document.text.rfind("\n", 0, offset) + 1 : offset])
    if begun.startswith("#"):
        allowing = _ALLOW.fullmatch(begun)
        names = judging() if allowing else ()
        return [Completion(name, "check", "", offset - len(allowing[1]), offset) for name in names if allowing]
    if begun[:1].isdigit():
        return []
    start = offset - len(begun)
    found = expecting(document.text, start)
    if found is None:
        return []
    quoted = begun.startswith('"')
    return [
        Completion(text, kind, detail, start, offset)
        for text, kind, detail in dict.fromkeys(choices(Spot.at(workspace, document, start, found)))
        if text.startswith('"') or not quoted
    ]


def _begun(line: str) -> str:
    """The word, text or comment that a line ends in; nothing if it ends in none, or in a text that is complete."""
    pieces = _PIECE.findall(line)
    last = pieces[-1] if pieces else ""
    is_complete = len(last) > 1 and last[0] == last[-1] == '"'
    return "" if is_complete or not (last[:1] in '"#_' or last[:1].isalnum()) else last
