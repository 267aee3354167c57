"""Show one case's timeline: each interval, counted or not and why, and how it came to its verdict."""

from __future__ import annotations

import click

from slacode.cli import common
from slacode.cli._logs import (
    instant_option,
    log_option,
    options_of,
    reading_options,
    shown_in,
    terminal_width,
)


@click.command()
@click.argument("case")
@click.argument("ref")
@common.paths_argument
@log_option
@instant_option
@reading_options
@common.format_option("text", "json")
@common.color_option
@common.stdin_filename_option
def command(
    *,
    case: str,
    ref: str,
    paths: tuple[str, ...],
    logs: dict[str, list[str]],
    as_of: str | None,
    format_name: str,
    console: common.Console,
    stdin_filename: str,
    **reading: str | int | None,
) -> None:
    """Show how a case came to its verdict under an agreement, a target or a row.

    CASE is named as in the log, REF as in `support.resolution[P1]`.

    Example:

        slacode why T1 support.resolution policies/ --log tickets=export.csv
    """
    from slacode.engine.evaluate.why import why
    from slacode.reports.timeline import render_timeline

    policy = common.load_policy(paths, stdin_filename)
    options = options_of(reading, keep_cases=False)
    with shown_in(policy):
        history = why(policy.model, case, ref, logs=logs, as_of=as_of, options=options)
    console.write(render_timeline(format_name, history, console.color, terminal_width()))
