"""Sentences derived from the grammar at random, and policies broken at random: a seed gives the same text for ever."""

from __future__ import annotations

import random
import re
from functools import cache

from lark.grammar import NonTerminal

from slacode.grammar.parser import plain_lark
from slacode.grammar.words import keywords

NAMES = ("web", "checkout_2", "straße", "_x", "P1", "café", "данные", "a1")
SAMPLES = {
    "NAME": NAMES,
    "STRING": ('"a"', '"# no comment"', '"say \\"hi\\""', '""', '"{ x }"', '"Ärger, und mehr"'),
    "INT": ("1", "12", "3"),
    "NUMBER": ("4.2", "40_000", "1_000.50"),
    "PERCENT": ("95%", "99.95%"),
    "DURATION": ("4h", "1h30min", "250ms", "2d"),
    "DATE": ("2026-01-31",),
    "MONTHDAY": ("12-24",),
    "DATETIME": ("2026-03-06 17:55", "2026-03-06T17:55:10+01:00", "2026-03-06 17:55Z", "2026-03-06 17:55:10.25"),
    "TIMERANGE": ("08:00-18:00", "22:00-06:00"),
    "ZONE": ("Europe/Berlin", "UTC"),
    "DAY": ("mon", "sun"),
    "DAYRANGE": ("mon-fri",),
    "OP": ("==", "!=", "<=", "<"),
    "CURRENCY": ("EUR", "USD"),
    "PERCENTILE": ("p95", "p99.9"),
    "PERIODLIT": ("2026", "2026-03", "2026-Q1", "2026-W05", "2026-01-31", "2026-01-15..2026-02-14"),
    "CHECK": ("support-too-slow", "no-owner"),
}
SPACES = (" ", " ", " ", " ", "  ", "\t", "\n", "\n  ", "\n\n\n", " # beside\n", "\n# own line\n", "\n\n    #own\n\n")
TIGHT = set(",:{}()[]")


def sentence(rng: random.Random, declarations: int = 3) -> list[str]:
    """The words of some declarations, as the grammar allows them in a row."""
    words: list[str] = []
    for _ in range(declarations):
        _derive("item", rng, words, 12)
    return words


def spaced(words: list[str], rng: random.Random) -> str:
    """Words with white space and comments between them as an author in a hurry leaves them."""
    text = rng.choice(["", "", "# first\n", "\n\n", "\n# first\n\n"])
    for before, word in zip(["", *words], words, strict=False):
        tight = before in TIGHT or word in TIGHT
        text += (rng.choice(["", *SPACES]) if tight else rng.choice(SPACES)) if before else ""
        text += word
    return text + rng.choice(["", "\n", "\n\n", " # end", "\n# end\n", "\n\n# one\n\n# two"])


@cache
def _rules() -> dict[str, list[list[object]]]:
    rules: dict[str, list[list[object]]] = {}
    for rule in plain_lark().rules:
        rules.setdefault(rule.origin.name, []).append(rule.expansion)
    return rules


@cache
def _heights() -> dict[str, int]:
    """How many levels the flattest derivation of each rule has."""
    heights: dict[str, int] = {}
    changed = True
    while changed:
        changed = False
        for name, expansions in _rules().items():
            best = min((_height(expansion, heights) for expansion in expansions), default=10**6)
            if best < heights.get(name, 10**6):
                heights[name] = best
                changed = True
    return heights


def _height(expansion: list[object], heights: dict[str, int]) -> int:
    return 1 + max((heights.get(s.name, 10**6) for s in expansion if isinstance(s, NonTerminal)), default=0)


def _derive(name: str, rng: random.Random, words: list[str], depth: int) -> None:
    expansions = _rules()[name]
    if depth <= 0 or len(words) > 400:
        flattest = min(_height(expansion, _heights()) for expansion in expansions)
        expansions = [expansion for expansion in expansions if _height(expansion, _heights()) == flattest]
    for symbol in rng.choice(expansions):
        if isinstance(symbol, NonTerminal):
            _derive(symbol.name, rng, words, depth - 1)
        else:
            words.append(_sample(symbol.name, rng))


def _sample(terminal: str, rng: random.Random) -> str:
    if terminal in SAMPLES:
        return rng.choice(SAMPLES[terminal])
    spelt = sorted(keywords()[terminal])
    if spelt:
        return rng.choice(spelt)
    return next(term.pattern.value for term in plain_lark().terminals if term.name == terminal)


_WORDS = re.compile(r'"[^"\n]*"|#[^\n]*|\s+|\w+|.')


def mutated(text: str, rng: random.Random) -> str:
    """A text with one to three characters or words deleted, doubled, swapped or replaced."""
    for _ in range(rng.randint(1, 3)):
        pieces = list(text) if rng.random() < 0.5 else _WORDS.findall(text)
        if len(pieces) < 2:
            return text
        at = rng.randrange(len(pieces) - 1)
        change = rng.randrange(4)
        if change == 0:
            del pieces[at]
        elif change == 1:
            pieces.insert(at, pieces[at])
        elif change == 2:
            other = rng.randrange(len(pieces))
            pieces[at], pieces[other] = pieces[other], pieces[at]
        else:
            pieces[at] = rng.choice(["{", "}", '"', "#", ":", "4m", "sla", "target", "=", "%", "\t", "€", "not ", "\\"])
        text = "".join(pieces)
    return text
