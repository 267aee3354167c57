"""Bring policies into the canonical layout."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

from slacode.cli import common
from slacode.diagnostics import Diagnostic, Location, PolicyError, Severity
from slacode.grammar.printer import format_text
from slacode.reports import Findings, render_findings
from slacode.source import STDIN, Source, read_sources
from slacode.wholefile import write_whole

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
    def differs(self) -> bool:
        """Whether there is anything to change, line ends and a byte order mark included."""
        return self.before != self.after


@click.command
@common.paths_argument
@click.option("--check", is_flag=True, help="Write nothing; name the files that are not formatted, and end with 1.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, and end with 1 if anything would.")
@common.stdin_filename_option
@common.color_option
def command(paths: tuple[str, ...], check: bool, diff: bool, stdin_filename: str, console: common.Console) -> int:
    r"""Bring policies into the canonical layout: every word and comment stays, only the space between them changes.

    A file that cannot be read is reported and left alone. `-` formats standard input to standard output.

    \b
    Examples:
      slacode fmt policies/
      slacode fmt --check --diff
      slacode fmt - --stdin-filename office.sla < office.sla
    """
    sources, problems = _read(paths, stdin_filename)
    changed = 0
    for source, is_file in sources:
        try:
            formatted = _format(source, is_file)
            changed += formatted.differs
            if check or diff:
                console.write("".join(_shown(formatted, diff)))
            else:
                _keep(formatted, console)
        except PolicyError as error:
            problems += error.diagnostics
        except OSError as error:
            problems.append(_not_written(source.path, error))
    _report(problems, [source for source, _ in sources], console)
    if check or diff or any(is_file for _, is_file in sources):
        console.note(_summary(changed, len(sources) - changed, check or diff))
    if problems:
        return NOT_READ
    return UNFORMATTED if changed and (check or diff) else 0


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
    if not formatted.differs:
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
    elif formatted.differs:
        write_whole(formatted.path, formatted.after)


def _not_written(path: str, error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    return Diagnostic(
        "unreadable",
        Severity.ERROR,
        f"`{path}` cannot be written: {reason}",
        Location(path, 1, 1, 1, 1),
        help=("see who may write to the file and its folder; it is left as it was",),
    )


def _report(problems: Sequence[Diagnostic], sources: Sequence[Source], console: common.Console) -> None:
    if problems:
        sys.stdout.flush()
        sys.stderr.write(render_findings("text", Findings.of(problems, sources), console.note_color))


def _summary(changed: int, others: int, only_looked: bool) -> str:
    verb = "would be formatted" if only_looked else "formatted"
    return f"{_files(changed)} {verb}, {_files(others)} left as before"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number:,} files"
