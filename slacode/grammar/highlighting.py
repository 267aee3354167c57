"""The words of the language by what they do, and the shapes of its figures, for whatever colours text by patterns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from slacode.grammar.parser import plain_lark
from slacode.grammar.words import OPENERS, all_keywords, first_of, keywords_of

# The kinds of figures, in the order in which they are tried: a date and time before the date that it begins with.
_FIGURES = (
    "AROUND_THE_CLOCK", "DATETIME", "PERIODLIT", "DATE", "TIMERANGE", "DAYRANGE", "DURATION", "PERCENT", "MONTHDAY",
    "PERCENTILE", "NUMBER",
)  # fmt: skip


@dataclass(frozen=True)
class Highlighting:
    """What there is to colour: words in alphabetical order, patterns as regular expressions.

    `declarations` begin what has a name, `clauses` begin a clause, `others` stand within one. `figures` are tried in
    their order.
    """

    declarations: tuple[str, ...]
    clauses: tuple[str, ...]
    others: tuple[str, ...]
    days: str
    figures: tuple[tuple[str, str], ...]
    currency: str
    zone: str
    string: str
    name: str


@cache
def highlighting() -> Highlighting:
    """The words and figures as the grammar has them."""
    declarations = keywords_of(first_of("item"))
    clauses = keywords_of(word for rule in OPENERS.values() for word in first_of(rule)) - declarations
    others = {word for word in all_keywords() if word.isidentifier()} - declarations - clauses
    shapes = {term.name: term.pattern.to_regexp() for term in plain_lark().terminals}
    return Highlighting(
        tuple(sorted(declarations)),
        tuple(sorted(clauses)),
        tuple(sorted(others)),
        _plain(shapes["DAY"]),
        tuple((kind.lower(), _plain(shapes[kind])) for kind in _FIGURES),
        _plain(shapes["CURRENCY"]),
        # Without its `/` a zone looks like any other name.
        _plain(shapes["ZONE"].removesuffix("*") + "+"),
        shapes["STRING"],
        shapes["NAME"],
    )


def _plain(pattern: str) -> str:
    """A pattern for a whole word: neither a part of a name nor one of a longer figure."""
    return rf"(?<![\w.])(?:{pattern})(?![\w])" if not re.search(r"%\)?$", pattern) else rf"(?<![\w.])(?:{pattern})"
