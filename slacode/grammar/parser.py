"""From text to tree: the grammar run by Lark, which builds the typed tree while it parses."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any, cast

from lark import Lark, Transformer
from lark import Tree as Parsed
from lark.exceptions import UnexpectedInput

from slacode.grammar import tree
from slacode.grammar.quick import QuickLexer, QuickParser
from slacode.grammar.tree import Tree, Word

Child = Tree | Word | str | bool | tuple["Child", ...] | None

# Rules that stand for one word of theirs.
_WORDS = (
    "aggregate",
    "calendar_op",
    "classify_mode",
    "count_mode",
    "language",
    "no_data_mode",
    "penalty_kind",
    "reopen_mode",
    "share",
    "simple_type",
    "step_bound",
)

_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|#[^\n]*')


def grammar_text() -> str:
    """The text of slacode.lark."""
    return Path(__file__).with_name("slacode.lark").read_text(encoding="utf-8")


def comments(text: str) -> list[tuple[int, str]]:
    """Every comment of a text, from its `#` on, with the place where it begins."""
    return [(m.start(), m[0]) for m in _STRING_OR_COMMENT.finditer(text) if m[0].startswith("#")]


def parse_file(text: str) -> tree.File:
    """The tree of a whole file, which is right; raises `lark.exceptions.UnexpectedInput` at its first mistake."""
    return cast(tree.File, _lark().parse(text))


def parse_words(text: str) -> Parsed[Word]:
    """Every word of a file, which is right, in trees that say the rules they follow: for the formatter."""
    return cast("Parsed[Word]", _every_word().parse(text))


_QUICK = {"ContextualLexer": QuickLexer, "LALR_Parser": QuickParser}


@cache
def _lark() -> Lark:
    return _made("tree", maybe_placeholders=True, transformer=_builder(), _plugins=_QUICK)


@cache
def _every_word() -> Lark:
    return _made("every.word", maybe_placeholders=False, keep_all_tokens=True, _plugins=_QUICK)


@cache
def plain_lark() -> Lark:
    """Lark as it comes, to be asked what may stand where."""
    return _made("words", maybe_placeholders=False, keep_all_tokens=True, propagate_positions=True)


def _made(name: str, **options: Any) -> Lark:
    """Lark on our grammar, with its tables kept beside the compiled modules, where that folder may be written to.

    Lark itself tells by the grammar, its version and Python's whether what is kept there still holds, and makes the
    tables anew if not, or if they cannot be read.
    """
    folder = Path(__file__).parent / "__pycache__"
    with contextlib.suppress(OSError):
        folder.mkdir(exist_ok=True)
    return Lark(grammar_text(), parser="lalr", cache=str(folder / f"slacode.lark.{name}"), **options)


def _builder() -> Transformer[Word, Tree]:
    """A transformer with one callback a rule: Lark builds the typed tree while it parses."""
    callbacks: dict[str, Callable[[list[Child]], Child]] = {
        _rule_name(cls): _node_of(cls)
        for cls in vars(tree).values()
        if isinstance(cls, type) and issubclass(cls, Tree) and cls is not Tree
    }
    callbacks |= dict.fromkeys(_WORDS, itemgetter(0))
    callbacks |= dict.fromkeys(("bound", "edge_bound"), _joined)
    callbacks |= dict.fromkeys(("names", "edges", "alternatives"), tuple)
    callbacks["start"] = callbacks["file"]
    callbacks["counted_as_up"] = lambda _children: True
    methods = {name: staticmethod(callback) for name, callback in callbacks.items()}
    return cast("Transformer[Word, Tree]", type("Builder", (), methods)())


def _joined(words: list[Child]) -> Word:
    """`at least` as one word, where the first of the two stands."""
    first, *_ = parts = cast("list[Word]", words)
    return tree.word(first.type, " ".join(parts), first.start_pos)


def _rule_name(cls: type[Tree]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def _node_of(cls: type[Tree]) -> Callable[[list[Child]], Tree]:
    """What Lark calls when a rule is complete: its parts become the fields of the class, in order."""
    names = cls.__match_args__
    takes_the_rest = str(cls.__annotations__[names[-1]]).endswith("...]")
    fixed = len(names) - 1
    has_lists = any("tuple[" in str(cls.__annotations__[name]) for name in (names[:-1] if takes_the_rest else names))
    span_of = _span_with_lists if has_lists else _span
    # What the constructor does, without its detour: a large set has many thousand nodes.
    new, set_span = cls.__new__, vars(Tree)["span"].__set__
    setters = [vars(cls)[name].__set__ for name in names]

    def made(parts: Sequence[Child], span: tree.Span) -> Tree:
        node = new(cls)
        for set_part, part in zip(setters, parts, strict=True):
            set_part(node, part)
        set_span(node, span)
        return node

    def exact(children: list[Child]) -> Tree:
        return made(children, span_of(children))

    def with_rest(children: list[Child]) -> Tree:
        if len(children) > fixed and children[-1] is None:
            children = children[:-1]  # an optional ending that was not written
        return made((*children[:fixed], tuple(children[fixed:])), _span(children))

    return with_rest if takes_the_rest else exact


def _span_with_lists(children: Sequence[Child]) -> tree.Span:
    """The same of parts of which some are lists of parts."""
    return _span([one for part in children for one in (part if isinstance(part, tuple) else (part,))])


def _span(children: Sequence[Child]) -> tree.Span:
    """From the first part that has a place to the end of the last one."""
    for first in children:
        if isinstance(first, Word):
            start = first.start_pos
            break
        if isinstance(first, Tree):
            start = first.span[0]
            break
    else:
        nested = list(chain.from_iterable(part for part in children if isinstance(part, tuple)))
        return _span(nested) if nested else (0, 0)
    for last in reversed(children):
        if isinstance(last, Word):
            return start, last.start_pos + len(last)
        if isinstance(last, Tree):
            return start, last.span[1]
    raise AssertionError


__all__ = ["UnexpectedInput", "comments", "grammar_text", "parse_file", "parse_words", "plain_lark"]
