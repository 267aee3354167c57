"""Where a blank stands between two words that follow each other on a line."""

from __future__ import annotations

from collections.abc import Sequence

from slacode.grammar.tree import Word

_NO_BLANK_BEFORE = frozenset({"COMMA", "COLON", "RPAR", "RSQB", "LSQB", "DOT", "MINUS"})
_NO_BLANK_AFTER = frozenset({"LPAR", "LSQB", "DOT", "MINUS"})


def joined(words: Sequence[Word]) -> str:
    """Words as they stand on one line."""
    pieces: list[str] = []
    for number, word in enumerate(words):
        if number and has_blank(words[number - 1], word):
            pieces.append(" ")
        pieces.append(word)
    return "".join(pieces)


def has_blank(before: Word, word: Word) -> bool:
    """Whether a blank stands between two words."""
    if before.type == "LBRACE" and word.type == "RBRACE":
        return False
    return before.type not in _NO_BLANK_AFTER and word.type not in _NO_BLANK_BEFORE
