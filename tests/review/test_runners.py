"""What runs reviews: `slacode ci` in jobs, the action, the template of GitLab, the commit hooks."""

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
from tests.commands import run
from tests.reports.parsed import READERS
from tests.review.desk import BROKEN, DESK, WEAKER, WRONG, change
from tests.review.repository import git, write

ROOT = Path(__file__).resolve().parents[2]


# ---- jobs


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
