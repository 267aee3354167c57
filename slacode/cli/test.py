"""Run the tests that stand beside the agreements, say what they do not exercise, or write one from a real case."""

from __future__ import annotations

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slacode.cli import common
from slacode.cli._logs import instant_option, options_of, reading_options, shown_in, terminal_width
from slacode.cli._reports import Report, report_option, write_reports

if TYPE_CHECKING:
    from slacode.engine.testing.record import TestReport
    from slacode.project import Policy

_FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown")


def _percent(_ctx: click.Context, _option: click.Parameter, text: str | None) -> Decimal | None:
    try:
        percent = None if text is None else Decimal(text.removesuffix("%"))
    except InvalidOperation:
        percent = Decimal(-1)
    if percent is not None and not 0 <= percent <= 100:
        raise click.BadParameter(f"`{text}` is no share; write it as in `80%`")
    return percent


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(allow_dash=True))
@click.option(
    "--select",
    "selected",
    multiple=True,
    metavar="SELECT",
    help="Only tests whose title holds this, or matches it with `*`, or that expect something of this reference; "
    "may be given several times.",
)
@click.option("--cover", is_flag=True, help="Say which targets, rows, tiers, pauses and exclusions no test exercises.")
@click.option("--fail-under", metavar="SHARE", callback=_percent, help="Fail if less than this is covered, as in 80%.")
@click.option("--from-log", "from_log", metavar="[NAME=]FILE", help="Write a test from a case of this log.")
@click.option("--case", metavar="CASE", help="The case to write a test of; a REF may follow the paths.")
@click.option("--to", "to", metavar="FILE", help="Add what is written to this file, such as desk_test.sla.")
@instant_option
@reading_options
@common.format_option(*_FORMATS)
@report_option(*_FORMATS)
@common.color_option
@common.stdin_filename_option
def command(
    *,
    paths: tuple[str, ...],
    selected: tuple[str, ...],
    cover: bool,
    fail_under: Decimal | None,
    from_log: str | None,
    case: str | None,
    to: str | None,
    as_of: str | None,
    format_name: str,
    reports: tuple[Report, ...],
    console: common.Console,
    stdin_filename: str,
    **reading: str | int | None,
) -> int:
    """Run the `test` blocks of policies; they may stand in files of their own, such as desk_test.sla.

    Where only such files are named, their tests are run on the policies of their folder.
    Ends with 0 if all pass, 1 if one fails, none is found or too little is covered, 3 if none fails but one cannot be
    told, 2 if they could not be run. With `--from-log` it writes a test instead, of what became of a real case.

    \b
    Examples:
      slacode test policies/ --select support.resolution --cover
      slacode test policies/ --from-log tickets=export.csv --case T1 --to policies/desk_test.sla
    """  # noqa: D301 - click reads the backspace
    if (from_log is None) != (case is None):
        raise click.UsageError("`--from-log FILE` and `--case CASE` go together")
    if from_log is None and (to is not None or as_of is not None):
        raise click.UsageError("`--to` and `--as-of` belong to `--from-log`; a test says its own `as of`")
    if from_log is not None and case is not None:
        places, refs = _places_and_refs(paths)
        policy = common.load_policy(common.default_paths(places), stdin_filename)
        return _write(console, policy, (from_log, case, to), (*refs, *selected), as_of, reading)
    policy = _with_tests_of(paths, stdin_filename)
    return _run(console, policy, selected, cover or fail_under is not None, fail_under, format_name, reports)


def _with_tests_of(paths: tuple[str, ...], stdin_filename: str) -> Policy:
    """The policy to test. Where only files of tests are named, those tests of the folders that they stand in."""
    if not paths or not all(path.endswith("_test.sla") and os.path.isfile(path) for path in paths):
        return common.load_policy(common.default_paths(paths), stdin_filename)
    from slacode.project import Policy

    whole = common.load_policy(tuple(dict.fromkeys(os.path.dirname(path) or "." for path in paths)), stdin_filename)
    named = [test for test in whole.model.tests if test.at and any(os.path.samefile(test.at.path, p) for p in paths)]
    return Policy(whole.sources, whole.model.model_copy(update={"tests": tuple(named)}))


def _run(
    console: common.Console,
    policy: Policy,
    selected: tuple[str, ...],
    cover: bool,
    fail_under: Decimal | None,
    format_name: str,
    reports: tuple[Report, ...],
) -> int:
    from slacode.project import run_tests
    from slacode.reports.tests import render_tests

    with shown_in(policy):
        report = run_tests(policy, selected, cover=cover)
    console.write(render_tests(format_name, report, console.color, terminal_width(), policy.sources))
    write_reports(reports, lambda name: render_tests(name, report, sources=policy.sources))
    return _ending(console, policy, report, fail_under)


def _ending(console: common.Console, policy: Policy, report: TestReport, fail_under: Decimal | None) -> int:
    if not report.tests:
        there = len(policy.model.tests)
        why = f"none of the {there:,} tests is meant by `--select`" if there else "the policies hold no `test` block"
        console.note(f"error: no test was found: {why}")
        return 1
    if fail_under is not None and report.coverage is not None and report.coverage.percent < fail_under:
        console.note(f"error: {report.coverage.percent}% is covered, and `--fail-under` asks for {fail_under}%")
        return 1
    return 1 if report.count("failed") else 3 if report.count("undetermined") else 0


# ---- From a log


def _places_and_refs(given: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is there is a path, anything else that could be one a reference."""
    refs = tuple(one for one in given if one != "-" and not os.path.exists(one) and os.sep not in one)
    return tuple(one for one in given if one not in refs), refs


def _write(
    console: common.Console,
    policy: Policy,
    asked: tuple[str, str, str | None],
    refs: tuple[str, ...],
    as_of: str | None,
    reading: dict[str, str | int | None],
) -> int:
    from slacode.project import write_test

    from_log, case, to = asked
    log, file = _log_of(policy, from_log)
    options = options_of(reading, keep_cases=False)
    if to is not None and not to.endswith(".sla"):
        raise click.BadParameter(f"`{to}` does not end in `.sla`, so no policy would hold it", param_hint="--to")
    with shown_in(policy):
        text = write_test(policy, log, case, refs, logs={log: file}, as_of=as_of, options=options)
    if to is None:
        console.write(text)
    else:
        _append(to, text)
        console.note(f"wrote a test of `{case}` to `{to}`")
    return 0


def _log_of(policy: Policy, given: str) -> tuple[str, str]:
    """The log's name and its file; without a name the only log that there is."""
    names = [log.name for log in policy.model.logs]
    name, equals, file = given.partition("=")
    if equals and name.strip() in names and file:
        return name.strip(), file
    if not os.path.exists(given) and equals:
        raise click.BadParameter(common.unknown("log", name.strip(), names), param_hint="--from-log")
    if len(names) != 1:
        raise click.BadParameter(f"say which log `{given}` is, as in `{names[0] if names else 'tickets'}={given}`")
    return names[0], given


def _append(path: str, text: str) -> None:
    from slacode.ground.wholefile import write_whole

    try:
        file = Path(path)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        write_whole(path, f"{before.rstrip()}\n\n{text}" if before.strip() else text)
    except (OSError, UnicodeDecodeError) as error:
        raise common.not_written(path, error) from error
