"""Review a change to policies: layout, findings, tests, and what becomes of the promises, in one run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from slacode.cli import common
from slacode.cli._reports import Report, report_option, write_reports
from slacode.cli._review import BY_OPTION, review_options, reviewed
from slacode.reports import formats
from slacode.settings import Settings

if TYPE_CHECKING:
    from slacode.reports.review import Reviewed


@click.command
@click.argument("base", metavar="BASE")
@click.argument("head", metavar="[HEAD]", required=False)
@review_options
@common.findings_options
@common.findings_format_option
@report_option(*formats("findings"))
@common.as_of_option
@common.color_option
def command(
    *,
    base: str,
    head: str | None,
    paths: tuple[str, ...],
    accept: tuple[str, ...],
    baseline: str | None,
    title: str | None,
    settings: Settings,
    format_name: str,
    reports: tuple[Report, ...],
    as_of: dt.date | None,
    console: common.Console,
) -> int:
    """Review what a change makes of the policies of BASE: a revision, a folder or a file, as for `slacode diff`.

    HEAD is another, by default the working tree; `main...` is what both have in common with main. What `fmt --check`,
    `check`, `test` and `diff` tell is told in one run, with one exit code. A promise that is weaker for its customer,
    one of which that cannot be told, and a change to what is in force already are findings like others: `--accept`
    allows them, and every format says so.

    \b
    Examples:
      slacode review origin/main
      slacode review v1 v2 --in policies --accept weakened
      slacode review main --format github --report markdown summary.md --report sarif slacode.sarif
    """  # noqa: D301 - click reads the backspace
    from slacode.reports.review import render_review

    allowed = dict.fromkeys(accept, BY_OPTION)
    record: Reviewed = reviewed((base, head), paths, allowed, baseline, settings, as_of, title)
    console.write(render_review(format_name, record, console.color))
    write_reports(reports, lambda name: render_review(name, record))
    return common.exit_code(record.findings, settings)
