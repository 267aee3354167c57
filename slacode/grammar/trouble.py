"""Finds the first place where a declaration cannot be read, and what the parser knew when it came there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from lark import Token
from lark.exceptions import UnexpectedInput, UnexpectedToken

from slacode.grammar.parser import plain_lark
from slacode.grammar.words import OPENERS, key

_WORD = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|\w[\w.,%:/-]*[\w%]|\w|->|[<>=!]=|[^\s\w]')


@dataclass(frozen=True, slots=True)
class Block:
    """A block that is open at some place: the word that opens it, its name if it has one, where, and its clauses."""

    opener: Token
    name: str
    brace: Token
    rule: str

    def __str__(self) -> str:
        return f"{self.opener} {self.name}".strip()


@dataclass(frozen=True)
class Trouble:
    """Where a declaration, `text`, goes wrong (characters in it), and what could have stood there instead.

    `accepts` are the terminals that may follow the `words` read so far; `blocks` the open blocks, outermost first.
    """

    text: str
    at: int
    words: Sequence[Token]
    accepts: frozenset[str]

    def one_word_earlier(self) -> Trouble | None:
        """The place of the word before, as if it could not stand there either."""
        if not self.words:
            return None
        *read, last = self.words
        return Trouble(self.text, last.start_pos or 0, read, _accepts(read))

    @property
    def at_end(self) -> bool:
        """Whether the declaration ends too early."""
        return self.at >= len(self.text.rstrip())

    @cached_property
    def word(self) -> str:
        """What stands at the place, as people would read it; empty at the end."""
        found = _WORD.match(self.text, self.at)
        return found[0] if found else ""

    @property
    def before(self) -> Token | None:
        """The word before the place."""
        return self.words[-1] if self.words else None

    @property
    def is_first_on_line(self) -> bool:
        """Whether nothing but blanks stands before the place on its line."""
        return not self.text[self.text.rfind("\n", 0, self.at) + 1 : self.at].strip()

    @cached_property
    def expects(self) -> frozenset[str]:
        """What could have stood there: words as they are spelt, kinds of words such as `name` or `duration`."""
        return frozenset(map(key, self.accepts))

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks that are open at the place."""
        open_: list[int] = []
        for number, word in enumerate(self.words):
            if word.type == "LBRACE":
                open_.append(number)
            elif word.type == "RBRACE":
                open_.pop()
        return [self._block(number, level) for level, number in enumerate(open_)]

    def block_at(self, brace: int) -> Block | None:
        """The block, open or closed, whose brace stands at a place."""
        found = (n for n, word in enumerate(self.words) if word.start_pos == brace and word.type == "LBRACE")
        return next((self._block(number, 0) for number in found), None)

    def _block(self, brace: int, level: int) -> Block:
        """The block that a brace opens, told by the nearest word before it that opens one."""
        words = self.words
        for number in range(brace - 1, -1, -1):
            rule = OPENERS.get(words[number].type)
            if rule:
                in_a_test = level and words[number].type == "LOG"
                return Block(words[number], str(words[number + 1]), words[brace], "test_row" if in_a_test else rule)
            if words[number].type in ("LBRACE", "RBRACE"):
                break
        return Block(words[brace], "", words[brace], "item")

    @property
    def rule(self) -> str:
        """The rule of the clauses that stand in the innermost open block."""
        return self.blocks[-1].rule if self.blocks else "item"

    @property
    def begins_block(self) -> bool:
        """Whether nothing of a clause stands before the place."""
        return self.before is None or self.before.type in ("LBRACE", "RBRACE")

    @property
    def may_begin_clause(self) -> bool:
        """Whether all that stands before the place is complete."""
        return ("RBRACE" if self.blocks else "$END") in self.accepts


def find(text: str) -> Trouble | None:
    """The first place where a text that should be declarations cannot be read; None if it can."""
    words: list[Token] = []  # those before the mistake stay in it
    parser = plain_lark().parse_interactive(text)
    try:
        words.extend(parser.iter_parse())
        parser.feed_eof(words[-1] if words else None)  # type: ignore[no-untyped-call]
    except UnexpectedInput as error:
        return _trouble(text, error, words)
    return None


def reached(error: UnexpectedInput, text: str) -> int:
    """The place in a text at which reading it stopped."""
    return len(text.rstrip()) if _is_at_end(error) else cast(int, error.pos_in_stream)


def _trouble(text: str, error: UnexpectedInput, words: list[Token]) -> Trouble:
    at = reached(error, text)
    read = [word for word in words if (word.start_pos or 0) < at]
    while read and _is_torn(text, read[-1], at):
        at = read.pop().start_pos or 0
    if len(read) > 1 and _is_torn(text, read[-2], read[-1].start_pos or 0):
        at = read[-2].start_pos or 0
        del read[-2:]
    return Trouble(text, at, read, _accepts(read))


def _accepts(read: Sequence[Token]) -> frozenset[str]:
    """What may follow some words: a parser that failed has gone on as far as it could, so another one reads them."""
    parser = plain_lark().parse_interactive("")
    for word in read:
        parser.feed_token(word)
    return frozenset(parser.accepts())  # type: ignore[no-untyped-call]


def _is_at_end(error: UnexpectedInput) -> bool:
    return isinstance(error, UnexpectedToken) and error.token.type == "$END"


def _is_torn(text: str, last: Token, at: int) -> bool:
    """Whether the place lies within what a reader takes for one word, as after the `4` of `4m`."""
    return last.end_pos == at and at < len(text) and _is_letter(text[at]) and _is_letter(last[-1])


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
