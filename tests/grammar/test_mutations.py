"""Policies broken at random: never a traceback or a hang, a place in every error, no word of the implementation."""

import random
import re
import time
from pathlib import Path

import pytest

from slacode.diagnostics import PolicyError
from slacode.grammar.parser import plain_lark
from slacode.grammar.printer import format_text
from slacode.grammar.reading import parse
from slacode.source import Source
from tests.grammar.generated import mutated, sentence, spaced

TOUR = (Path(__file__).parents[2] / "examples" / "tour" / "tour.sla").read_text(encoding="utf-8")
PARTS = [part + "\n" for part in re.split(r"\n(?=\S)", TOUR) if part[:1].isalpha()]
# Words in capitals are the grammar's own, apart from those that a policy may hold.
_INTERNAL = re.compile(
    rf"\b({'|'.join(re.escape(t.name) for t in plain_lark().terminals)}|Token|__ANON\w*|\w+_clause|lark)\b|\$END"
)


def text_of(seed):
    """A few declarations of the tour, or of the grammar, broken in one to three places."""
    rng = random.Random(seed)
    of_the_tour = rng.random() < 0.7
    return mutated("".join(rng.sample(PARTS, 2)) if of_the_tour else spaced(sentence(rng, 2), rng), rng)


def assert_graceful(text):
    begin = time.process_time()
    _, errors = parse(Source("a.sla", text))
    assert time.process_time() - begin < 5, text
    lines = text.split("\n")
    for error in errors:
        assert error.check == "syntax"
        assert 1 <= error.at.line <= len(lines), text
        assert 1 <= error.at.column <= len(lines[error.at.line - 1]) + 1, text
        assert error.help
        for said in (error.message, error.label, *error.help, *(label.message for label in error.labels)):
            assert not _INTERNAL.search(re.sub("`[^`]*`", "", said)), (said, text)
    return errors


@pytest.mark.parametrize("block", range(20))
def test_two_thousand(block):
    broken = sum(bool(assert_graceful(text_of(seed))) for seed in range(block * 100, block * 100 + 100))
    assert broken > 50  # a mutation that breaks nothing tests nothing


@pytest.mark.slow
def test_ten_thousand():
    for seed in range(10_000, 20_000):
        text = text_of(seed)
        if not assert_graceful(text):
            formatted = format_text(text)
            assert format_text(formatted) == formatted, text


def test_what_the_reader_accepts_the_formatter_accepts_and_nothing_else():
    for seed in range(300):
        text = text_of(seed)
        errors = parse(Source("-", text))[1]
        if errors:
            with pytest.raises(PolicyError) as caught:
                format_text(text)
            assert set(map(str, caught.value.diagnostics)) == set(map(str, errors))
        else:
            assert format_text(text)
