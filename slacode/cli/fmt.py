"""Bring policies into the canonical layout."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import click

from slacode.cli import common
from slacode.cli._reports import Report, report_option, write_reports
from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity
from slacode.grammar.printer import format_text
from slacode.ground.saying import say_count, say_why
from slacode.ground.wholefile import write_whole
from slacode.reports import Findings, formats, render_findings
from slacode.review.layout import not_formatted
from slacode.source import STDIN, Source, read_sources

UNFORMATTED = 1
NOT_READ = 2


@dataclass(frozen=True)
class Formatted:
    """A policy as it stood, and in the canonical layout; `is_file` tells a file from standard input."""

    path: str
    before: str
    after: str
    is_file: bool

    @property
    def finding(self) -> Diagnostic | None:
        """That there is something to change, line ends and a byte order mark included; None if there is not."""
        return not_formatted(self.path, self.before, self.after)


@click.command
@common.paths_argument
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not formatted, and end with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, and end with 1 if anything would.")
@common.format_option(*formats("findings"))
@report_option(*formats("findings"))
@common.stdin_filename_option
@common.color_option
def command(
    *,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    format_name: str,
    reports: tuple[Report, ...],
    stdin_filename: str,
    console: common.Console,
) -> int:
    """Bring policies into the canonical layout: every word and comment stays, only the space between them changes.

    A file that cannot be read is reported and left alone. `-` formats standard input to standard output. With
    `--check`, what is not formatted is a finding that `--format` and `--report` show as `slacode check` shows others.

    \b
    Examples:
      slacode fmt policies/
      slacode fmt --check --diff
      slacode fmt --check --format github --report sarif layout.sarif
      slacode fmt - --stdin-filename office.sla < office.sla
    """  # noqa: D301 - click reads the backspace
    only_looks = check or diff
    if not only_looks and (reports or format_name != "text"):
        raise click.UsageError("`--format` and `--report` show what is not formatted: they go with `--check`")
    def act(formatted: Formatted) -> None:
        if not only_looks:
            _keep(formatted, console)
        elif format_name == "text":
            console.write("".join(_shown(formatted, diff)))

    sources, unreadable = _read(paths, stdin_filename)
    changed, wrong = _go_through(sources, act)
    problems = [*unreadable, *wrong]
    record = Findings.of([*problems, *changed], [source for source, _ in sources])
    if format_name == "text":
        _report(replace(record, diagnostics=tuple(problems)), console)
    else:
        common.show_findings(console, record, format_name)
    if only_looks or any(is_file for _, is_file in sources):
        console.note(_summary(len(changed), len(sources) - len(changed), only_looks))
    write_reports(reports, lambda name: render_findings(name, record))
    if problems:
        return NOT_READ
    return UNFORMATTED if changed and only_looks else 0


def _go_through(
    sources: Sequence[tuple[Source, bool]], act: Callable[[Formatted], None]
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Do something with each that can be formatted; tell what was not in the layout, and what could not be done."""
    changed: list[Diagnostic] = []
    problems: list[Diagnostic] = []
    for source, is_file in sources:
        try:
            formatted = _format(source, is_file)
            changed += [formatted.finding] if formatted.finding else []
            act(formatted)
        except PolicyError as error:
            problems += error.diagnostics
        except OSError as error:
            problems.append(_not_written(source.path, error))
    return changed, problems


def _read(paths: Sequence[str], stdin_filename: str) -> tuple[list[tuple[Source, bool]], list[Diagnostic]]:
    """The sources, standard input first, each with whether it is a file."""
    typed, first = read_sources([path for path in paths if path == STDIN], stdin_filename)
    files, further = read_sources([path for path in paths if path != STDIN])
    return [*((source, False) for source in typed), *((source, True) for source in files)], [*first, *further]


def _format(source: Source, is_file: bool) -> Formatted:
    before = source.data.decode() if is_file else source.text
    return Formatted(source.path, before, format_text(source.text, source.path), is_file)


def _shown(formatted: Formatted, diff: bool) -> Iterator[str]:
    """What `--check` or `--diff` say of one file."""
    if not formatted.finding:
        return
    if not diff:
        yield f"{formatted.path}\n"
        return
    before, after = formatted.before.splitlines(keepends=True), formatted.after.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, formatted.path, f"{formatted.path} (formatted)"):
        yield line if line.endswith("\n") else f"{line}\n\\ no line feed at the end of the file\n"


def _keep(formatted: Formatted, console: common.Console) -> None:
    if not formatted.is_file:
        console.write(formatted.after)
    elif formatted.finding:
        write_whole(formatted.path, formatted.after)


def _not_written(path: str, error: OSError) -> Diagnostic:
    return Diagnostic(
        "unreadable",
        Severity.ERROR,
        f"`{path}` cannot be written: {say_why(error)}",
        Location(path, 1, 1, 1, 1),
        help=("see who may write to the file and its folder; it is left as it was",),
    )


def _report(problems: Findings, console: common.Console) -> None:
    if problems.diagnostics:
        sys.stdout.flush()
        sys.stderr.write(render_findings("text", problems, console.note_color))


def _summary(changed: int, others: int, only_looked: bool) -> str:
    verb = "would be formatted" if only_looked else "formatted"
    return f"{say_count(changed, 'file')} {verb}, {say_count(others, 'file')} left as before"
