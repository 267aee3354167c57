"""What can be done about findings: each edit is made, and what comes of it is looked at."""

import datetime as dt

from slacode.editor.actions import ALLOWED_FOR, actions
from slacode.editor.rename import applied
from slacode.project import check, compile_sources
from slacode.source import Source
from tests.editor.policies import COMMON, OLA, SLA, TODAY, workspace


def offered(name, **texts):
    made = workspace(**{"common": COMMON, "sla": SLA, "ola": OLA, **texts})
    document = made.documents[f"{name}.sla"]
    return made, actions(made, document, 0, len(document.text))


def findings_after(made, action, as_of=None):
    """What is found once an action is carried out, those that are allowed left out."""
    texts = {path: applied(one.text, [edit for edit in action.edits if edit.path == path])
             for path, one in made.documents.items()}
    compiled = compile_sources([Source(path, text) for path, text in texts.items()])
    assert compiled.policy is not None, compiled.diagnostics
    return {(one.check, one.data.get("agreement") or one.data.get("target"))
            for one in check(compiled.policy, as_of=as_of) if one.allowed is None}


def test_a_mistake_is_mended_by_what_its_help_says():
    _, found = offered("sla", sla=SLA.replace("hours office", "hurs office"))
    (mend,) = [one for one in found if one.is_mend]
    assert [edit.text for edit in mend.edits] == ["hours"]


def test_a_name_is_mended_by_the_one_that_is_meant():
    for wrong, right in (("office", "offce"), ("desk_ola", "desk_oal"), ('"On hold"', '"On hld"')):
        _, found = offered("sla", sla=SLA.replace(wrong, right))
        mends = [one for one in found if one.is_mend]
        assert mends
        assert all(edit.text == wrong for one in mends for edit in one.edits)


def test_a_zone_is_mended():
    _, found = offered("common", common=COMMON.replace("Europe/Berlin", "Europe/Berln"))
    assert {edit.text for one in found if one.is_mend for edit in one.edits} == {"Europe/Berlin"}


def test_a_clause_that_is_to_be_said_is_said():
    made, found = offered("ola")
    action = next(one for one in found if one.title == "Say `review every 6 months`")
    assert ("no-review", "desk_ola") not in findings_after(made, action)


def test_a_finding_is_allowed_for_a_while_with_a_reason_to_be_written():
    made, found = offered("sla")
    action = next(one for one in found if one.title.startswith("Allow `target-without-support`"))
    assert ("target-without-support", "shop_sla.availability") not in findings_after(made, action)
    over = TODAY + ALLOWED_FOR + dt.timedelta(days=1)
    assert ("target-without-support", "shop_sla.availability") in findings_after(made, action, over)
    # what is to be written over is the reason
    line = action.edits[0].text.rstrip("\n")
    assert line[slice(*action.select)] == "say who accepts this, and why"


def test_a_target_that_nothing_carries_gets_an_ola_that_does():
    made, found = offered("sla")
    action = next(one for one in found if one.title.startswith("Write an OLA"))
    left = findings_after(made, action)
    assert not {one for one in left if one[0] == "target-without-support"}
    assert "between desk and acme" in action.edits[1].text


def test_errors_of_text_cannot_be_allowed():
    _, found = offered("sla", sla=SLA + "\nsla broken { covers }\n")
    assert not [one for one in found if one.title.startswith("Allow `syntax`")]
