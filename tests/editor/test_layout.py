"""Formatting in few edits: together they are the layout of the formatter, and what stands well is not touched."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.editor.documents import Document
from slacode.editor.layout import formatting
from slacode.editor.rename import applied
from slacode.grammar.printer import format_text
from slacode.source import Source
from tests.editor.policies import COMMON, OLA, SLA

_WORDS_WITH_BLANKS = '"', "#", "09:00"
TEXT = format_text(f"language 1\n{COMMON}# between\n{SLA}{OLA}")


def document(text):
    return Document(Source("a.sla", text))


def disordered(text, chance, share):
    """A text of which some lines are laid out otherwise: blanks, empty lines, and line ends where none belong."""
    def laid_out(line):
        if chance.random() > share or any(sign in line for sign in _WORDS_WITH_BLANKS):
            return line
        return chance.choice((line.replace(" ", "  "), line.replace(" ", "\n", 1), f"{line}   ", f"{line}\n\n\n"))

    return "\n".join(map(laid_out, text.splitlines())) + "\n" * chance.randrange(3)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.sampled_from([0.02, 0.2, 0.9]))
def test_all_edits_together_are_what_the_formatter_writes(chance, share):
    text = disordered(TEXT, chance, share)
    edits = formatting(document(text))
    assert applied(text, edits) == format_text(text)
    for one, following in pairwise(edits):
        assert one.end < following.start, "what stands between two edits stays"
    for edit in edits:
        assert text[edit.start : edit.end] != edit.text


def test_a_text_that_stands_well_is_not_touched():
    assert formatting(document(TEXT)) == []


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        # a line; a line too many; an empty line too many before what stays; a line that is two
        ("  case  ticket_id\n", "  case ticket_id\n", "  case  ticket_id\n"),
        ("  time  updated_at in Europe/Berlin\n", "  time  updated_at\n in Europe/Berlin\n", None),
        ("# between\n", "# between\n\n\n\n", "\n"),
        ("log outages {\n", "log outages\n{\n", "log outages {\n"),
    ],
)
def test_one_line_that_does_not_stand_well_is_one_edit_of_it_alone(before, now, changed):
    assert TEXT.count(before) == 1
    text = TEXT.replace(before, now)
    (edit,) = formatting(document(text))
    if changed is not None:
        assert edit.text in (changed, "")
    assert applied(text, [edit]) == format_text(text)
    assert edit.end - edit.start <= len(now)


def test_only_what_touches_a_range_is_edited():
    text = TEXT.replace("  case ", "  case     ")
    edits = formatting(document(text))
    assert len(edits) == 2  # of both logs
    first = edits[0]
    assert formatting(document(text), first.start, first.end) == [first]
