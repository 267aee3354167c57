"""`slacode comment` against a server that answers as GitHub and GitLab do."""

import re

import pytest

from slacode.review import comments
from tests.commands import run
from tests.review.requests import serving

REVIEW = "<!-- slacode review -->\n**1 error**\n"


@pytest.fixture
def service():
    with serving() as kept:
        yield kept


@pytest.fixture
def here(tmp_path, monkeypatch, service):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}', encoding="utf-8")
    for name in ("GITLAB_CI", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GITHUB_API_URL", service.url)
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/policies")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    monkeypatch.setattr(comments.time, "sleep", lambda _seconds: None)
    return tmp_path


def comment(text, *options):
    with open("summary.md", "w", encoding="utf-8") as file:
        file.write(text)
    return run("comment", "summary.md", *options)


def test_the_first_run_adds_a_comment_and_later_ones_change_it(here, service):
    service.comments = [{"id": 1, "body": "a person says <!-- slacode review -->"}]
    assert comment(REVIEW).stderr == "comment added\n"
    assert comment(REVIEW).stderr == "comment unchanged\n"
    assert comment(REVIEW.replace("1 error", "nothing found")).stderr == "comment changed\n"
    assert [one["body"] for one in service.comments] == [
        "a person says <!-- slacode review -->",
        "<!-- slacode review -->\n**nothing found**\n",
    ]
    listed, one = "/repos/acme/policies/issues/7/comments", "/repos/acme/policies/issues/comments/1001"
    assert service.calls == [
        ("GET", listed), ("POST", listed), ("GET", listed), ("GET", listed), ("PATCH", one),
    ]  # fmt: skip
    assert service.tokens == {"Bearer secret"}


def test_a_comment_is_found_behind_hundreds_of_others(here, service):
    service.comments = [{"id": number, "body": "x"} for number in range(250)]
    service.comments.append({"id": 777, "body": "<!-- slacode review -->\nold"})
    assert comment(REVIEW).stderr == "comment changed\n"
    assert service.comments[-1] == {"id": 777, "body": REVIEW}
    assert len(service.calls) == 4  # three pages, one change


def test_each_marker_has_a_comment_of_its_own(here, service):
    comment(REVIEW)
    comment("<!-- slacode review: retail -->\nx\n")
    comment("no marker\n")
    comment("no marker, but other words\n")
    assert [one["body"] for one in service.comments] == [
        REVIEW,
        "<!-- slacode review: retail -->\nx\n",
        "<!-- slacode comment -->\nno marker, but other words\n",
    ]


def test_merge_requests_have_theirs(here, service, monkeypatch):
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_API_V4_URL", f"{service.url}/api/v4")
    monkeypatch.setenv("CI_PROJECT_ID", "42")
    monkeypatch.setenv("CI_MERGE_REQUEST_IID", "7")
    monkeypatch.setenv("GITLAB_TOKEN", "glpat")
    assert comment(REVIEW).stderr == "comment added\n"
    assert comment(REVIEW + "more\n").stderr == "comment changed\n"
    notes = "/api/v4/projects/42/merge_requests/7/notes"
    assert service.calls == [("GET", notes), ("POST", notes), ("GET", notes), ("PUT", f"{notes}/1000")]
    assert service.tokens == {"glpat"}


def test_what_fails_in_passing_is_tried_again(here, service):
    service.failing = [502, 429]
    assert comment(REVIEW).stderr == "comment added\n"
    service.failing = [503, 503, 503]
    result = comment(REVIEW)
    assert result.exit_code == 2
    assert "is refused: 503" in result.stderr


def test_a_token_that_may_only_read_is_told(here, service):
    service.failing = [403]
    result = comment(REVIEW)
    assert result.exit_code == 2
    assert "the token may not write here, as in a job for a fork" in result.stderr
    assert "secret" not in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GITHUB_TOKEN", "", "`GITHUB_TOKEN` is not set"),
        ("GITHUB_EVENT_PATH", "nowhere", "this job runs for no pull request"),
        ("GITHUB_API_URL", "http://127.0.0.1:1", "does not answer"),
        ("GITHUB_API_URL", "file:///etc", "is no address of an API"),
    ],
)
def test_what_is_missing_is_told(here, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    result = comment(REVIEW)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_number_can_be_given(here, service, monkeypatch):
    monkeypatch.delenv("GITHUB_EVENT_PATH")
    comment(REVIEW, "--request", "9", "--on", "github")
    assert service.calls[0] == ("GET", "/repos/acme/policies/issues/9/comments")


def test_a_text_that_is_too_long_is_cut_between_lines_and_closed(here, service):
    row = "| error | `a.sla:1:1` | words |\n"
    comment(REVIEW + "<details>\n<summary>x</summary>\n\n" + row * 5000 + "\n</details>\n")
    (kept,) = service.comments
    assert 60_000 < len(kept["body"]) <= 65_536
    assert re.search(r"words \|\n\n</details>\n\nThere is more: .*\.\n$", kept["body"])


def test_a_file_that_is_not_there_is_told(here):
    result = run("comment", "nothing.md")
    assert result.exit_code == 2
    assert "`nothing.md` cannot be read" in result.stderr
