"""Reads what a job of GitHub Actions or GitLab CI says of the pull or merge request that it runs for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from slacode.review.revisions import commit_of, fetch, merge_base, parents

Service: TypeAlias = Literal["github", "gitlab"]


class JobError(Exception):
    """A job that runs for no pull or merge request; the message says what to do."""


@dataclass(frozen=True)
class Job:
    """A job: its service, the commit that the request is compared with, and the labels that people gave the request.

    `head` is the last commit of the request, None where the service does not say, or another base was named. `summary`
    is a file whose text the service shows with the job, None where it shows none.
    """

    service: Service
    base: str
    head: str | None
    labels: frozenset[str]
    summary: str | None


def job_of(environment: Mapping[str, str], base: str | None = None) -> Job:
    """The job of an environment; `base` is compared with in place of the base of a request. Raises `JobError`."""
    if environment.get("GITLAB_CI"):
        return _gitlab(environment, base)
    if environment.get("GITHUB_ACTIONS"):
        return _github(environment, base)
    raise JobError("this is no job of GitHub Actions or GitLab CI; `slacode review BASE` does the same anywhere")


def _github(environment: Mapping[str, str], base: str | None) -> Job:
    try:
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
        request = event.get("pull_request") or {}
        labels = frozenset(str(label["name"]) for label in request.get("labels", ()))
        head = None if base else (request.get("head") or {}).get("sha")
        base = base or str(request["base"]["sha"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise JobError("this job runs for no pull request: run it `on: pull_request`, or give `--base`") from None
    return Job("github", base, head, labels, environment.get("GITHUB_STEP_SUMMARY"))


def _gitlab(environment: Mapping[str, str], base: str | None) -> Job:
    head = None if base else environment.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA") or None
    base = base or environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA")
    if not base:
        said = "this job runs for no merge request: give it the rule `$CI_PIPELINE_SOURCE == \"merge_request_event\"`"
        raise JobError(f"{said}, or give `--base`")
    labels = environment.get("CI_MERGE_REQUEST_LABELS", "").split(",")
    return Job("gitlab", base, head, frozenset(label.strip() for label in labels if label.strip()), None)


def compared_with(base: str, head: str | None = None) -> str:
    """The commit that shows what the request alone changes, fetched if a shallow clone lacks it.

    Where the job stands on a merge of the request, whose last commit is `head`, into its base, as on GitHub, that is
    the base that was merged; else what both have in common, or the base itself where a shallow clone does not know. A
    merge that the request itself ends with is no such one. Raises `PolicyError`, and `JobError` where the job does not
    stand on the request at all.
    """
    merged = parents("HEAD")
    is_trial = head is not None and merged[1:] == [head]
    if is_trial:
        base = merged[0]
    if commit_of(base) is None:
        fetch(base)
    if head is not None and head != commit_of(base) == commit_of("HEAD"):
        raise JobError(
            "this job stands on the base of the request, so that there is nothing to review: check the request out, "
            "as `on: pull_request` does by itself"
        )
    return base if is_trial else merge_base(base, "HEAD") or base
