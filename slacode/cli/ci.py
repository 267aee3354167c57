"""Review the pull or merge request that this job of GitHub Actions or GitLab CI runs for."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slacode.cli import common
from slacode.cli._reports import Report, write_reports
from slacode.cli._review import BY_OPTION, review_options, reviewed
from slacode.review.changes import KINDS
from slacode.settings import Settings

if TYPE_CHECKING:
    from slacode.review.jobs import Job

_FILES = {
    "markdown": "review.md",
    "sarif": "review.sarif",
    "gitlab": "review.codequality.json",
    "junit": "review.junit.xml",
    "json": "review.json",
}


@click.command(epilog="Example: slacode ci --in policies --baseline policies/baseline.json --out slacode-review")
@click.option("--base", metavar="REVISION", help="What to compare with.  [default: the base of the request]")
@click.option(
    "--accept-labels",
    "prefix",
    metavar="PREFIX",
    default="accept-",
    show_default=True,
    help="A label of the request that is this and a kind, as in `accept-weakened`, allows changes of that kind.",
)
@click.option("--out", metavar="FOLDER", default="slacode-review", show_default=True, help="Where the reports go.")
@click.option("--comment/--no-comment", default=True, help="Keep one comment on the request up to date.")
@review_options
@common.findings_options
@common.as_of_option
@common.color_option
def command(
    *,
    base: str | None,
    prefix: str,
    out: str,
    comment: bool,
    paths: tuple[str, ...],
    accept: tuple[str, ...],
    baseline: str | None,
    title: str | None,
    settings: Settings,
    as_of: dt.date | None,
    console: common.Console,
) -> int:
    """Do all that a job for a pull or merge request does: review it against its base, annotate lines, keep one comment.

    The reports are written to the folder of `--out`: Markdown, SARIF, Code Quality, JUnit and JSON. GitHub shows
    annotations and the summary of the job. A comment that may not be written, as in a job for a fork, is said and
    fails nothing. Ends as `slacode review` does.
    """
    from slacode.reports.review import render_review
    from slacode.review.jobs import JobError, compared_with, job_of
    from slacode.review.revisions import folder_here, short

    try:
        job = job_of(os.environ, base)
        before = short(compared_with(job.base, job.head))
    except JobError as error:
        raise click.UsageError(str(error)) from None
    allowed = {**dict.fromkeys(accept, BY_OPTION), **_by_label(job, prefix)}
    record = reviewed((before, None), paths, allowed, baseline, settings, as_of, title)
    console.write(render_review("text", record, console.color))
    record = replace(record, findings=record.findings.under(folder_here()))
    if job.service == "github":
        console.write(render_review("github", record))
    reports = [Report(name, str(Path(out, file))) for name, file in _FILES.items()]
    write_reports(reports, lambda name: render_review(name, record))
    _publish(job, Path(out, _FILES["markdown"]), comment, console)
    return common.exit_code(record.findings, settings)


def _by_label(job: Job, prefix: str) -> dict[str, str]:
    labels = {kind: f"{prefix}{kind}" for kind in KINDS}
    return {kind: f"accepted by the label `{label}`" for kind, label in labels.items() if label in job.labels}


def _publish(job: Job, summary: Path, comment: bool, console: common.Console) -> None:
    """Show the summary with the job and on the request."""
    from slacode.review.comments import CommentError, keep, thread_of

    text = summary.read_text(encoding="utf-8")
    if job.summary is not None:
        with open(job.summary, "a", encoding="utf-8") as file:
            file.write(text)
    if not comment:
        return
    try:
        outcome = keep(thread_of(job.service, os.environ), text)
        console.note(f"comment {outcome}")
    except CommentError as error:
        console.note(f"warning: the comment is not kept: {error}")
