"""The grammar itself: it stays strict, and every word of it has a name for people."""

import re
from pathlib import Path

import pytest
from lark import Lark

from slacode.grammar import words
from slacode.grammar.parser import grammar_text, parse_file, plain_lark
from slacode.grammar.printer import format_text

TOUR = Path(__file__).parents[2] / "examples" / "tour" / "tour.sla"


def test_no_conflict_and_no_terminals_that_collide():
    Lark(grammar_text(), parser="lalr", strict=True)


@pytest.mark.parametrize("terminal", [t.name for t in plain_lark().terminals if "IGNORE" not in t.name])
def test_every_terminal_has_words_for_people(terminal):
    (said,) = words.said([terminal])
    assert re.fullmatch(r"an? .*|days such as .*|hours such as .*|`.*`", said)
    assert terminal not in re.sub("`[^`]*`", "", said)


def test_every_block_says_what_stands_in_it():
    rules = {rule.origin.name for rule in plain_lark().rules} | {"test"}
    assert set(words.OPENERS.values()) <= rules
    assert words.first_of("target_clause") >= {"METRIC", "PER", "REQUIRE", "SUPPORTED"}
    assert words.homes("pause") == ["a `clock`"]
    assert words.homes("owner") == ["a `service`", "an `sla`, `ola`, `uc` or `terms`"]


def test_the_tour_can_be_read_and_formatting_changes_nothing_it_says():
    text = TOUR.read_text(encoding="utf-8")
    formatted = format_text(text)
    assert parse_file(formatted) == parse_file(text)
    assert format_text(formatted) == formatted


def test_trees_are_equal_only_if_they_say_the_same():
    assert parse_file("team a") == parse_file("team\n  a # comment")
    assert parse_file("team a") != parse_file("team b")
