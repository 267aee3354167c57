"""Statements as lines: how deep each stands, what its columns are, which comments go with it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from slacode.grammar.parser import comments
from slacode.grammar.printer.columns import columns_of, group_of
from slacode.grammar.printer.spacing import joined
from slacode.grammar.printer.statements import Block, Statement
from slacode.grammar.tree import Word
from slacode.source import Source

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its `#`, and whether it stands on a line of its own and after an empty one."""

    text: str
    own_line: bool
    after_blank: bool


@dataclass(frozen=True)
class Line:
    """One statement, or the part of it that stands on a line: its words by columns, and its comments.

    `above` stand on lines of their own before it, `beside` at its end; `inner` are those between its words, by the
    number of the word that they come after. Lines of one `group` that follow each other are aligned. `spans` are the
    numbers of the words before which the line is broken in any case: the hours of further days.
    """

    depth: int
    columns: tuple[tuple[Word, ...], ...]
    group: str = ""
    after_blank: bool = False
    above: tuple[Comment, ...] = ()
    beside: Comment | None = None
    inner: dict[int, tuple[Comment, ...]] = field(default_factory=dict)
    spans: frozenset[int] = frozenset()
    opens: bool = False
    has_block: bool = False
    widths: tuple[int, ...] = ()

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """All words of the line in order."""
        return tuple(word for column in self.columns for word in column)

    @cached_property
    def cells(self) -> tuple[str, ...]:
        """The text of each column."""
        return tuple(joined(column) for column in self.columns)

    @property
    def length(self) -> int:
        """How wide the line is if its columns are not aligned and it is not broken."""
        return 2 * self.depth + len(" ".join(cell for cell in self.cells if cell))


def lines_of(statements: Sequence[Statement], source: Source) -> list[Line]:
    """The lines of a file; what remains of its comments is the last line, one without words."""
    layout = _Layout(source)
    lines = layout.file(statements)
    rest = layout.comments_before(len(source.text))
    return [*lines, Line(0, (), above=rest)] if rest else lines


class _Layout:
    """Goes through the words of a file in order and hands each comment to the word it stands at."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.all = comments(source.text)
        self.places = [at for at, _ in self.all]
        self.next = 0
        self.end = 0

    def file(self, statements: Sequence[Statement]) -> list[Line]:
        lines: list[Line] = []
        after_block = False
        for statement in statements:
            new = list(self._statement(statement, 0))
            if after_block and new[0].opens and not _has_blank(new[0]):
                new[0] = _with_blank(new[0])
            after_block = new[0].opens
            lines += new
        return lines

    def _statement(self, statement: Statement, depth: int) -> Iterator[Line]:
        block = statement.block
        if block is None or self._fits(statement, block, depth):
            yield self._line(statement, statement.all_words, depth, has_block=block is not None)
            return
        yield replace(self._line(statement, statement.words, depth, has_block=True), opens=True, group="")
        for number, inner in enumerate(block.statements):
            lines = list(self._statement(inner, depth + 1))
            yield from [_without_blank(lines[0]), *lines[1:]] if number == 0 else lines
        closing = self._words((block.closing,), depth)
        if closing.above:
            last = Line(depth + 1, (), above=closing.above)
            yield last if block.statements else _without_blank(last)
        yield replace(closing, above=(), after_blank=False)

    def _fits(self, statement: Statement, block: Block, depth: int) -> bool:
        """Whether a block stays on one line: the author wrote it so and it fits, or there is nothing in it."""
        opening, closing = statement.words[-1].start_pos, block.closing.start_pos
        if self._has_comment(opening, closing):
            return False
        on_one_line = "\n" not in self.source.text[opening:closing]
        return not block.statements or (on_one_line and 2 * depth + len(joined(statement.all_words)) <= WIDTH)

    def _has_comment(self, start: int, end: int) -> bool:
        first = bisect_left(self.places, start)
        return first < len(self.places) and self.places[first] < end

    def _line(self, statement: Statement, words: Sequence[Word], depth: int, *, has_block: bool) -> Line:
        line = self._words(words, depth)
        if line.inner:
            return replace(line, has_block=has_block)
        columns = columns_of(statement, words)
        spans = frozenset() if has_block else statement.spans
        return replace(line, columns=columns, group=group_of(statement), spans=spans, has_block=has_block)

    def _words(self, words: Sequence[Word], depth: int) -> Line:
        """A line of some words as one column, with all the comments around and between them."""
        first = words[0].start_pos
        above = self.comments_before(first)
        after_blank = self._blank_before(first)
        inner: dict[int, tuple[Comment, ...]] = {}
        for number, word in enumerate(words):
            between = self.comments_before(word.start_pos)
            if between:
                inner[number - 1] = between
            self.end = word.start_pos + len(word)
        return Line(depth, (tuple(words),), "", after_blank, above, self._beside(), inner)

    def _beside(self) -> Comment | None:
        """The comment that follows the last word on its line."""
        if self.next < len(self.all):
            at = self.places[self.next]
            if "\n" not in self.source.text[self.end : at] and not self.source.text[self.end : at].strip():
                return self._take()
        return None

    def comments_before(self, place: int) -> tuple[Comment, ...]:
        """The comments up to a place that no word has got yet."""
        found = []
        while self.next < len(self.all) and self.places[self.next] < place:
            found.append(self._take())
        return tuple(found)

    def _take(self) -> Comment:
        at, text = self.all[self.next]
        own_line = not self.source.text[self.source.text.rfind("\n", 0, at) + 1 : at].strip()
        comment = Comment(text.rstrip(), own_line, self._blank_before(at))
        self.next += 1
        self.end = at + len(text)
        return comment

    def _blank_before(self, place: int) -> bool:
        """Whether the author left an empty line between what came before and a place."""
        return self.end > 0 and self.source.text.count("\n", self.end, place) > 1


def _has_blank(line: Line) -> bool:
    return line.after_blank or any(comment.after_blank for comment in line.above)


def _with_blank(line: Line) -> Line:
    if line.above:
        return replace(line, above=(replace(line.above[0], after_blank=True), *line.above[1:]))
    return replace(line, after_blank=True)


def _without_blank(line: Line) -> Line:
    """A line without the empty one before it."""
    if line.above:
        return replace(line, above=(replace(line.above[0], after_blank=False), *line.above[1:]))
    return replace(line, after_blank=False)
