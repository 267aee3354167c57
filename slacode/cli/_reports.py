"""What the commands share that write further reports beside their output: `--report FORMAT PATH`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from slacode.diagnostics import PolicyError
from slacode.ground.saying import say_why
from slacode.ground.wholefile import write_whole
from slacode.reports import Findings, formats, render_findings
from slacode.source import SUFFIX

_F = TypeVar("_F", bound=Callable[..., object])
_KEY = "slacode.reports"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that was asked for: its format, and the file to write."""

    format_name: str
    path: str


def report_option(*choices: str) -> Callable[[_F], _F]:
    """Add `--report FORMAT PATH` with these formats; the command receives `reports: tuple[Report, ...]`."""

    def remember(ctx: click.Context, _option: click.Parameter, given: Iterable[tuple[str, str]]) -> tuple[Report, ...]:
        reports = tuple(Report(*one) for one in given)
        paths = [report.path for report in reports]
        for path in paths:
            if paths.count(path) > 1:
                raise click.BadParameter(f"two reports would go to `{path}`")
            if path.endswith(SUFFIX):
                raise click.BadParameter(f"`{path}` is a policy, which the report would write over; name another file")
            if path == "-":
                raise click.BadParameter("a report goes to a file; what standard output shows is said by `--format`")
        ctx.meta[_KEY] = reports
        return reports

    # Eager, so that a run that fails while its other options are read leaves no report of an earlier one.
    return click.option(
        "--report",
        "reports",
        type=(click.Choice(choices), click.Path()),
        metavar="FORMAT PATH",
        multiple=True,
        is_eager=True,
        callback=remember,
        help=f"Write a report to a file too; may be given several times. FORMAT is {', '.join(choices)}.",
    )


def write_reports(reports: Sequence[Report], render: Callable[[str], str]) -> None:
    """Write what `render` makes of each format, each file whole or not at all, making the folders it goes to."""
    for report in reports:
        try:
            Path(report.path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(report.path, render(report.format_name))
        except OSError as error:
            raise click.UsageError(f"the report `{report.path}` cannot be written: {say_why(error)}") from error


def write_failure(ctx: click.Context, error: PolicyError) -> None:
    """Put why a run could not start into the reports that were asked for."""
    record = Findings.of(error.diagnostics, error.sources)
    known = formats("findings")
    reports = [report for report in ctx.meta.get(_KEY, ()) if report.format_name in known]
    write_reports(reports, lambda name: render_findings(name, record))
