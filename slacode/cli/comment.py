"""Keep one comment on a pull or merge request up to date with a text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slacode.cli import common
from slacode.ground.saying import say_why

if TYPE_CHECKING:
    from slacode.review.jobs import Service


@click.command(epilog="Example: slacode check policies --report markdown summary.md; slacode comment summary.md")
@click.argument("file", metavar="FILE", type=click.Path())
@click.option(
    "--on",
    "service",
    type=click.Choice(("github", "gitlab")),
    help="The service.  [default: the one whose job this is]",
)
@click.option("--request", "number", metavar="NUMBER", help="The pull or merge request.  [default: that of the job]")
@common.color_option
def command(file: str, service: Service | None, number: str | None, console: common.Console) -> None:
    """Make FILE, in Markdown, the one comment of slacode on a pull request of GitHub or a merge request of GitLab.

    The first run adds the comment, later ones change it: it is known by the marker in its first line, which
    reports for comments have. What a job has in its environment is used, and a token that may write: GITHUB_TOKEN with
    the permission `pull-requests: write`, or GITLAB_TOKEN with the scope `api`.
    """
    from slacode.review.comments import CommentError, keep, thread_of

    service = service or ("gitlab" if os.environ.get("GITLAB_CI") else "github")
    try:
        outcome = keep(thread_of(service, os.environ, number), Path(file).read_text(encoding="utf-8"))
    except CommentError as error:
        raise click.UsageError(str(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"`{file}` cannot be read: {say_why(error)}") from None
    console.note(f"comment {outcome}")
