"""Show what a change to policies means: what is weaker or stronger, for whom, and what it does to the proofs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import click

from slacode.cli import common
from slacode.cli._logs import log_option, options_of, reading_options, shown_in
from slacode.cli._reports import Report, report_option, write_reports

_FORMATS = ("text", "markdown", "json", "github")
_DEFAULT = "weakened,retroactive"


@click.command
@click.argument("base")
@click.argument("head", required=False)
@click.option(
    "--in",
    "paths",
    multiple=True,
    metavar="PATH",
    callback=lambda _ctx, _option, paths: common.default_paths(paths),
    help="What to look at in a revision and in the working tree.  [default: `policies/`, or else this folder]",
)
@click.option("--fail-on", "fail_on", multiple=True, metavar="WORDS", help=f"What fails.  [default: {_DEFAULT}]")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=common.day,
    help="What today is, for what is retroactive and for findings.  [default: today]",
)
@log_option
@click.option(
    "--period", metavar="P|P..P", help="Judge both sides in periods within, as in 2026-Q1 or 2026-01..2026-03."
)
@reading_options
@common.format_option(*_FORMATS)
@report_option(*_FORMATS)
@common.color_option
def command(
    *,
    base: str,
    head: str | None,
    paths: tuple[str, ...],
    fail_on: tuple[str, ...],
    as_of: dt.date | None,
    format_name: str,
    reports: tuple[Report, ...],
    logs: dict[str, list[str]],
    period: str | None,
    console: common.Console,
    **reading: str | int | None,
) -> int:
    """Show what a change to policies means for whom, from BASE to HEAD, by what they say and not by their text.

    A side is a file, a folder, or a git revision (`main`, `v1.2`, `HEAD~3`), which is read through git itself, or
    `REV:PATH` from the top of the repository (`REV:./PATH` from here); `main...` is the last revision in common with
    main. Without HEAD it is the working tree.

    \b
    --fail-on takes these words, several with commas:
      weakened, strengthened, undecidable, neutral   for the customer of the agreement, who receives;
                                                     with :customer, :provider or :supplier for that side
      added, removed, renamed, changed
      retroactive                                    what is already in force, or over, is changed
      new-findings                                   `check` finds an error or a warning that it did not
      never

    With `--log` or `--period` both sides are judged by the same events, in one pass: what would have come out otherwise
    in verdicts, figures, money and rights, the largest effect first.

    Exits with 1 if one of them is found, with 2 if a side cannot be read.

    \b
    Examples:
      slacode diff main
      slacode diff v1.0 v2.0 --format markdown --report json diff.json
      slacode diff main --log tickets=export.csv --period 2026-Q1
      slacode diff old/ new/ --fail-on weakened:customer,retroactive,undecidable
    """  # noqa: D301 - click reads the backspace
    from slacode.engine.diff.failing import read_fails
    from slacode.project import diff
    from slacode.reports.diff import Review, render_diff
    from slacode.review.sides import sides

    try:
        fails = read_fails(fail_on or (_DEFAULT,))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fail-on") from None
    before, after = sides(base, head, paths)
    for side in (before, after):
        if side.is_empty:
            console.note(f"note: there is no policy in {_said(paths)} in `{side.name}`")
    judged = logs or period
    with shown_in(after.policy):
        comparison = diff(
            before.policy,
            after.policy,
            as_of=as_of,
            logs=logs if judged else None,
            periods=period,
            options=options_of(reading, keep_cases=False) if judged else None,
        )
    review = Review(comparison, before.name, after.name, fails)
    console.write(render_diff(format_name, review, console.color))
    write_reports(reports, lambda name: render_diff(name, review))
    return 1 if fails.by(comparison) else 0


def _said(paths: Iterable[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)
