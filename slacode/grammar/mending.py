"""Tries changes where a declaration goes wrong, for one after which it can be read further."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from lark import Token
from lark.exceptions import UnexpectedInput
from lark.parsers.lalr_parser_state import ParserState

from slacode.grammar import words
from slacode.grammar.parser import plain_lark
from slacode.grammar.trouble import Trouble, reached

_SIGNS = frozenset(":=,")  # what people put between words where the language needs nothing
_BRACKETS = frozenset("{}[]()<>")
_IDLE = frozenset({"a", "an", "be", "calendar", "is", "it", "public", "such", "the", "their"})
_PLAIN = re.compile(r"[^\W\d]\w*(?![\w/-])")
_MOST_TRIED = 8  # words; where more could stand, none is the likely one
_LONGEST = 40  # characters of a word that is looked at; none of the language has as many
_SEEN = 1000  # characters behind a change that are read, which are several lines
_NEXT_WORD = re.compile(r"(?:\s|#[^\n]*)*")
_NEXT_LINE = re.compile(r"[^\n]*\n\s*(?:#[^\n]*\s*)*|.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mend:
    """What is to be done about the word where reading stopped, and what then stands in its place, if that is sure."""

    help: str
    write: str | None


class Mender:
    """What can be read of a declaration once something else stands where it goes wrong."""

    def __init__(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._missing = _missing(trouble)

    def helps(self, start: int, end: int, write: str) -> bool:
        """Whether at least one word more can be read if something else stands from `start` to `end`."""
        stopped = self._stops(start, end, write)
        return stopped is None or stopped > _after(_NEXT_WORD, self._trouble.text, end)

    def likely(self) -> Mend | None:
        """The change of one word by which the rest of its line can be read, and the next line begun."""
        word = self._trouble.word
        if self._trouble.at_end or not 0 < len(word) <= _LONGEST:
            return None
        ways = [
            ("instead of", {one: one for one in self._missing if self._may_replace(one)}),
            ("before", {one: f"{one} {word}" for one in self._missing if self._may_precede(one)}),
        ]
        for where, changes in [] if word in _SIGNS and self._mends("") else ways:
            found = [one for one, written in changes.items() if self._mends(written)]
            if found:
                choice = words.one_of((f"`{one}`" for one in found), most=_MOST_TRIED)
                return Mend(f"write {choice} {where} `{word}`", changes[found[0]] if len(found) == 1 else None)
        return Mend("take it away", "") if _is_idle(word) and self._mends("") else None

    def _may_replace(self, spelt: str) -> bool:
        """Whether the word may have been written for another one: figures and texts are not, nor names for signs."""
        t = self._trouble
        if not t.word[0].isalpha():
            return not spelt.isalpha() if t.word in _BRACKETS else not (t.word[0].isdigit() or t.word[0] == '"')
        if not spelt.isalpha():
            return t.word in words.all_keywords()
        # Where a clause is complete, a word before some name could be made any of those that go on with a name.
        return not (t.may_begin_clause and _PLAIN.match(t.text[t.at + len(t.word) :].lstrip()))

    def _may_precede(self, spelt: str) -> bool:
        """Whether a word may have been left out: before a name only a sign, or what alone could stand there."""
        return len(self._missing) == 1 or not spelt.isalpha() or not _PLAIN.match(self._trouble.word)

    def _mends(self, write: str) -> bool:
        t = self._trouble
        end = t.at + len(t.word)
        stopped = self._stops(t.at, end, write)
        return stopped is None or stopped > _after(_NEXT_LINE, t.text, end)

    def _stops(self, start: int, end: int, write: str) -> int | None:
        """Where in the text reading stops after a change; None if it goes on as far as is looked."""
        text = self._trouble.text
        state, read_to = self._before(start)
        changed = f"{text[read_to:start]}{write}"
        parser = plain_lark().parse_interactive(changed + text[end : end + _SEEN])
        parser.parser_state = state.copy(deepcopy_values=False)
        try:
            for _ in parser.iter_parse():
                pass
            if end + _SEEN >= len(text):
                parser.feed_eof()  # type: ignore[no-untyped-call]
        except UnexpectedInput as error:
            return max(start, end + reached(error, changed + text[end : end + _SEEN]) - len(changed))
        return None

    def _before(self, start: int) -> tuple[ParserState[int], int]:
        """The parser when it has read what stands before a place, and where that ends; it makes nothing of it."""
        read = [word for word in self._trouble.words if (word.end_pos or 0) <= start]
        if len(read) == len(self._trouble.words):
            return self._at_trouble, (read[-1].end_pos or 0) if read else 0
        return _state_after(read), (read[-1].end_pos or 0) if read else 0

    @cached_property
    def _at_trouble(self) -> ParserState[int]:
        return _state_after(self._trouble.words)


def _state_after(read: Sequence[Token]) -> ParserState[int]:
    parser = plain_lark().parse_interactive("")
    parser.parser_state.parse_conf = copy(parser.parser_state.parse_conf)
    parser.parser_state.parse_conf.callbacks = {}
    for word in read:
        parser.feed_token(word)
    return parser.parser_state


def _is_idle(word: str) -> bool:
    """Whether a word says nothing of its own."""
    return word in _SIGNS or word in ")]" or word in _IDLE or word in words.all_keywords()


def _missing(trouble: Trouble) -> list[str]:
    """The words and signs that the language spells out and that could have stood there within the clause."""
    within = trouble.accepts - (words.first_of(trouble.rule) if trouble.may_begin_clause else frozenset())
    spelt = [words.key(kind) for kind in sorted(within - {"RBRACE"}) if words.is_spelt(kind)]
    return spelt if len(spelt) <= _MOST_TRIED else []


def _after(pattern: re.Pattern[str], text: str, start: int) -> int:
    found = pattern.match(text, start)
    return found.end() if found else start
