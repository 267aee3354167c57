"""Runs Lark's parse table over right text in one tight loop; text that is wrong is left to Lark's own parser.

Lark's loop looks at every blank, and makes a token with line and column of every word and brace. Here the regular
expression that reads a word skips what stands before it, and no token is made of a word that no rule keeps. The table,
the terminals and the rules' callbacks are Lark's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

from lark.common import LexerConf, ParserCallbacks, ParserConf
from lark.grammar import Rule, Terminal
from lark.lexer import BasicLexer, ContextualLexer, LexerThread, TerminalDef
from lark.parse_tree_builder import ChildFilterLALR, ChildFilterLALR_NoPlaceholders, ExpandSingleChild
from lark.parsers.lalr_analysis import IntParseTable, Shift
from lark.parsers.lalr_parser import LALR_Parser

from slacode.grammar.tree import word

_END = "END_OF_TEXT"  # Lark says `$END`, which can be no name of a group in a regular expression


Callback: TypeAlias = Callable[[list[object]], object]


class Reduction(NamedTuple):
    """A rule that is complete: how many parts it has, how many of them are kept, what is made of these, and its name.

    With no callback its one part stands for the whole.
    """

    size: int
    kept: int
    callback: Callback | None
    origin: str


class Reading(NamedTuple):
    """What reads the next word, and for each kind of word the ones that are keywords, with their own kinds."""

    match: Callable[[str, int, int], re.Match[str] | None]
    keywords: Mapping[str, Mapping[str, str]]


class State(NamedTuple):
    """A state of the parser: how its next word is read, which rules are complete before which kinds of words, where
    other words lead, and where rules do."""

    reading: Reading
    reductions: Mapping[str, Reduction]
    shifts: Mapping[str, int]
    goals: Mapping[str, int]


class QuickLexer(ContextualLexer):
    """Lark's lexer without its search for terminals that collide: a test of the grammar looks once for all."""

    def __init__(
        self, conf: LexerConf, states: dict[int, Collection[str]], always_accept: Collection[str] = ()
    ) -> None:
        conf.skip_validation = True
        super().__init__(conf, states, always_accept)


class QuickParser(LALR_Parser):
    """Lark's LALR parser with a quick way through text that is right."""

    def __init__(self, parser_conf: ParserConf, debug: bool = False, strict: bool = False) -> None:
        super().__init__(parser_conf, debug, strict)
        self.prepare(parser_conf.callbacks)

    @classmethod
    def deserialize(  # type: ignore[override]  # as Lark's own parsers have it
        cls, data: dict[str, Any], memo: dict[str, Any], callbacks: dict[str, Callable[..., Any]], debug: bool = False
    ) -> QuickParser:
        """The parser as it was remembered, without its table being worked out again."""
        parser = cast(QuickParser, super().deserialize(data, memo, callbacks, debug))  # type: ignore[no-untyped-call]
        parser.prepare(callbacks)
        return parser

    def prepare(self, callbacks: ParserCallbacks) -> None:
        """Make ready what the quick way needs of the table and of the rules' callbacks."""
        self._table = cast(IntParseTable, self._parse_table)
        self._kept = {
            symbol.name
            for rule in cast("Mapping[Rule, object]", callbacks)
            for symbol in rule.expansion
            if isinstance(symbol, Terminal) and (rule.options.keep_all_tokens or not symbol.filter_out)
        }
        self._states = States(self._table, callbacks, self._kept)

    def parse(self, lexer: LexerThread, start: str, on_error: Callable[..., bool] | None = None) -> object:
        """The value of the start rule; for text that is wrong Lark's parser raises what it does."""
        found = self._quick(lexer, start)
        return super().parse(lexer, start, on_error) if found is None else found  # type: ignore[no-untyped-call]

    def _quick(self, lexer: LexerThread, start: str) -> object | None:
        """The value of the start rule, or None at the first word that is wrong."""
        assert lexer.state is not None  # noqa: S101 - text was given
        text, position, end = lexer.state.text.text, lexer.state.text.start, lexer.state.text.end
        states, kept, final = self._states.of(lexer), self._kept, self._table.end_states[start]
        stack: list[State] = [states[self._table.start_states[start]]]
        values: list[object] = []
        while True:
            (match, keywords), reductions, shifts, _ = stack[-1]
            found = match(text, position, end)
            if found is None:
                return None
            name = kind = found.lastgroup or ""
            if kind in keywords:
                kind = keywords[kind].get(found[name], kind)
            position = found.end()
            while kind in reductions:
                size, taken, callback, origin = reductions[kind]
                if callback is not None:
                    first = len(values) - taken
                    values[first:] = (callback(values[first:]),)
                del stack[len(stack) - size :]
                goal = stack[-1].goals[origin]
                if goal == final:
                    return values[0]
                stack.append(states[goal])
                _, reductions, shifts, _ = stack[-1]
            if kind not in shifts:  # the rule that was complete stands where this word cannot follow it
                return None
            stack.append(states[shifts[kind]])
            if kind in kept:
                values.append(word(kind, found[name], found.start(name)))


class States(dict[int, State]):
    """The states of a parse table, each made ready when it is first reached."""

    def __init__(self, table: IntParseTable, callbacks: ParserCallbacks, kept: Collection[str]) -> None:
        super().__init__()
        self._table = table.states
        self._callbacks = cast("Mapping[Rule, Callback]", callbacks)
        self._kept = kept
        self._lexers: Mapping[int, BasicLexer] = {}
        self._readings: dict[BasicLexer, Reading] = {}

    def of(self, thread: LexerThread) -> States:
        """The states with the words that a lexer reads in each."""
        self._lexers = cast("Mapping[int, BasicLexer]", cast(ContextualLexer, thread.lexer).lexers)
        return self

    def __missing__(self, number: int) -> State:
        lexer = self._lexers[number]
        reductions: dict[str, Reduction] = {}
        shifts: dict[str, int] = {}
        goals: dict[str, int] = {}
        for name, (action, goal) in self._table[number].items():
            if action is not Shift:
                reductions[_END if name == "$END" else name] = self._reduction(goal)
            elif name in lexer.terminals_by_name:
                shifts[name] = goal
            else:
                goals[str(name)] = goal
        if lexer not in self._readings:  # states that accept the same words share one
            self._readings[lexer] = _reading(lexer, _END in reductions)
        self[number] = State(self._readings[lexer], reductions, shifts, goals)
        return self[number]

    def _reduction(self, rule: Rule) -> Reduction:
        callback, size = self._callbacks[rule], len(rule.expansion)
        passes_on = size == 1 and isinstance(callback, ExpandSingleChild)
        kept = [at for at, part in enumerate(rule.expansion) if not part.is_term or part.name in self._kept]
        made = None if passes_on else _of_kept(callback, kept)
        # The names of rules are tokens, which compare slowly.
        return Reduction(size, len(kept), made, str(rule.origin.name))


def _of_kept(callback: Callback, kept: Sequence[int]) -> Callback:
    """A rule's callback that takes those of its parts alone that are kept.

    Lark's own takes all of them, leaves out the words that the rule has no use for, puts the parts of inlined rules in
    their place and None where an option was not written.
    """
    if isinstance(callback, ChildFilterLALR):
        wanted = [(kept.index(at), inlined, nones) for at, inlined, nones in callback.to_include]
        return ChildFilterLALR(wanted, callback.append_none, callback.node_builder)  # type: ignore[no-untyped-call]
    if isinstance(callback, ChildFilterLALR_NoPlaceholders):
        taken = [(kept.index(at), inlined) for at, inlined in callback.to_include]
        if taken == [(at, False) for at in range(len(kept))]:
            return cast(Callback, callback.node_builder)
        return ChildFilterLALR_NoPlaceholders(taken, callback.node_builder)  # type: ignore[no-untyped-call]
    return callback


def _reading(lexer: BasicLexer, may_end: bool) -> Reading:
    """How Lark's lexer reads a word: the first pattern that matches, and a keyword where one looks like a name."""
    wanted = [terminal for terminal in lexer.terminals if terminal.name not in lexer.ignore_types]
    keywords = {terminal.name: found for terminal in wanted if (found := _keywords(terminal, wanted))}
    embedded = {name for found in keywords.values() for name in found.values()}
    groups = [_group(t.name, t.pattern.to_regexp()) for t in wanted if t.name not in embedded]
    if may_end:
        groups.append(_group(_END, r"\Z"))
    ignored = "|".join(t.pattern.to_regexp() for t in lexer.terminals if t.name in lexer.ignore_types)
    return Reading(re.compile(f"(?>(?:{ignored})*)(?:{'|'.join(groups)})").match, keywords)


def _group(name: str, regexp: str) -> str:
    return f"(?P<{name}>{regexp})"


def _keywords(terminal: TerminalDef, others: Collection[TerminalDef]) -> dict[str, str]:
    """The fixed words that a pattern would read too, with their own kinds."""
    if terminal.pattern.type == "str":
        return {}
    fixed = [t for t in others if t.pattern.type == "str" and t.priority == terminal.priority]
    reads = re.compile(terminal.pattern.to_regexp()).fullmatch
    return {t.pattern.value: t.name for t in fixed if reads(t.pattern.value)}
