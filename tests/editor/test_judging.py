"""What is shown while a text is being changed: errors where they are, findings as long as their lines stand."""

from slacode.editor.judging import changed_since, judge, meanwhile, read, shown
from slacode.editor.workspace import Workspace
from tests.editor.policies import COMMON, OLA, SLA, TODAY, workspace


def looked_at(before, after):
    """What is shown after a change, when the set has been read and not yet checked again."""
    first = workspace(**before)
    checked = judge(read(first), None)
    second = workspace(**after)
    kept = {path: one for path, one in first.documents.items() if second.documents.get(path) == one}
    return shown(read(Workspace({**second.documents, **kept}, TODAY)), checked)


def said(findings, path):
    return {(one.check, one.at.line) for one in findings if one.at.path == path}


def test_what_is_right_has_findings_only():
    found = workspace().findings
    assert found
    assert all(one.check != "syntax" for one in found)


def test_a_broken_declaration_hides_no_finding_on_the_others():
    texts = {"common": COMMON, "sla": SLA, "ola": OLA}
    before = said(looked_at(texts, texts), "sla.sla")
    broken = {**texts, "sla": "sla broken { covers }\n" + SLA}
    after = said(looked_at(texts, broken), "sla.sla")
    assert before
    # one line more stands above, so all of them have moved down by one
    assert after == {("syntax", 1)} | {(check, line + 1) for check, line in before}


def test_a_finding_on_a_line_that_changed_is_not_shown_until_it_is_looked_for_again():
    texts = {"common": COMMON, "sla": SLA, "ola": OLA}
    changed = {**texts, "sla": SLA.replace('sla shop_sla "Shop support" {', 'sla shop_sla "Shop, support" {')}
    line = SLA[: SLA.index("sla shop_sla")].count("\n") + 1
    assert any(at == line for _, at in said(looked_at(texts, texts), "sla.sla"))
    assert not any(at == line for _, at in said(looked_at(texts, changed), "sla.sla"))


def told_meanwhile(before, after):
    """What is shown of texts that have changed before the set is read again."""
    first, second = workspace(**before), workspace(**after)
    came = read(first)
    changed = {path: one for path, one in second.documents.items() if one != first.documents.get(path)}
    assert changed_since(came, {**first.documents, **changed}) == changed
    return meanwhile(came, judge(came, None), changed)


def test_a_mistake_is_told_before_the_set_is_read_and_hides_nothing_else():
    texts = {"common": COMMON, "sla": SLA, "ola": OLA}
    broken = {**texts, "sla": "sla broken { covers }\n" + SLA}
    assert told_meanwhile(texts, broken) == [
        one for one in looked_at(texts, broken) if one.at.path == "sla.sla"
    ]


def test_a_name_that_is_not_known_stays_told_where_it_stands_and_goes_with_a_mistake_that_is_mended():
    wrong = {"common": COMMON, "sla": SLA.replace("hours office", "hours offce"), "ola": "ola { }\n" + OLA}
    line = wrong["sla"][: wrong["sla"].index("offce")].count("\n") + 1
    assert ("unknown-name", line) in said(told_meanwhile(wrong, {**wrong, "sla": wrong["sla"] + "# more\n"}), "sla.sla")
    moved = told_meanwhile(wrong, {**wrong, "sla": "# first\n" + wrong["sla"]})
    assert ("unknown-name", line + 1) in said(moved, "sla.sla")
    mended = {**wrong, "ola": OLA}
    assert ("syntax", 1) in said(looked_at(wrong, wrong), "ola.sla")
    assert said(told_meanwhile(wrong, mended), "ola.sla") == said(looked_at(wrong, mended), "ola.sla")


def test_what_the_command_line_finds_is_what_is_shown():
    from slacode.project import check, compile_sources

    made = workspace()
    policy = compile_sources([made.documents[path].source for path in sorted(made.documents)]).policy
    assert list(made.findings) == [one for one in check(policy) if one.at is not None and one.allowed is None]
