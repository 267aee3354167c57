"""Show what would hold and what would not if agreements said something else, without touching a file."""

from __future__ import annotations

import datetime as dt

import click

from slacode.cli import common


@click.command
@click.argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@click.option(
    "--in",
    "paths",
    multiple=True,
    metavar="PATH",
    type=click.Path(allow_dash=True),
    callback=lambda _ctx, _option, paths: common.default_paths(paths),
    help="A file or folder of policies; repeat it for several.  [default: `policies/`, or else this folder]",
)
@common.format_option("text", "json")
@common.as_of_option
@common.stdin_filename_option
@common.color_option
def command(
    *,
    changes: tuple[str, ...],
    paths: tuple[str, ...],
    format_name: str,
    as_of: dt.date | None,
    stdin_filename: str,
    console: common.Console,
) -> int:
    """Show what would hold and what would not if agreements said something else.

    \b
    A CHANGE is one of these; several are made together:
      network_ola.repair[P1]=3h                another time, the rest as it is
      network_ola.repair[P3]="3 business days"
      network_ola.repair[P1]=98%               another share, of cases or of the period
      network_ola.repair[P1]="during always"   counted in other hours
      web_ola.availability="at least 99.95%"   any promise of the language, as a whole
      desk_ola.hours=extended                  the hours of an agreement
      drop hostco_uc                           an agreement that is not there
    A change is made in every version of its agreement. Each promise whose proof changes is shown as it is now and as
    it would be then, and what `check` would find besides, or not any more.

    Exits with 1 if something would be inconsistent that is not so now.

    \b
    Examples:
      slacode whatif 'network_ola.repair[P1]=3h'
      slacode whatif 'desk_ola.triage[P2]=during always' drop hostco_uc --in policies --format json
    """  # noqa: D301 - click reads the backspace
    policy = common.load_policy(paths, stdin_filename)
    from slacode.project import what_if
    from slacode.reports.whatif import render_whatif

    outcome = what_if(policy, changes, as_of=as_of)
    console.write(render_whatif(format_name, outcome, console.color))
    return 1 if outcome.worse else 0
