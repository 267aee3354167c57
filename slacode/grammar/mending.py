"""Tries small changes where a declaration goes wrong, for one after which it can be read further."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from lark.exceptions import UnexpectedInput
from lark.parsers.lalr_interactive_parser import InteractiveParser

from slacode.grammar import words
from slacode.grammar.parser import plain_lark
from slacode.grammar.trouble import Trouble, reached

_SIGNS = frozenset(":=,")  # what people put between words where the language needs nothing
_BRACKETS = frozenset("{}[]()<>")
_IDLE = frozenset({"a", "an", "be", "calendar", "is", "it", "public", "such", "the", "their"})
_PLAIN = re.compile(r"[^\W\d]\w*(?![\w/-])")
_MOST_TRIED = 8  # words; where more could stand, none is the likely one
_LONGEST = 40  # characters of a word that is looked at; none of the language has as many
_SEEN = 1000  # characters behind the mistake, which are several lines
_NEXT_LINE = re.compile(r"\n\s*(?:#[^\n]*\s*)*")


@dataclass(frozen=True, slots=True)
class Mend:
    """What is to be done about the word where reading stopped, and what then stands in its place, if that is sure."""

    help: str
    write: str | None


def likely(trouble: Trouble) -> Mend | None:
    """The change of one word by which the rest of its line can be read, and the next line begun; None if none does."""
    if trouble.at_end or not 0 < len(trouble.word) <= _LONGEST:
        return None
    reader = _reader(trouble)
    word, missing = trouble.word, _missing(trouble)
    ways = [
        ("instead of", {one: one for one in missing if _may_replace(trouble, one)}),
        ("before", {one: f"{one} {word}" for one in missing if _may_precede(trouble, one, missing)}),
    ]
    for where, changes in [] if word in _SIGNS and _helps(trouble, "", reader) else ways:
        found = [one for one, written in changes.items() if _helps(trouble, written, reader)]
        if found:
            choice = words.one_of((f"`{one}`" for one in found), most=_MOST_TRIED)
            return Mend(f"write {choice} {where} `{word}`", changes[found[0]] if len(found) == 1 else None)
    return Mend("take it away", "") if _is_idle(word) and _helps(trouble, "", reader) else None


def _may_replace(trouble: Trouble, spelt: str) -> bool:
    """Whether a word may have been written for another one: figures and texts are not, nor brackets for words."""
    word = trouble.word
    if not word[0].isalpha():
        return not spelt.isalpha() if word in _BRACKETS else not (word[0].isdigit() or word[0] == '"')
    # Where a clause is complete, a word before some name could be made any of those that go on with a name.
    behind = trouble.text[trouble.at + len(word) :].lstrip()
    return not (trouble.may_begin_clause and spelt.isalpha() and _PLAIN.match(behind))


def _may_precede(trouble: Trouble, spelt: str, missing: list[str]) -> bool:
    """Whether a word may have been left out: before a name only a sign, or what alone could stand there."""
    return len(missing) == 1 or not spelt.isalpha() or not _PLAIN.match(trouble.word)


def _is_idle(word: str) -> bool:
    """Whether a word says nothing of its own."""
    return word in _SIGNS or word in ")]" or word in _IDLE or word in words.all_keywords()


def _missing(trouble: Trouble) -> list[str]:
    """The words and signs that the language spells out and that could have stood there within the clause."""
    within = trouble.accepts - (words.first_of(trouble.rule) if trouble.may_begin_clause else frozenset())
    spelt = [words.key(kind) for kind in sorted(within - {"RBRACE"}) if words.is_spelt(kind)]
    return spelt if len(spelt) <= _MOST_TRIED else []


def _helps(trouble: Trouble, write: str, reader: Callable[[str], InteractiveParser]) -> bool:
    behind = trouble.at + len(trouble.word)
    seen = trouble.text[behind : behind + _SEEN]
    next_line = _NEXT_LINE.search(seen)
    changed = f"{write} {seen}"
    parser = reader(changed)
    try:
        for _ in parser.iter_parse():
            pass
        if behind + _SEEN >= len(trouble.text):
            parser.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedInput as error:
        return next_line is not None and reached(error, changed) > len(write) + 1 + next_line.end()
    return True


def _reader(trouble: Trouble) -> Callable[[str], InteractiveParser]:
    """What reads on from the place of the mistake, making nothing of what it reads."""
    start = plain_lark().parse_interactive("")
    start.parser_state.parse_conf = copy(start.parser_state.parse_conf)
    start.parser_state.parse_conf.callbacks = {}
    for word in trouble.words:
        start.feed_token(word)

    def read_on(text: str) -> InteractiveParser:
        parser = plain_lark().parse_interactive(text)
        parser.parser_state = start.parser_state.copy(deepcopy_values=False)
        return parser

    return read_on
