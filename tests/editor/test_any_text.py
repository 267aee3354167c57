"""Whatever is being typed, every question has an answer: half a text, a text with a hole, signs where none belong."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.editor.actions import actions
from slacode.editor.colours import colours
from slacode.editor.completion import completions
from slacode.editor.documents import Document
from slacode.editor.hover import hover
from slacode.editor.inlays import inlays
from slacode.editor.judging import judge, read, shown
from slacode.editor.layout import formatting
from slacode.editor.meanings import references
from slacode.editor.rename import CannotRenameError, rename
from slacode.editor.symbols import outline
from tests.editor.policies import COMMON, OLA, SLA, workspace

TEXTS = {"common": COMMON, "sla": SLA, "ola": OLA}
SIGNS = ["", "{", "}", '"', "#", "(", "sla ", "😀", "\f", " 3 business days", "target ", "999999999%"]


@pytest.fixture(scope="module")
def made():
    return workspace()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 700), st.integers(0, 40), st.sampled_from(SIGNS))
def test_whatever_stands_there_is_answered(made, name, at, hole, sign):
    text = TEXTS[name]
    document = Document.of(f"{name}.sla", (text[:at] + sign + text[at + hole :]).encode())
    changed = made.with_documents([document])
    offset = min(at + len(sign), len(document.text))
    hover(changed, document, offset)
    completions(changed, document, offset)
    references(changed, document, offset)
    with contextlib.suppress(CannotRenameError):
        rename(changed, document, offset, "other")
    for one in colours(document):
        assert "\n" not in document.text[one.start : one.end]
    inlays(changed, document)
    actions(changed, document, 0, len(document.text))
    outline(document)
    formatting(document)
    came = read(changed)
    shown(came, judge(came, None))
