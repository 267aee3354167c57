"""The tables of the parser are remembered beside the compiled modules, and never trusted further than they hold."""

from pathlib import Path

import pytest

from slacode.grammar import parser

TOUR = (Path(__file__).parents[2] / "examples" / "tour" / "tour.sla").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A grammar that is installed elsewhere, with nothing remembered yet."""
    (tmp_path / "slacode.lark").write_text(parser.grammar_text(), encoding="utf-8")
    monkeypatch.setattr(parser, "__file__", str(tmp_path / "parser.py"))
    parser._lark.cache_clear()
    yield tmp_path / "__pycache__"
    parser._lark.cache_clear()


def parsed_anew():
    parser._lark.cache_clear()
    return parser.parse_file(TOUR)


def test_remembered_tables_give_the_same_tree(folder):
    first = parsed_anew()
    kept = folder / "slacode.lark.tree"
    written = kept.stat().st_mtime_ns
    assert parsed_anew() == first
    assert kept.stat().st_mtime_ns == written


@pytest.mark.parametrize("damage", [b"", b"junk", b"\n\x80\x05junk"])
def test_damaged_tables_are_made_anew(folder, damage):
    first = parsed_anew()
    kept = folder / "slacode.lark.tree"
    kept.write_bytes(damage)
    assert parsed_anew() == first
    assert kept.stat().st_size > 10_000


def test_tables_cut_short_are_made_anew(folder):
    first = parsed_anew()
    kept = folder / "slacode.lark.tree"
    content = kept.read_bytes()
    kept.write_bytes(content[: len(content) // 2])
    assert parsed_anew() == first


def test_tables_of_another_grammar_are_not_used(folder, monkeypatch):
    first = parsed_anew()
    other = parser.grammar_text() + "\n// another one\n"
    monkeypatch.setattr(parser, "grammar_text", lambda: other)
    assert parsed_anew() == first


def test_where_nothing_may_be_written_they_are_made_every_time(folder):
    folder.write_text("no folder can be made here")
    assert parsed_anew() == parsed_anew()
