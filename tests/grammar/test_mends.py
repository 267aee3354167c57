"""Slips of the pen anywhere in a policy: one error where the slip is, and what it says to write nearly always mends."""

import random
import re
from pathlib import Path

from slacode.diagnostics import Diagnostic
from slacode.grammar.reading import parse
from slacode.source import Source

TOUR = (Path(__file__).parents[2] / "examples" / "tour" / "tour.sla").read_text(encoding="utf-8")
WORD = re.compile(r'"[^"\n]*"|#[^\n]*|[\w.%:/-]*\w%?|[^\s\w]')
SLIPS = 60


def slip(rng: random.Random, word: str) -> str:
    """A word as it is written in a hurry: two letters exchanged, a capital, twice, or with a sign behind it."""
    places = [at for at in range(1, len(word) - 2) if word[at] != word[at + 1]]
    kinds = [f"{word} {word}", f"{word}:", f"{word},", word.capitalize()]
    if places and word.isalpha():
        at = rng.choice(places)
        kinds += [word[:at] + word[at + 1] + word[at] + word[at + 2 :]] * 3
    return rng.choice(kinds)


def broken(rng: random.Random) -> tuple[str, int]:
    """The policy with a slip, and its line."""
    word = rng.choice([found for found in WORD.finditer(TOUR) if found[0][0] not in '#"{}'])
    return TOUR[: word.start()] + slip(rng, word[0]) + TOUR[word.end() :], TOUR.count("\n", 0, word.start()) + 1


def mended(text: str, error: Diagnostic) -> str:
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: error.at.line - 1]) + error.at.column - 1
    end = sum(len(line) + 1 for line in lines[: error.at.end_line - 1]) + error.at.end_column - 1
    return text[:start] + error.data["write"] + text[end:]


def test_a_slip_gives_one_error_on_its_line_and_its_mend_can_be_read():
    rng = random.Random(11)
    elsewhere, tried, failed = [], 0, []
    for _ in range(SLIPS):
        text, line = broken(rng)
        errors = parse(Source("a.sla", text))[1]
        if not errors:
            continue  # another name is no mistake of syntax
        (error,) = errors
        if error.at.line != line:
            elsewhere.append((line, error.message))
        if error.data.get("write") is not None:
            tried += 1
            if parse(Source("a.sla", mended(text, error)))[1]:
                failed.append((line, error.message))
    assert tried > SLIPS / 3
    assert len(elsewhere) <= 2, elsewhere
    assert len(failed) <= tried / 20, failed
