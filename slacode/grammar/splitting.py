"""Cuts a broken file into its declarations, so that each can be judged, and blamed, on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

DECLARATIONS = frozenset({
    "language", "provider", "customer", "supplier", "team", "calendar", "log", "metric", "service", "sla", "ola", "uc",
    "terms", "objective", "test",
})  # fmt: skip
DEEPEST = 60  # no agreement needs more, and what works on trees may count on it

_STRING = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'  # one that is not closed ends with its line
_PIECE = re.compile(rf'{_STRING}|#[^\n]*|[{{}}]|[^\W\d]\w*|[=,.\-]|[^\s\w"#{{}}=,.\-]+|\d\w*|[^\S \t\r\n]+')
_LEVEL = re.compile(rf"{_STRING}|#[^\n]*|(?:\bnot\b(?:\s|#[^\n]*)*)+\(?|[][(){{}}]")
# A word that can only begin a declaration, even where an open `{` says that one is still being read.
_HEADER = re.compile(
    r'(?:sla|ola|uc|terms|service|calendar|objective|provider|customer|supplier)\s+["\w]'
    r'|metric\s+\w+[^\n]*=[ \t]*\w|log\s+\w+[^\n{]*\{|team\s+\w+[ \t]*(?:"|of\b|$)|test\s+"|language\s+\d',
    re.MULTILINE,
)
_JOINS_ON = frozenset({"of", "for", "or", "and", "except", "on", "=", ",", "-", "."})
_GO_ON = frozenset('{"=-,.')  # what may begin a further line of a declaration
_NAMED = re.compile(r'[ \t]+["\w]')


@dataclass(frozen=True, slots=True)
class Brace:
    """An opening brace, and where the line that holds it begins: its place and its indentation."""

    at: int
    indent: int


@dataclass(frozen=True, slots=True)
class Part:
    """One declaration, or what stands between declarations, as a half-open range of characters.

    `unclosed` is the opening brace that the layout of the lines blames, where one lacks its `}`.
    """

    start: int
    end: int
    unclosed: Brace | None = None


def too_deep(text: str) -> int | None:
    """Where brackets and `not` nest more than `DEEPEST` levels deep, or None."""
    if sum(map(text.count, ("(", "[", "{", "not"))) <= DEEPEST:
        return None
    levels: list[int] = []
    depth = 0
    for found in _LEVEL.finditer(text):
        piece = found[0]
        if piece[0] in '"#':
            continue
        if piece in (")", "]", "}"):
            depth -= levels.pop() if levels else 0
            continue
        weight = piece.count("not") + (piece[-1] in "([{")
        if depth + weight > DEEPEST:
            return found.start()
        if piece[-1] in "([{":
            levels.append(weight)
            depth += weight
    return None


def split(text: str) -> list[Part]:
    """The declarations of a text in order; a declaration that lacks its `}` ends where the next one begins."""
    return list(_Splitter(text).parts())


class _Splitter:
    """Reads a text once, knowing the open braces, the piece before, and where the line and the part began."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.open: list[Brace] = []
        self.misplaced: Brace | None = None
        self.start: int | None = None
        self.start_indent = 0
        self.before = ""
        self.line_start = self.line_end = 0
        self.line_indent = 0

    def parts(self) -> Iterator[Part]:
        end = 0
        for found in _PIECE.finditer(self.text):
            piece, at = found[0], found.start()
            if piece[0] == "#":
                continue
            is_first = self._enter_line(at)
            if self.start is not None and self._begins(piece, at, is_first):
                yield self._part(self.start, end)
            if self.start is None:
                self.start, self.start_indent = at, at - self.line_start
            end = found.end()
            if piece in ("{", "}") and self._brace(piece, at, is_first):
                yield self._part(self.start, end)
            self.before = piece
        if self.start is not None:
            yield self._part(self.start, end)

    def _enter_line(self, at: int) -> bool:
        """Note the line of a piece; whether it is the first on it."""
        if at < self.line_end:
            return False
        self.line_start = self.text.rfind("\n", self.line_end - 1 if self.line_end else 0, at) + 1
        end = self.text.find("\n", at)
        self.line_end = len(self.text) if end < 0 else end
        self.line_indent = at - self.line_start
        return True

    def _begins(self, piece: str, at: int, is_first: bool) -> bool:
        """Whether a word begins the next declaration, or a sign at the margin what is none."""
        if piece[0] in _GO_ON:
            return False
        if is_first and self.line_indent <= self.start_indent and self._is_header(piece, at):
            return True
        if self.open:
            return False
        if is_first:  # indented further, it is a clause whose `{` is missing
            goes_on = piece in _JOINS_ON or self.before in _JOINS_ON
            return self.line_indent <= self.start_indent and not goes_on
        can_end = self.before not in DECLARATIONS and self.before not in _JOINS_ON
        return piece in DECLARATIONS and can_end and self._has_name(at, piece)

    def _is_header(self, piece: str, at: int) -> bool:
        if piece not in DECLARATIONS or not _HEADER.match(self.text, at):
            return False
        inside_a_test = self.start is not None and self.text.startswith("test", self.start)
        return not (self.open and piece in ("log", "team") and inside_a_test)

    def _has_name(self, at: int, piece: str) -> bool:
        return _NAMED.match(self.text, at + len(piece)) is not None

    def _brace(self, piece: str, at: int, is_first: bool) -> bool:
        """Open or close a block; whether that ends the declaration."""
        if piece == "{":
            self.open.append(Brace(at, self.line_indent))
            return False
        if not self.open:
            return False
        closed = self.open.pop()
        if is_first and self.line_indent < closed.indent and self.misplaced is None:
            self.misplaced = closed
        return not self.open

    def _part(self, start: int, end: int) -> Part:
        blamed = (self.misplaced or self.open[-1]) if self.open else None
        part = Part(start, end, blamed)
        self.start, self.open, self.misplaced, self.before = None, [], None, ""
        return part
