"""One text as the editor has it: its tree and errors, worked out once, and places counted as editors count them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from slacode.diagnostics import Diagnostic, Location
from slacode.editor.entries import Entry, entries
from slacode.editor.naming import Occurrence, bases, names_in
from slacode.engine.lower.context import name_of
from slacode.grammar import tree
from slacode.grammar.reading import parse
from slacode.source import Source, decode

Encoding = Literal["utf-8", "utf-16", "utf-32"]
"""What an editor counts columns in: bytes, halves of a surrogate pair, or code points."""


@dataclass(frozen=True)
class Document:
    """A policy's text, saved or not. Offsets are code points of `source.text`, whose lines end in LF.

    `unreadable` says why a text is none (bytes that are no UTF-8, control characters); its source is empty then.
    """

    source: Source
    unreadable: Diagnostic | None = None

    @classmethod
    def of(cls, path: str, data: bytes) -> Document:
        """The document of a file's bytes; never fails."""
        outcome = decode(path, data)
        return cls(Source(path, ""), outcome) if isinstance(outcome, Diagnostic) else cls(outcome)

    @property
    def path(self) -> str:
        """Its path, as findings name it."""
        return self.source.path

    @property
    def text(self) -> str:
        """Its text."""
        return self.source.text

    @cached_property
    def parsed(self) -> tuple[tree.File, list[Diagnostic]]:
        """The tree of all declarations that can be read, and one error for each of the others."""
        return parse(self.source)

    @property
    def items(self) -> tuple[tree.Item, ...]:
        """The declarations that can be read."""
        return self.parsed[0].items

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every name in it that means something, in the order of the text."""
        return names_in(self.parsed[0])

    @cached_property
    def by_text(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """The names in it by how they are spelt, without quotes."""
        found: dict[str, list[Occurrence]] = {}
        for one in self.occurrences:
            found.setdefault(one.text, []).append(one)
        return {text: tuple(ones) for text, ones in found.items()}

    @cached_property
    def declared(self) -> Mapping[str, tree.Item]:
        """What it declares by name, the first of several; tests have titles only."""
        items = (item for item in reversed(self.items) if not isinstance(item, tree.Test))
        return {str(name_of(item)): item for item in items}

    @cached_property
    def bases(self) -> Mapping[str, tuple[str, ...]]:
        """What those of them extend that extend anything."""
        return {name: extended for name, item in self.declared.items() if (extended := bases(item))}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The declarations and targets in it, to be looked for."""
        return tuple(entries(self.parsed[0]))

    def occurrence_at(self, offset: int) -> Occurrence | None:
        """The name at a place, or the one that ends there."""
        touching = [one for one in self.occurrences if one.start <= offset <= one.end]
        return next((one for one in touching if offset < one.end), touching[0] if touching else None)

    def offset(self, line: int, column: int, encoding: Encoding) -> int:
        """The offset of a line and column, both from 0; what lies outside of the text is moved to its nearest end."""
        source = self.source
        if line >= source.line_count:
            return len(source.text)
        text = source.line_text(line + 1)
        start = source.line_start(line + 1)
        return start + (min(column, len(text)) if text.isascii() else _characters(text, column, encoding))

    def span(self, at: Location) -> tuple[int, int]:
        """The offsets between which a finding's place lies."""
        start = self.offset(at.line - 1, at.column - 1, "utf-32")
        return start, self.offset(at.end_line - 1, at.end_column - 1, "utf-32")

    def stretch(self, start: int, end: int, encoding: Encoding) -> tuple[int, int, int, int]:
        """The positions of two offsets: most stretches are words, which end on the line that they begin on."""
        line, column = self.position(start, encoding)
        if self.text.isascii() and self.text.find("\n", start, end) < 0:
            return line, column, line, column + end - start
        return line, column, *self.position(end, encoding)

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """The line and column of an offset, both from 0."""
        line, column = self.source.line_column(offset)
        if self.text.isascii():
            return line - 1, column - 1
        before = self.source.line_text(line)[: column - 1]
        return line - 1, column - 1 if before.isascii() else sum(_units(c, encoding) for c in before)


def _characters(text: str, column: int, encoding: Encoding) -> int:
    """How many characters of a line stand before a column; one whose middle is meant counts as not before it."""
    units = 0
    for number, character in enumerate(text):
        units += _units(character, encoding)
        if units > column:
            return number
    return len(text)


def _units(character: str, encoding: Encoding) -> int:
    if encoding == "utf-32":
        return 1
    if encoding == "utf-16":
        return 2 if ord(character) > 0xFFFF else 1
    return len(character.encode("utf-8", "replace"))
