"""`slacode review` and `slacode ci` on real repositories with two branches, and the files that run them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

import slacode
from slacode.cli.main import command_names
from slacode.grammar.printer import format_text
from tests.commands import run
from tests.reports.parsed import READERS
from tests.reports.test_formats import SARIF
from tests.review.repository import begin, commit, git, write
from tests.review.requests import serving

ROOT = Path(__file__).resolve().parents[2]
DESK = format_text("""\
provider desk
customer shop

calendar office { timezone UTC  open mon-fri 08:00-18:00 }

log tickets {
  case  id
  time  at in UTC
  field status: one of new, closed
}

metric repair = clock on tickets {
  start when status == new
  stop  when status == closed
}

service till

sla desk_sla "Desk" {
  between desk and shop
  covers  till
  hours   office
  term    from 2030-01-01
  owner   "Head of the desk"
  review  every 12 months

  target fix "Fix it" {
    metric  repair
    per     month
    require 95% within 8h
  }
}

test "nights do not count" {
  log tickets {
    T1 at 2030-03-04 17:00: status new
    T1 at 2030-03-05 16:30: status closed
  }
  expect desk_sla.fix T1 breached after 9h30min
}
""")
WEAKER = DESK.replace("95% within 8h", "95% within 9h")
BROKEN = DESK.replace("95% within 8h", "95%   within 10h").replace("between desk and", "between desk and nobody  #")
WRONG = DESK.replace("95% within 8h", "95%   within 10h")  # weaker, not laid out, and the test fails


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """`main` holds the desk; on the branch `change`, which is checked out, is what a test writes."""
    for name in [name for name in os.environ if name.startswith(("GITHUB_", "GITLAB_", "CI_"))]:
        monkeypatch.delenv(name)
    begin(tmp_path / "repository", monkeypatch)
    write("policies/desk.sla", DESK)
    write(".gitignore", ".slacode_cache\nslacode-review\n")
    commit("base")
    git("checkout", "-q", "-b", "change")
    return tmp_path / "repository"


def change(text):
    write("policies/desk.sla", text)
    return commit("head")


def checks(result):
    return sorted(one["check"] for one in json.loads(result.stdout)["findings"] if one["severity"] != "note")


def reviewed(*options):
    return run("review", "main", "--format", "json", *options)


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


# ---- jobs


@pytest.fixture
def service():
    with serving() as kept:
        yield kept


@pytest.fixture
def github(repository, monkeypatch, service, tmp_path):
    """A job for a pull request from `change` into `main`; gives a function that says which labels it has."""
    environment = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_API_URL": service.url,
        "GITHUB_REPOSITORY": "acme/policies",
        "GITHUB_TOKEN": "secret",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def labelled(*labels):
        base = {"sha": git("rev-parse", "base")}
        request = {"number": 7, "base": base, "labels": [{"name": name} for name in labels]}
        (tmp_path / "event.json").write_text(json.dumps({"pull_request": request}), encoding="utf-8")

    labelled()
    return labelled


def test_a_job_annotates_reports_summarises_and_keeps_one_comment(repository, github, service, tmp_path):
    change(WRONG)
    result = run("ci")
    assert result.exit_code == 1
    annotations = "".join(line for line in result.stdout.splitlines(keepends=True) if line.startswith("::"))
    sarif = (repository / "slacode-review/review.sarif").read_text(encoding="utf-8")
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    (comment,) = service.comments
    assert comment["body"] == summary == (repository / "slacode-review/review.md").read_text(encoding="utf-8")
    shown = {"github": annotations, "sarif": sarif, "markdown": summary}
    found = [sorted(READERS[name](text)) for name, text in shown.items()]
    assert found == [sorted(READERS["text"](result.stdout))] * 3
    assert len(found[0]) == 5
    assert ET.parse(repository / "slacode-review/review.junit.xml").getroot().get("failures") == "3"
    assert len(json.loads((repository / "slacode-review/review.codequality.json").read_text(encoding="utf-8"))) == 5


def test_later_runs_change_the_comment(repository, github, service):
    change(WRONG)
    run("ci")
    write("policies/desk.sla", DESK)
    assert run("ci").stderr.endswith("comment changed\n")
    (comment,) = service.comments
    assert "### slacode review passes" in comment["body"]


def test_a_label_accepts_a_weakening_and_nothing_else(repository, github, service):
    change(WEAKER)
    assert run("ci").exit_code == 1
    github("accept-weakened", "other")
    result = run("ci")
    assert result.exit_code == 0
    assert "accepted by the label `accept-weakened`" in service.comments[0]["body"]
    assert run("ci", "--as-of", "2030-06-01").exit_code == 1
    github("accept-weakened", "accept-retroactive")
    assert run("ci", "--as-of", "2030-06-01").exit_code == 0
    assert run("ci", "--accept-labels", "sla:").exit_code == 1


def test_a_comment_that_may_not_be_written_fails_nothing(repository, github, service):
    service.failing = [403]
    result = run("ci")
    assert result.exit_code == 0
    assert "warning: the comment is not kept: " in result.stderr
    assert run("ci", "--no-comment").stderr == ""


def test_a_job_for_no_request_is_told(repository, github, tmp_path):
    (tmp_path / "event.json").write_text("{}", encoding="utf-8")
    result = run("ci")
    assert (result.exit_code, "this job runs for no pull request" in result.stderr) == (2, True)
    assert run("ci", "--base", "main", "--no-comment").exit_code == 0


# ---- what runs them


def installed(folder):
    """A command `slacode` as an installation puts it there."""
    folder.mkdir(parents=True)
    command = folder / "slacode"
    package = Path(slacode.__file__).parents[1]
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{package}" exec "{sys.executable}" -m slacode "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def shell(script, **variables):
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        env={**os.environ, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_action_runs_the_job_on_a_branch(repository, github, service, tmp_path):
    change(WRONG)
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = [step for step in action["runs"]["steps"] if step.get("name") == "Review"]
    assert set(re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", json.dumps(action["runs"]))) == set(action["inputs"])
    installed(tmp_path / "runner" / "slacode" / "bin")
    variables = {"SLACODE_OUT": "out", "SLACODE_ARGUMENTS": "--in policies --fail-on error"}
    assert set(step["env"]) == {*variables, "GITHUB_TOKEN"}
    done = shell(step["run"], **variables, RUNNER_TEMP=str(tmp_path / "runner"))
    assert done.returncode == 1, done.stderr
    assert "::error title=test-failed,file=policies/desk.sla,line=39" in done.stdout
    assert service.comments[0]["body"].startswith("<!-- slacode review -->")
    sarif = action["outputs"]["sarif"]["value"].replace("${{ inputs.working-directory }}", ".")
    assert (repository / sarif.replace("${{ inputs.out }}", "out")).is_file()


def test_in_a_folder_services_are_told_the_places_from_the_top(repository, github, service, monkeypatch):
    change(WRONG)
    monkeypatch.chdir(repository / "policies")
    done = run("ci", "--in", ".", "--no-comment", "--out", "out")
    assert "--> desk.sla:39" in done.stdout
    assert "::error title=test-failed,file=policies/desk.sla,line=39" in done.stdout
    (sarif,) = json.loads(Path("out/review.sarif").read_text(encoding="utf-8"))["runs"]
    places = [place["physicalLocation"] for one in sarif["results"] for place in one["locations"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"policies/desk.sla"}
    quality = json.loads(Path("out/review.codequality.json").read_text(encoding="utf-8"))
    assert {one["location"]["path"] for one in quality} == {"policies/desk.sla"}


def test_the_template_runs_the_job_on_a_branch(repository, service, tmp_path):
    change(WRONG)
    template = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))["slacode-review"]
    folder = installed(tmp_path / "bin")
    done = shell(
        "\n".join(template["script"]),
        **template["variables"],
        PATH=f"{folder}:{os.environ['PATH']}",
        GITLAB_CI="true",
        GITLAB_TOKEN="glpat",
        CI_API_V4_URL=service.url,
        CI_PROJECT_ID="42",
        CI_MERGE_REQUEST_IID="7",
        CI_MERGE_REQUEST_DIFF_BASE_SHA=git("rev-parse", "base"),
        CI_MERGE_REQUEST_LABELS="accept-weakened",
    )
    assert done.returncode == 1, done.stderr
    assert "accepted by the label `accept-weakened`" in service.comments[0]["body"]
    assert "::error" not in done.stdout
    reports = template["artifacts"]["reports"]
    for path in reports.values():
        assert (repository / path.replace("$SLACODE_OUT", template["variables"]["SLACODE_OUT"])).is_file()


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_there_is_a_hook_for_each_of_the_commands():
    assert [hook["id"] for hook in HOOKS] == ["slacode-fmt", "slacode-check", "slacode-test"]
    assert {hook["entry"].split()[1] for hook in HOOKS} <= set(command_names())
    assert all(re.search(hook["files"], "policies/desk.sla") for hook in HOOKS)
    assert not any(re.search(hook["files"], "docs/sla.md") for hook in HOOKS)


@pytest.mark.parametrize(("name", "bad"), [("slacode-fmt", 0), ("slacode-check", 1), ("slacode-test", 1)])
def test_hooks_do_what_they_say_as_they_are_called(repository, tmp_path, name, bad):
    (hook,) = [hook for hook in HOOKS if hook["id"] == name]
    files = "" if hook.get("pass_filenames") is False else " policies/desk.sla"
    path = f"{installed(tmp_path / 'bin')}:{os.environ['PATH']}"
    assert shell(hook["entry"] + files, PATH=path).returncode == 0
    assert git("status", "--porcelain") == ""
    write("policies/desk.sla", BROKEN if name == "slacode-check" else WRONG)
    assert shell(hook["entry"] + files, PATH=path).returncode == bad
    if name == "slacode-fmt":
        assert "require 95% within 10h" in (repository / "policies/desk.sla").read_text(encoding="utf-8")
