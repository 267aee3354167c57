"""Places as editors count them, and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.editor.documents import Document
from slacode.source import Source


def document(text):
    return Document(Source("a.sla", text))


@pytest.mark.parametrize(
    ("encoding", "column"),
    [
        # before `x` stand a quote, u with umlaut (2 bytes, 1 unit) and an emoji (4 bytes, 2 units):
        # 1 + 2 + 4, 1 + 1 + 2, 1 + 1 + 1
        ("utf-8", 7),
        ("utf-16", 4),
        ("utf-32", 3),
    ],
)
def test_columns_are_counted_as_the_editor_counts_them(encoding, column):
    it = document('\n"ü😀x"')
    assert it.position(it.text.index("x"), encoding) == (1, column)
    assert it.offset(1, column, encoding) == it.text.index("x")


def test_a_place_inside_a_character_is_before_it():
    it = document("😀x")
    assert it.offset(0, 1, "utf-16") == 0


def test_a_place_outside_of_the_text_is_moved_to_its_end():
    it = document("ab\ncd\n")
    assert it.offset(0, 99, "utf-16") == 2
    assert it.offset(99, 0, "utf-16") == 6


@given(st.text(st.sampled_from("aü😀\n\u2028\f"), max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_a_place_there_and_back_is_the_same(text, encoding):
    it = document(text)
    for offset in range(len(text) + 1):
        assert it.offset(*it.position(offset, encoding), encoding) == offset


@given(st.text(st.sampled_from("abcü😀\n"), max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_a_stretch_is_the_positions_of_its_ends(text, encoding, data):
    it = document(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    both = *it.position(start, encoding), *it.position(end, encoding)
    assert it.stretch(start, end, encoding) == both


def test_what_is_no_text_is_said_and_does_not_fail():
    it = Document.of("a.sla", b"sla \xff")
    assert it.unreadable.check == "unreadable"
    assert it.items == ()
