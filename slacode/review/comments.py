"""Keeps one comment of a pull request on GitHub, or of a merge request on GitLab, up to date."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from slacode.diagnostics import JsonValue
from slacode.review.jobs import Service

_MARKER = re.compile(r"<!-- slacode[^\n]*? -->")
_USUAL_MARKER = "<!-- slacode comment -->"
_PAGE = 100
_SECONDS = 30
_TRIES = 3
_PASSING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, 500, 502, 503, 504})


class CommentError(Exception):
    """A comment that cannot be kept; the message says why and what to do."""


@dataclass(frozen=True)
class Thread:
    """The comments of one request: where they are listed and added, where one is by its number, and how it is changed.

    `longest` is how many characters a comment may have.
    """

    comments: str
    comment: str
    change: Literal["PATCH", "PUT"]
    headers: Mapping[str, str]
    longest: int


def github_thread(environment: Mapping[str, str], number: str | None = None) -> Thread:
    """The comments of the pull request that a job of GitHub Actions runs for; raises `CommentError`."""
    api = environment.get("GITHUB_API_URL", "https://api.github.com")
    repository = _required(environment, "GITHUB_REPOSITORY", "the repository, as in `acme/policies`")
    token = _required(environment, "GITHUB_TOKEN", "a token that may write on pull requests")
    issues = f"{api}/repos/{repository}/issues"
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/vnd.github+json"}
    request = quote(number or _number_of_event(environment), safe="")
    return Thread(f"{issues}/{request}/comments", f"{issues}/comments", "PATCH", headers, 65_536)


def gitlab_thread(environment: Mapping[str, str], number: str | None = None) -> Thread:
    """The comments of the merge request that a job of GitLab CI runs for; raises `CommentError`."""
    api = _required(environment, "CI_API_V4_URL", "the address of the API")
    project = _required(environment, "CI_PROJECT_ID", "the number of the project")
    token = _required(environment, "GITLAB_TOKEN", "a project access token with the scope `api`")
    request = number or _required(environment, "CI_MERGE_REQUEST_IID", "the number of the merge request")
    notes = f"{api}/projects/{quote(project, safe='')}/merge_requests/{quote(request, safe='')}/notes"
    return Thread(notes, notes, "PUT", {"PRIVATE-TOKEN": token}, 1_000_000)


def thread_of(service: Service, environment: Mapping[str, str], number: str | None = None) -> Thread:
    """The comments of the request that a job of a service runs for, or of that number; raises `CommentError`."""
    return (gitlab_thread if service == "gitlab" else github_thread)(environment, number)


def keep(thread: Thread, text: str) -> Literal["added", "changed", "unchanged"]:
    """Make a text the one comment that begins with its marker, an HTML comment in its first line.

    Further comments with this marker, and those of others, stay as they are. Raises `CommentError`.
    """
    marker, body = _marked(text)
    body = _cut(body, thread.longest)
    known = next((one for one in _comments(thread) if str(one.get("body", "")).startswith(marker)), None)
    if known is None:
        _call(thread, "POST", thread.comments, {"body": body})
        return "added"
    if known["body"] == body:
        return "unchanged"
    _call(thread, thread.change, f"{thread.comment}/{known['id']}", {"body": body})
    return "changed"


def _required(environment: Mapping[str, str], name: str, what: str) -> str:
    value = environment.get(name)
    if not value:
        raise CommentError(f"`{name}` is not set: it holds {what}")
    return value


def _number_of_event(environment: Mapping[str, str]) -> str:
    path = environment.get("GITHUB_EVENT_PATH")
    try:
        event = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
        return str(event["pull_request"]["number"])
    except (OSError, ValueError, KeyError, TypeError):
        raise CommentError("this job runs for no pull request: name one with `--request NUMBER`") from None


def _marked(text: str) -> tuple[str, str]:
    """The marker, and the text that begins with it."""
    found = _MARKER.match(text)
    return (found[0], text) if found else (_USUAL_MARKER, f"{_USUAL_MARKER}\n{text}")


def _cut(body: str, longest: int) -> str:
    """The text, or as many of its lines as a comment may hold, with what was open closed."""
    if len(body) <= longest:
        return body
    said = "\n\nThere is more: the whole is in the summary of the job.\n"
    kept = body[: longest - len(said) - 200].rpartition("\n")[0]
    fence = "\n```" if kept.count("\n```") % 2 else ""
    closed = "\n\n</details>" * (kept.count("<details>") - kept.count("</details>"))
    return kept + fence + closed + said


def _comments(thread: Thread) -> Iterator[dict[str, JsonValue]]:
    page = 1
    while True:
        found = _call(thread, "GET", f"{thread.comments}?per_page={_PAGE}&page={page}")
        comments = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        yield from comments
        if len(comments) < _PAGE:
            return
        page += 1


def _call(thread: Thread, method: str, url: str, content: dict[str, JsonValue] | None = None) -> JsonValue:
    """The answer to a request; one that fails in passing is tried again."""
    data = None if content is None else json.dumps(content).encode()
    headers = {**thread.headers, "Content-Type": "application/json", "User-Agent": "slacode"}
    if not url.startswith(("https://", "http://")):
        raise CommentError(f"`{url}` is no address of an API")
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - looked at just above
    for left in reversed(range(_TRIES)):
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                found: JsonValue = json.load(answer)
                return found
        except urllib.error.HTTPError as error:
            if not (left and error.code in _PASSING):
                raise CommentError(_refusal(method, url, error)) from None
        except (OSError, ValueError) as error:
            if not left:
                raise CommentError(f"`{url}` does not answer: {error}") from None
        time.sleep(_TRIES - left)
    raise AssertionError


def _refusal(method: str, url: str, error: urllib.error.HTTPError) -> str:
    said = f"{method} `{url}` is refused: {error.code} {error.reason}"
    if error.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"{said}; the token may not write here, as in a job for a fork"
    return said
