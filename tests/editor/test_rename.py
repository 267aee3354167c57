"""Renaming: in all files, never to a name that is taken, and never so that a policy means something else."""

import pytest

from slacode.editor.rename import CannotRenameError, applied, rename
from slacode.project import compile_sources
from slacode.source import Source
from tests.editor.policies import COMMON, OLA, SLA, at, workspace


def after(made, edits):
    return {
        path: applied(one.text, [edit for edit in edits if edit.path == path]) for path, one in made.documents.items()
    }


@pytest.mark.parametrize(
    ("name", "what", "of", "new"),
    [
        ("sla", "office", "hours", "bureau"),
        ("sla", "resolution", "target", "restoration"),
        ("sla", "desk_ola", "", "bureau_ola"),
        ("common", "status", "", "state"),
        ("common", "priority", "", "urgency"),
        ("common", "acme", "", "acme_it"),
        ("sla", "late", "", "slow"),
        # a word of the language is a name where a name stands
        ("sla", "office", "hours", "hours"),
    ],
)
def test_what_is_renamed_says_the_same_by_another_name(name, what, of, new):
    made = workspace()
    texts = after(made, rename(made, *at(made, name, what, of), new))
    assert what in "".join(one.text for one in made.documents.values())
    compiled = compile_sources([Source(path, text) for path, text in texts.items()])
    assert compiled.diagnostics == ()
    said = compiled.policy.model.model_dump_json()
    assert f'"{new}"' in said
    assert f'"name":"{what}"' not in said


def test_a_field_keeps_its_column_and_stays_carried():
    made = workspace()
    text = after(made, rename(made, *at(made, "common", "priority"), "urgency"))["common.sla"]
    assert 'field urgency: one of P1, P2 from "priority" carried' in text


@pytest.mark.parametrize(
    ("name", "what", "of", "new", "why"),
    [
        ("sla", "office", "hours", "always", "is there already"),
        ("sla", "office", "hours", "two words", "is no name"),
        ("sla", "office", "hours", "4you", "is no name"),
        ("sla", "P1", "", "urgent", "called what the log calls it"),
        ("sla", '"On hold"', "", "held", "called what the log calls it"),
        ("sla", "late", "", "resolution", "is there already"),
        ("sla", "resolution", "", "availability", "is there already"),
        ("sla", "extends", "", "x", "no name here"),
    ],
)
def test_what_cannot_be_is_said(name, what, of, new, why):
    made = workspace()
    with pytest.raises(CannotRenameError, match=why):
        rename(made, *at(made, name, what, of), new)


def test_what_cannot_be_read_may_hold_the_name():
    made = workspace(common=COMMON, sla=SLA + "\nsla broken { hours office covers }\n", ola=OLA)
    with pytest.raises(CannotRenameError, match=r"mend sla\.sla:"):
        rename(made, *at(made, "common", "office"), "bureau")
