"""The parse tree as statements: what stands on a line of its own, each with the statements of its block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lark import Tree as Parsed

from slacode.grammar.tree import Word

# Words that begin a statement although the grammar gives them no rule of their own.
_BEGIN = frozenset({"EACH", "GOOD"})


@dataclass(frozen=True, slots=True)
class Statement:
    """A declaration, clause or row: the rule it follows, its words up to its `{`, and its block if it has one.

    `spans` are the numbers of the words with which the hours of some days begin.
    """

    rule: str
    words: tuple[Word, ...]
    spans: frozenset[int] = frozenset()
    block: Block | None = None

    @property
    def all_words(self) -> tuple[Word, ...]:
        """Its words with those of its block."""
        if self.block is None:
            return self.words
        inner = (word for statement in self.block.statements for word in statement.all_words)
        return (*self.words, *inner, self.block.closing)


@dataclass(frozen=True, slots=True)
class Block:
    """What stands after a `{`, with the `}` that closes it."""

    statements: tuple[Statement, ...]
    closing: Word


def statements_of(file: Parsed[Word]) -> list[Statement]:
    """The declarations of a file in order."""
    return [_statement(child.data, child.children) for child in file.children if isinstance(child, Parsed)]


@dataclass(slots=True)
class _Draft:
    words: list[Word]
    spans: set[int]
    block: Block | None = None


def _statement(rule: str, children: list[Word | Parsed[Word]]) -> Statement:
    draft = _Draft([], set())
    _collect(children, draft)
    return Statement(str(rule), tuple(draft.words), frozenset(draft.spans), draft.block)


def _collect(children: list[Word | Parsed[Word]], draft: _Draft) -> None:
    """Take up parts until the block begins; then what stands in it becomes statements of their own."""
    inside = iter(children)
    for child in inside:
        if isinstance(child, Parsed):
            if child.data == "day_hours":
                draft.spans.add(len(draft.words))
            _collect(child.children, draft)
            continue
        draft.words.append(child)
        if child.type == "LBRACE":
            draft.block = _block(inside)


def _block(inside: Iterator[Word | Parsed[Word]]) -> Block:
    """The statements of a block up to its closing brace."""
    body: list[Statement] = []
    loose: list[Word | Parsed[Word]] = []
    for child in inside:
        if isinstance(child, Word):
            if loose and (child.type in _BEGIN or child.type == "RBRACE"):
                body.append(_statement("each", loose))
                loose = []
            if child.type == "RBRACE":
                return Block(tuple(body), child)
            loose.append(child)
        elif loose:
            loose.append(child)
        else:
            body.append(_statement(child.data, child.children))
    raise AssertionError("the grammar closes every block")
