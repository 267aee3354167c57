"""A repository with two branches, and a service with a pull request between them."""

import json
import os

import pytest

from tests.review.desk import DESK
from tests.review.repository import begin, commit, git, write
from tests.review.requests import serving


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
