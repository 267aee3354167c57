"""Tells what may stand where a text is being written: kinds of words, and the rules that a name would be part of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lark import Token
from lark.exceptions import UnexpectedInput

from slacode.grammar.parser import plain_lark
from slacode.grammar.splitting import split
from slacode.grammar.words import keywords_of

_STRING_OR_SIGN = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*|[{}]')


_NUMBERED = re.compile(r"(?<=_star)_\d+$|(?<=_plus)_\d+$")


@dataclass(frozen=True)
class Slot:
    """A place in a rule where a name may come next: after `before`, a kind of word or a rule that is complete."""

    rule: str
    before: str


@dataclass(frozen=True)
class Expecting:
    """What may come next. `accepts` are kinds of words, `keywords` words as they are spelt.

    `slots` are where a name may stand; `read` are the words and rules that are begun but not complete, outermost
    first: the name of each symbol with the word itself, or None for a rule.
    """

    accepts: frozenset[str]
    keywords: frozenset[str]
    slots: tuple[Slot, ...]
    read: tuple[tuple[str, Token | None], ...]


def expecting(text: str, offset: int) -> Expecting | None:
    """What may stand at a place, told by all of its declaration that stands before; None if that says nothing.

    Where the declaration cannot be read so far, the blocks that are open and the line of the place must do.
    """
    before = text[_begin(text, offset) : offset]
    for tried in (before, _skeleton(before)):
        try:
            return _expecting(tried)
        except UnexpectedInput:
            continue
    return None


def _begin(text: str, offset: int) -> int:
    """Where the declaration begins that a place is in."""
    starts = [part.start for part in split(text[:offset]) if part.start < offset]
    return starts[-1] if starts else offset


def _skeleton(text: str) -> str:
    """The lines that open the blocks that are open at the end of a text, and its last line."""
    opened: list[int] = []
    for found in _STRING_OR_SIGN.finditer(text):
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}" and opened:
            opened.pop()
    heads = {text.rfind("\n", 0, brace) + 1: brace + 1 for brace in opened}
    last = max(text.rfind("\n") + 1, opened[-1] + 1 if opened else 0)
    return "\n".join([*(text[start:end] for start, end in heads.items()), text[last:]])


def _expecting(text: str) -> Expecting:
    parser = plain_lark().parse_interactive(text)
    for _ in parser.iter_parse():
        pass
    accepts = frozenset(parser.accepts())  # type: ignore[no-untyped-call]
    if "NAME" in accepts:  # what is complete if a name comes next is taken for what it is; the name itself stays alone
        parser.feed_token(Token("NAME", "name"))
    stack = parser.parser_state.value_stack[: -1 if "NAME" in accepts else None]
    read = tuple((one.type, one) if isinstance(one, Token) else (str(one.data), None) for one in stack)
    slots = _slots([name for name, _ in read]) if "NAME" in accepts else ()
    return Expecting(accepts, frozenset(keywords_of(accepts)), slots, read)


def _slots(read: Sequence[str]) -> tuple[Slot, ...]:
    """The rules of which the last things read are a beginning, and which go on with a name: those that explain most."""
    found = [
        (explained, Slot(named, _NUMBERED.sub("", read[-1])))
        for rule, expansion, begun in _begun(read)
        if _may_begin_with_name(expansion[begun])
        for named, explained in _named(rule, read, begun)
    ]
    most = max((explained for explained, _ in found), default=0)
    return tuple(dict.fromkeys(slot for explained, slot in found if explained == most))


def _begun(read: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Each rule of which one part or more is read and one is to come, and how many parts are read."""
    for rule, expansion in _productions():
        for begun in range(1, min(len(expansion), len(read) + 1)):
            if all(one in _stands_for(part) for one, part in zip(read[-begun:], expansion, strict=False)):
                yield rule, expansion, begun


def _named(rule: str, read: Sequence[str], begun: int) -> Iterator[tuple[str, int]]:
    """A rule itself, or for one that repeats parts of others those that it can stand in, with how much is explained."""
    if not rule.startswith("__"):
        yield rule, begun
        return
    before = read[: len(read) - begun]
    for outer, expansion, more in _begun(before):
        if expansion[more] == rule:
            for named, explained in _named(outer, before, more):
                yield named, explained + begun


@cache
def _stands_for(symbol: str) -> frozenset[str]:
    """What may have been read for a part of a rule: rules of one part give that part itself, or go by another name."""
    found, todo = {symbol}, [symbol]
    while todo:
        rules = [rule for rule in plain_lark().rules if rule.origin.name == todo[-1]]
        todo.pop()
        for rule in rules:
            names = [rule.alias] if rule.alias else [rule.expansion[0].name] if len(rule.expansion) == 1 else []
            todo += [name for name in names if name not in found]
            found.update(names)
    return frozenset(found)


@cache
def _productions() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((rule.origin.name, tuple(part.name for part in rule.expansion)) for rule in plain_lark().rules)


@cache
def _may_begin_with_name(symbol: str) -> bool:
    return symbol == "NAME" or "NAME" in _first_words(symbol, frozenset())


def _first_words(symbol: str, seen: frozenset[str]) -> set[str]:
    if symbol in seen:
        return set()
    firsts = {expansion[0] for rule, expansion in _productions() if rule == symbol and expansion}
    return firsts.union(*(_first_words(first, seen | {symbol}) for first in firsts))
