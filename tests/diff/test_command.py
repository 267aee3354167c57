"""The command on a real repository: its history, change by change, its formats, its exit codes."""

from __future__ import annotations

import json
import os
import subprocess

import jsonschema
import pytest

from slacode.reports._schemas import SCHEMAS
from tests import commands
from tests.diff.contract import CONTRACT, edited
from tests.diff.test_changes import CHANGES
from tests.review.repository import git

HISTORY = list(CHANGES)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """A repository in which each change of a contract is a commit of its own, on what was there at first."""
    folder = tmp_path_factory.mktemp("repository")
    mine = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**mine, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def run(*arguments):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment, capture_output=True)

    def commit(text, tag):
        (folder / "policies" / "contract.sla").write_text(text, encoding="utf-8")
        run("add", "-A")
        run("commit", "-q", "-m", tag, "--allow-empty")
        run("tag", tag.replace(" ", "_"))

    run("init", "-q", "-b", "main")
    run("config", "user.name", "A")
    run("config", "user.email", "a@example.com")
    (folder / "readme.txt").write_text("nothing yet", encoding="utf-8")
    run("add", "-A")
    run("commit", "-q", "-m", "before there was a policy")
    run("tag", "empty")
    (folder / "policies").mkdir()
    commit(CONTRACT, "contract")
    for name in HISTORY:
        commit(edited(*CHANGES[name][0]), name)
    (folder / "policies" / "contract.sla").write_text(CONTRACT, encoding="utf-8")
    run("commit", "-q", "-a", "-m", "as at first")
    return folder


@pytest.fixture
def here(repository, monkeypatch):
    monkeypatch.chdir(repository)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    return repository


def run(*arguments):
    return commands.run("diff", *arguments)


def record(*arguments):
    done = run(*arguments, "--format", "json", "--as-of", "2025-12-01")
    assert done.exit_code in (0, 1), done.output
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMAS["diff"]())
    return found


def test_the_history_holds_thirty_changes_at_least():
    assert len(HISTORY) >= 30


@pytest.mark.parametrize("name", HISTORY[::9])
def test_each_commit_is_what_a_contract_lawyer_would_say(here, name):
    tag = name.replace(" ", "_")
    found = record("contract", tag)["differences"]
    told = [(one["ref"], one["change"], one["what"], one["effect"]["customer"]) for one in found]
    assert sorted(told) == sorted(CHANGES[name][1])


@pytest.mark.slow
@pytest.mark.parametrize("name", HISTORY)
def test_every_commit_of_the_history(here, name):
    test_each_commit_is_what_a_contract_lawyer_would_say(here, name)


def test_the_working_tree_is_compared_and_not_touched(here):
    contract = here / "policies" / "contract.sla"
    contract.write_text(edited(("P1: 95% within 4h", "P1: 95% within 5h")), encoding="utf-8")
    try:
        before = git("status", "--porcelain")
        found = record("HEAD")
        assert [one["ref"] for one in found["differences"]] == ["support.resolution[P1]"]
        assert (found["base"], found["head"]) == ("HEAD", "the working tree")
        assert git("status", "--porcelain") == before == "M policies/contract.sla"
    finally:
        contract.write_text(CONTRACT, encoding="utf-8")


def test_a_revision_without_policies_is_an_empty_side(here):
    done = run("empty", "contract", "--as-of", "2025-12-01")
    assert done.exit_code == 0
    assert "support  sla added" in done.stdout
    assert "there is no policy in `policies` in `empty`" in done.stderr


def test_a_path_of_a_revision_is_a_side_from_the_top_of_the_repository_as_git_has_it(here, monkeypatch):
    assert record("contract:policies/contract.sla", "policies/contract.sla")["differences"] == []
    monkeypatch.chdir(here / "policies")
    for path in ("policies/contract.sla", "./contract.sla", "../policies"):
        assert record(f"contract:{path}", "contract.sla")["differences"] == []


def test_a_path_that_a_revision_has_not_is_no_empty_side(here, monkeypatch):
    monkeypatch.chdir(here / "policies")
    done = run("contract:contract.sla", "contract.sla")
    assert done.exit_code == 2
    assert "there is no policy in `contract.sla` in `contract`" in done.stderr
    assert "`contract:./contract.sla` is that of this folder" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "there is no revision `nowhere` here"),
        (("contract", "nowhere.sla/x"), "there is no file or folder `nowhere.sla/x`"),
        (("empty", "empty"), "there is no policy in `policies`"),
        (("contract", "--fail-on", "weakend"), "did you mean `weakened`?"),
        (("contract", "--fail-on", "weakened:custommer"), "did you mean `customer`?"),
        (("contract", "--fail-on", "added:customer"), "`added` has no sides"),
        (("contract", "--fail-on", ""), "`--fail-on` names nothing"),
    ],
)
def test_what_cannot_be_run_says_why(here, arguments, said):
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_shallow_clone_says_how_to_get_what_two_branches_have_in_common(here, tmp_path, monkeypatch):
    git("clone", "-q", "--depth", "1", "--no-single-branch", f"file://{here}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    git("fetch", "-q", "--depth", "1", "origin", "tag", "empty")
    done = run("empty...HEAD")
    assert done.exit_code == 2
    assert "get their history: `git fetch --unshallow`" in done.stderr


def test_outside_a_repository_a_revision_is_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("main")
    assert done.exit_code == 2
    assert "this folder is in no git repository" in done.stderr


def test_an_unreadable_side_is_told_with_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sla").write_text("sla {", encoding="utf-8")
    (tmp_path / "b.sla").write_text("customer x\n", encoding="utf-8")
    done = run("a.sla", "b.sla")
    assert done.exit_code == 2
    assert "read from `a.sla`" in done.stderr


WEAKENED, STRENGTHENED = "a_longer_time", "a_higher_cap"
BEFORE, WITHIN = ("--as-of", "2025-12-01"), ("--as-of", "2026-03-15")


@pytest.mark.parametrize(
    ("head", "options", "code"),
    [
        (WEAKENED, BEFORE, 1),
        (STRENGTHENED, BEFORE, 0),
        (STRENGTHENED, WITHIN, 1),  # it is in force
        (STRENGTHENED, (*WITHIN, "--fail-on", "weakened"), 0),
        (STRENGTHENED, (*BEFORE, "--fail-on", "weakened:provider"), 1),
        (WEAKENED, (*WITHIN, "--fail-on", "never"), 0),
        (WEAKENED, (*BEFORE, "--fail-on", "retroactive,undecidable"), 0),
        (WEAKENED, (*BEFORE, "--fail-on", "changed"), 1),
        ("a_lower_cap_of_everything", (*BEFORE, "--fail-on", "new-findings"), 0),
    ],
)
def test_what_fails_is_what_was_asked_for(here, head, options, code):
    assert run("contract", head, *options).exit_code == code


def test_all_formats_tell_of_every_difference(here):
    found = record("contract", "a_higher_fee")["differences"]
    for name in ("text", "markdown", "github"):
        shown = run("contract", "a_higher_fee", "--format", name, *BEFORE).stdout.replace("\\_", "_")
        for one in found:
            assert one["message"].replace("%", "%25" if name == "github" else "%") in shown
            assert one["ref"] in shown


def test_annotations_stand_on_the_lines_of_the_head(here):
    shown = run("contract", WEAKENED, "--format", "github", *BEFORE).stdout.splitlines()[0]
    line = next(i for i, text in enumerate(CONTRACT.splitlines(), 1) if "P1: 95% within 4h" in text)
    assert shown.startswith(f"::error title=allowance weakened,file=policies/contract.sla,line={line},endLine={line},")


def test_a_report_goes_to_a_file(here, tmp_path):
    json_file, markdown_file = str(tmp_path / "d.json"), str(tmp_path / "d.md")
    run("contract", WEAKENED, "--report", "json", json_file, "--report", "markdown", markdown_file)
    jsonschema.validate(json.loads((tmp_path / "d.json").read_text()), SCHEMAS["diff"]())
    assert (tmp_path / "d.md").read_text().startswith("**1 weakened")
