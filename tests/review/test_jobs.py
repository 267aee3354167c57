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
    assert job_of(environment) == Job("github", "abc", None, frozenset({"accept-weakening", "bug"}), "s.md")
    environment = event(tmp_path, base={"sha": "abc"}, head={"sha": "def"}, labels=labels)
    assert job_of(environment).head == "def"
    assert (job_of(environment, "main").base, job_of(environment, "main").head) == ("main", None)


def test_a_job_of_gitlab_tells_base_and_labels():
    environment = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    assert job_of(environment) == Job("gitlab", "abc", None, frozenset(), None)
    assert job_of(environment | {"CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "def"}).head == "def"
    labels = {"CI_MERGE_REQUEST_LABELS": "bug, accept-weakening"}
    assert job_of(environment | labels).labels == {"accept-weakening", "bug"}


def test_a_job_for_no_request_is_told_unless_it_says_its_base(tmp_path):
    for environment in (event(tmp_path), {"GITHUB_ACTIONS": "true"}, {"GITLAB_CI": "true"}, {}):
        with pytest.raises(JobError):
            job_of(environment)
    assert job_of(event(tmp_path), "v1") == Job("github", "v1", None, frozenset(), None)
    assert job_of({"GITLAB_CI": "true"}, "v1") == Job("gitlab", "v1", None, frozenset(), None)
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
    commits = {name: git("rev-parse", name) for name in ("two", "three")}
    clone(origin, "merged", monkeypatch)
    assert compared_with("one", commits["two"]) == commits["three"]


def test_a_branch_that_took_in_its_base_is_compared_with_that_and_not_with_what_it_was_before(origin, monkeypatch):
    git("checkout", "-q", "side")
    git("merge", "-q", "--no-ff", "-m", "take in", "main")
    three, head = git("rev-parse", "three"), git("rev-parse", "HEAD")
    clone(origin, "side", monkeypatch)
    assert compared_with("origin/main", head) == compared_with("origin/main") == three


def test_a_job_that_stands_on_the_base_reviews_nothing_and_says_so(origin, monkeypatch):
    head = git("rev-parse", "two")
    clone(origin, "main", monkeypatch)
    with pytest.raises(JobError, match="check the request out"):
        compared_with("three", head)


@pytest.mark.parametrize(("branch", "base", "expected"), [("merged", "one", "three"), ("side", "three", "three")])
def test_what_a_shallow_clone_lacks_is_fetched(origin, monkeypatch, branch, base, expected):
    commits = {name: git("rev-parse", name) for name in ("one", "two", "three")}
    clone(origin, branch, monkeypatch, "--depth=1")
    assert compared_with(commits[base], commits["two"]) == commits[expected]
    assert git("show", f"{commits[expected]}:c.sla") == "team c"


def test_what_cannot_be_fetched_is_told(origin, monkeypatch):
    clone(origin, "side", monkeypatch, "--depth=1")
    with pytest.raises(PolicyError, match="cannot be fetched from `origin`"):
        compared_with("0" * 39 + "1")
