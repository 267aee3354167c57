"""What colours policies without the language server: made from the grammar, up to date, and right on real policies."""

import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from pygments.token import Error, Keyword, Name, Number, String

from editors.generate import generated
from slacode.editor.pygments_lexer import SlacodeLexer
from slacode.grammar.highlighting import highlighting
from slacode.grammar.parser import plain_lark
from slacode.grammar.words import all_keywords

ROOT = Path(__file__).resolve().parents[2]
POLICIES = sorted([*ROOT.glob("examples/*/*.sla"), *ROOT.glob("policies/**/*.sla")])


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_generated_files_are_up_to_date(path):
    assert path.read_text(encoding="utf-8") == generated()[path], "run `python -m editors.generate`"


def test_every_word_of_the_language_is_coloured():
    words = highlighting()
    assert {*words.declarations, *words.clauses, *words.others} == {w for w in all_keywords() if w.isidentifier()}


def colours_of(line):
    """The scopes of a line, worked out as an editor does: the pattern that matches first, of several the first one."""
    (text,) = generated().values()
    patterns = [(re.compile(one["match"]), one) for one in json.loads(text)["patterns"]]
    at, found = 0, []
    while at < len(line):
        matches = [(match, one) for pattern, one in patterns if (match := pattern.search(line, at)) and match[0]]
        if not matches:
            break
        match, one = min(matches, key=lambda pair: pair[0].start())
        named = [(match[int(group)], each["name"]) for group, each in one.get("captures", {}).items()]
        found += named or [(match[0], one["name"])]
        at = match.end()
    return [(text, scope.removesuffix(".slacode")) for text, scope in found]


def test_a_line_is_coloured_by_the_grammar_for_editors():
    assert colours_of('sla shop "Shop" { closed on 12-24 # soon') == [
        ("sla", "storage.type"), ("shop", "entity.name.type"), ('"Shop"', "string.quoted.double"),
        ("closed", "keyword.control"), ("on", "keyword.other"), ("12-24", "constant.numeric.monthday"),
        ("# soon", "comment.line.number-sign"),
    ]
    assert colours_of("P1: 99.95% within 1h30min during always") == [
        ("P1", "variable.other"), ("99.95%", "constant.numeric.percent"), ("within", "keyword.other"),
        ("1h30min", "constant.numeric.duration"), ("during", "keyword.other"), ("always", "variable.other"),
    ]
    assert colours_of("open mon-fri 08:00-18:00 timezone Europe/Berlin fee EUR 40_000")[1:] == [
        ("mon-fri", "constant.numeric.dayrange"), ("08:00-18:00", "constant.numeric.timerange"),
        ("timezone", "keyword.control"), ("Europe/Berlin", "constant.language.zone"), ("fee", "keyword.control"),
        ("EUR", "support.type.currency"), ("40_000", "constant.numeric.number"),
    ]
    assert colours_of("  # allow no-review until 2026-12-31: agreed")[1] == ("no-review", "entity.name.tag")


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_policies_are_coloured_as_the_parser_reads_them(path):
    """Every word that the parser takes for a figure or a text is coloured as one, and nothing is an error."""
    text = path.read_text(encoding="utf-8")
    coloured = {}
    for at, kind, piece in SlacodeLexer().get_tokens_unprocessed(text):
        assert kind is not Error
        coloured.update(dict.fromkeys(range(at, at + len(piece)), kind))
    wanted = {"STRING": String, "PERCENT": Number, "DURATION": Number, "DATE": Number, "TIMERANGE": Number}
    words = plain_lark().parse(text).scan_values(lambda value: getattr(value, "type", None) in wanted)
    assert [str(word) for word in words if coloured[word.start_pos] not in wanted[word.type]] == []


def test_the_lexer_is_registered_where_pygments_looks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["pygments.lexers"]["slacode"].partition(":")
    lexer = getattr(importlib.import_module(module), name)()
    kinds = {piece: kind for kind, piece in lexer.get_tokens("calendar always = 24x7")}
    assert kinds["calendar"] in Keyword
    assert kinds["always"] in Name
    assert kinds["24x7"] in Number
