"""What a job says of the request it runs for, and what the request is compared with, in whole and shallow clones."""

import json

import pytest

from slacode.diagnostics import PolicyError
from slacode.review.jobs import Job, JobError, compared_with, job_of
from tests.review.repository import begin, commit, git, write


def event(folder, **request):
    (folder / "event.json").write_text(json.dumps({"pull_request": request} if request else {}), encoding="utf-8")
    return {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(folder / "event.json")}


def test_a_job_of_github_tells_base_labels_and_summary(tmp_path):
    labels = [{"name": "accept-weakening"}, {"name": "bug"}]
    environment = event(tmp_path, base={"sha": "abc"}, labels=labels) | {"GITHUB_STEP_SUMMARY": "s.md"}
    assert job_of(environment) == Job("github", "abc", frozenset({"accept-weakening", "bug"}), "s.md")
    assert job_of(environment, "main").base == "main"


def test_a_job_of_gitlab_tells_base_and_labels():
    environment = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    assert job_of(environment) == Job("gitlab", "abc", frozenset(), None)
    labels = {"CI_MERGE_REQUEST_LABELS": "bug, accept-weakening"}
    assert job_of(environment | labels).labels == {"accept-weakening", "bug"}


def test_a_job_for_no_request_is_told_unless_it_says_its_base(tmp_path):
    for environment in (event(tmp_path), {"GITHUB_ACTIONS": "true"}, {"GITLAB_CI": "true"}, {}):
        with pytest.raises(JobError):
            job_of(environment)
    assert job_of(event(tmp_path), "v1") == Job("github", "v1", frozenset(), None)
    assert job_of({"GITLAB_CI": "true"}, "v1") == Job("gitlab", "v1", frozenset(), None)
    with pytest.raises(JobError, match="`slacode review BASE` does the same anywhere"):
        job_of({}, "v1")


@pytest.fixture
def origin(tmp_path, monkeypatch):
    """A repository in which `main` went on after `side` left it, and `merged` brings the two together."""
    begin(tmp_path / "origin", monkeypatch)
    write("a.sla", "team a\n")
    commit("one")
    git("checkout", "-q", "-b", "side")
    write("b.sla", "team b\n")
    commit("two")
    git("checkout", "-q", "main")
    write("c.sla", "team c\n")
    commit("three")
    git("checkout", "-q", "-b", "merged")
    git("merge", "-q", "--no-ff", "-m", "merge", "side")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    return tmp_path / "origin"


def clone(origin, branch, monkeypatch, *options):
    git("clone", "-q", *options, "-b", branch, f"file://{origin}", "../clone")
    monkeypatch.chdir(origin.parent / "clone")


def test_a_branch_is_compared_with_what_it_has_in_common_with_its_base(origin, monkeypatch):
    one = git("rev-parse", "one")
    clone(origin, "side", monkeypatch)
    assert compared_with("origin/main") == one


def test_a_merge_is_compared_with_the_base_that_was_merged(origin, monkeypatch):
    three = git("rev-parse", "three")
    clone(origin, "merged", monkeypatch)
    assert compared_with("one") == three


@pytest.mark.parametrize(("branch", "base", "expected"), [("merged", "one", "three"), ("side", "three", "three")])
def test_what_a_shallow_clone_lacks_is_fetched(origin, monkeypatch, branch, base, expected):
    commits = {name: git("rev-parse", name) for name in ("one", "three")}
    clone(origin, branch, monkeypatch, "--depth=1")
    assert compared_with(commits[base]) == commits[expected]
    assert git("show", f"{commits[expected]}:c.sla") == "team c"


def test_what_cannot_be_fetched_is_told(origin, monkeypatch):
    clone(origin, "side", monkeypatch, "--depth=1")
    with pytest.raises(PolicyError, match="cannot be fetched from `origin`"):
        compared_with("0" * 39 + "1")
