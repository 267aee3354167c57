"""Show what carries a promise, down to OLAs and underpinning contracts, or what rests on it."""

from __future__ import annotations

import datetime as dt

import click

from slacode.cli import common


@click.command
@click.argument("ref", metavar="REF")
@common.paths_argument
@click.option("--up", is_flag=True, help="Go up: show what rests on it, in place of what it rests on.")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=common.day,
    help="The day whose versions of the agreements count; without it the last version of each does.",
)
@click.option("--all-versions", is_flag=True, help="Show every version of the agreement in which a promise differs.")
@common.format_option("text", "json")
@common.stdin_filename_option
@common.color_option
def command(
    *,
    ref: str,
    paths: tuple[str, ...],
    up: bool,
    as_of: dt.date | None,
    all_versions: bool,
    format_name: str,
    stdin_filename: str,
    console: common.Console,
) -> None:
    r"""Show what carries a promise, down to OLAs and underpinning contracts.

    REF is an agreement, a target or one of its rows: `agreement.target[row]`. Each promise is shown with its hours,
    its parties and the place of its text. A target that says nothing of its support is followed through the services
    that its agreement covers, if it promises availability.

    \b
    Examples:
      slacode trace 'checkout_support.resolution[P1]'
      slacode trace checkout_support policies/ --as-of 2026-03-31
      slacode trace payments_uc --up --format json
    """
    if all_versions and as_of:
        raise click.UsageError("`--all-versions` and `--as-of` each say which versions to show; give one of them")
    policy = common.load_policy(paths, stdin_filename)
    from slacode.engine.trace import trace_nodes
    from slacode.reports.trace import render_trace

    nodes = trace_nodes(policy.model, ref, as_of, up=up, all_versions=all_versions)
    console.write(render_trace(format_name, nodes, console.color))
