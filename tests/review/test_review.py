"""`slacode review` on real repositories with two branches: what it finds, and all formats that show it."""

import json
from pathlib import Path

import jsonschema

from slacode.reports._schemas import SCHEMAS
from tests.commands import run
from tests.reports.parsed import READERS
from tests.reports.test_formats import SARIF
from tests.review.desk import BROKEN, DESK, WEAKER, WRONG, change, checks, reviewed
from tests.review.repository import commit, git, write

# ---- what a review finds


def test_a_change_that_changes_nothing_passes(repository):
    result = run("review", "main")
    assert result.exit_code == 0
    assert result.stdout.endswith(
        "layout    as it should be\n"
        "checks    2 notes\n"
        "tests     1 passed\n"
        "promises  the same as in main\n"
        "review    passes\n"
    )


def test_layout_tests_and_weaker_promises_are_findings(repository):
    change(WRONG)
    result = reviewed()
    assert (result.exit_code, checks(result)) == (1, ["not-formatted", "promise-weakened", "test-failed"])
    messages = {one["check"]: one["message"] for one in json.loads(result.stdout)["findings"]}
    weaker = "weaker for the customer: `desk_sla.fix`: fix now allows 2h more (10h, was 8h)"
    assert messages["promise-weakened"].startswith(weaker)
    assert messages["test-failed"].endswith("`expect desk_sla.fix T1 breached after 9h30min`: got met after 9h30min")


def test_line_ends_are_layout_as_for_fmt(repository):
    git("config", "core.autocrlf", "false")
    change(DESK.replace("\n", "\r\n"))
    assert checks(reviewed()) == ["not-formatted"]
    assert run("fmt", "--check").exit_code == 1


def test_a_stronger_promise_is_shown_and_no_finding(repository):
    change(DESK.replace("95% within 8h", "96% within 8h"))
    result = run("review", "main")
    assert result.exit_code == 0
    assert "strengthened for the customer\n  desk_sla.fix  share\n" in result.stdout
    assert "promises  for the customer 1 strengthened\n" in result.stdout


def test_what_may_be_weaker_is_told_and_can_be_accepted(repository):
    change(DESK.replace("mon-fri 08:00-18:00", "mon-fri 07:00-17:00"))
    result = reviewed("--ignore", "test-failed")
    assert (result.exit_code, checks(result)) == (1, ["promise-undecidable"])
    assert reviewed("--ignore", "test-failed", "--accept", "undecidable").exit_code == 0


def test_findings_that_were_not_there_before_are_counted(repository):
    change(DESK.replace('  owner   "Head of the desk"\n', ""))
    result = run("review", "main")
    assert "checks    3 notes; 1 that was not there before\n" in result.stdout


def test_what_is_in_force_may_not_change_unless_that_is_accepted(repository):
    change(WEAKER)
    assert checks(reviewed("--as-of", "2030-06-01")) == ["changed-in-force", "promise-weakened"]
    assert reviewed("--as-of", "2030-06-01", "--accept", "weakened").exit_code == 1
    assert reviewed("--as-of", "2030-06-01", "--accept", "weakened", "--accept", "retroactive").exit_code == 0


def test_what_is_accepted_is_allowed_and_says_so(repository):
    change(WEAKER)
    assert reviewed().exit_code == 1
    result = reviewed("--accept", "weakened")
    assert result.exit_code == 0
    (found,) = [one for one in json.loads(result.stdout)["findings"] if one["check"] == "promise-weakened"]
    assert found["allowed"] == {"until": None, "reason": "accepted by `--accept`"}


def test_settings_choose_what_fails_a_review(repository):
    change(WEAKER)
    assert checks(reviewed("--ignore", "promise-weakened")) == []
    assert reviewed("--fail-on", "error").exit_code == 0
    write("slacode.toml", 'severity = { promise-weakened = "error" }\n')
    assert reviewed("--fail-on", "error").exit_code == 1


def test_as_json_a_review_holds_its_tests_and_its_comparison(repository):
    change(WRONG)
    found = json.loads(reviewed().stdout)
    jsonschema.validate(found, SCHEMAS["review"]())
    assert (found["passes"], found["tests"]["failed"]) == (False, 1)
    assert found["tests"]["tests"][0]["expectations"][0]["timeline"]["case"] == "T1"
    assert [one["ref"] for one in found["diff"]["differences"]] == ["desk_sla.fix"]
    write("policies/desk.sla", BROKEN)
    broken = json.loads(reviewed().stdout)
    jsonschema.validate(broken, SCHEMAS["review"]())
    assert (broken["tests"], broken["diff"]) == (None, None)


def test_what_goes_is_told_though_it_has_no_place_any_more(repository):
    change(DESK[: DESK.index("sla desk_sla")].rstrip() + "\n")
    result = reviewed()
    assert checks(result) == ["promise-weakened"]
    (found,) = [one for one in json.loads(result.stdout)["findings"] if one["check"] == "promise-weakened"]
    assert "`desk_sla` is gone" in found["message"]
    assert (found["path"], found["line"]) == ("policies/desk.sla", 1)


def test_revisions_are_reviewed_without_touching_the_working_tree(repository):
    change(WRONG)
    write("policies/desk.sla", "not even a policy {")
    before = git("status", "--porcelain")
    assert checks(reviewed("head")) == checks(run("review", "base", "head", "--format", "json"))
    assert checks(run("review", "head", "base", "--format", "json")) == []
    assert git("status", "--porcelain") == before == "M policies/desk.sla"


def test_folders_are_reviewed_without_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write("old/desk.sla", DESK)
    write("new/desk.sla", WEAKER)
    assert checks(run("review", "old", "new", "--format", "json")) == ["promise-weakened"]


def test_policies_that_are_new_are_compared_with_nothing(repository):
    git("rm", "-q", "-r", "policies")
    commit("empty")
    change(DESK)
    result = run("review", "empty")
    assert result.exit_code == 0
    assert "strengthened" in result.stdout


def test_policies_that_are_all_gone_were_promises_once(repository):
    git("rm", "-q", "-r", "policies")
    commit("empty")
    for paths in ((), ("--in", "policies")):
        result = reviewed(*paths)
        assert (result.exit_code, checks(result)) == (1, ["promise-weakened"])
    write("other/desk.sla", DESK)
    assert checks(reviewed("--in", "other", "--in", "policies")) == []
    assert checks(reviewed("--in", "other", "--in", "polices")) == ["no-policy"]


def test_findings_that_are_not_chosen_are_not_counted_as_new_either(repository):
    change(DESK.replace('  owner   "Head of the desk"\n', ""))
    assert "that was not there before" in run("review", "main").stdout
    assert "checks    nothing found\n" in run("review", "main", "--select", "promise-weakened").stdout


def test_tests_that_can_say_nothing_have_failed(repository):
    change(DESK.replace("expect desk_sla.fix T1", "expect no finding term-over\n  expect desk_sla.fix T1"))
    assert checks(reviewed("--select", "test-failed")) == ["test-failed"]


def test_policies_that_are_not_understood_are_told_on_both_sides(repository):
    change(BROKEN)
    result = reviewed()
    assert (result.exit_code, checks(result)) == (1, ["not-formatted", "unknown-name"])
    result = run("review", "head", "base", "--format", "json")
    assert (result.exit_code, checks(result)) == (1, ["base-not-understood"])


def test_what_cannot_be_reviewed_ends_with_2(repository):
    result = run("review", "nowhere")
    assert (result.exit_code, "there is no revision `nowhere` here" in result.stderr) == (2, True)
    result = run("review", "main", "--in", "nowhere", "--format", "json")
    assert (result.exit_code, checks(result)) == (2, ["no-policy"])


def test_known_findings_of_a_baseline_do_not_fail(repository):
    change(WEAKER)
    run("check", "--baseline", "b.json", "--write-baseline")
    assert "2 allowed" in run("review", "main", "--baseline", "b.json", "--accept", "undecidable").stdout


# ---- all that shows a review agrees


def reports_of(*options):
    """One review in every format."""
    run("review", "main", *options, *(word for name in READERS for word in ("--report", name, f"../reports/{name}")))
    return {name: Path("../reports", name).read_text(encoding="utf-8") for name in READERS}


def test_text_sarif_comment_and_all_others_agree_on_every_finding(repository):
    change(WRONG.replace('  owner   "Head of the desk"\n', ""))  # and so with a finding that is new
    shown = reports_of()
    told = {name: sorted(read(shown[name])) for name, read in READERS.items()}
    assert len(told["text"]) == 6
    assert {name: found == told["text"] for name, found in told.items()} == dict.fromkeys(READERS, True)
    SARIF.validate(json.loads(shown["sarif"]))


def test_accepted_findings_are_suppressed_in_sarif_and_left_out_elsewhere(repository):
    change(WRONG)
    shown = reports_of("--accept", "weakened")
    told = {name: sorted(read(shown[name])) for name, read in READERS.items()}
    assert len(told["text"]) == 4
    assert all(found == told["text"] for found in told.values())
    results = json.loads(shown["sarif"])["runs"][0]["results"]
    assert [one["suppressions"] for one in results if one["ruleId"] == "promise-weakened"] == [
        [{"kind": "external", "status": "accepted", "justification": "accepted by `--accept`"}]
    ]


def test_the_summary_says_part_by_part_what_there_is(repository):
    change(WRONG)
    text = run("review", "main", "--format", "markdown", "--title", "retail --> x").stdout
    assert text.startswith("<!-- slacode review: retail - x -->\n### slacode review: retail --\\> x fails\n")
    for row in (
        "| layout | 1 file is not formatted |",
        "| tests | 1 failed |",
        "| promises | for the customer 1 weakened |",
        "#### Weakened for the customer\n",
        "| `desk_sla.fix` | allowance | fix now allows 2h more (10h, was 8h); ",
    ):
        assert row in text
