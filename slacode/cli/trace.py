"""Show what carries a promise, down to OLAs and underpinning contracts, or what rests on it; or a table of all."""

from __future__ import annotations

import datetime as dt

import click

from slacode.cli import common


@click.command
@click.argument("words", nargs=-1, metavar="REF [PATH]...", type=click.Path(allow_dash=True))
@click.option("--all", "everything", is_flag=True, help="Show every promise against what is behind it; takes no REF.")
@click.option("--up", is_flag=True, help="Go up: show what rests on it, in place of what it rests on.")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=common.day,
    help="The day whose versions of the agreements count; without it the last version of each does.",
)
@click.option("--all-versions", is_flag=True, help="Show every version of the agreement in which a promise differs.")
@common.format_option("text", "json", "mermaid", "markdown")
@common.stdin_filename_option
@common.color_option
def command(
    *,
    words: tuple[str, ...],
    everything: bool,
    up: bool,
    as_of: dt.date | None,
    all_versions: bool,
    format_name: str,
    stdin_filename: str,
    console: common.Console,
) -> None:
    """Show what carries a promise, down to OLAs and underpinning contracts.

    REF is an agreement, a target or one of its rows: `agreement.target[row]`. Each promise is shown with its hours,
    its parties and the place of its text. A target that says nothing of its support is followed through the services
    that its agreement covers, if it promises availability.

    With `--all` there is no REF: a table holds a line for every promise of an SLA, and for those of OLAs and UCs that
    have something behind them, with the worst case, what is left of the promise then, and the verdict.

    \b
    Examples:
      slacode trace 'checkout_support.resolution[P1]'
      slacode trace checkout_support policies/ --as-of 2026-03-31
      slacode trace payments_uc --up --format json
      slacode trace --all policies/ --format markdown
    """  # noqa: D301 - click reads the backspace
    if everything:
        if up or all_versions or as_of:
            raise click.UsageError("`--all` shows every promise in every version: leave out `--up` and the like")
        if format_name == "mermaid":
            raise click.UsageError("`--format mermaid` draws the trace of a reference, not the matrix of `--all`")
        _show_matrix(words, format_name, stdin_filename, console)
        return
    if not words:
        raise click.UsageError("say which promise to trace, such as `checkout_support.resolution[P1]`, or `--all`")
    if format_name == "markdown":
        raise click.UsageError("`--format markdown` goes with `--all`")
    if all_versions and as_of:
        raise click.UsageError("`--all-versions` and `--as-of` each say which versions to show; give one of them")
    policy = common.load_policy(common.default_paths(words[1:]), stdin_filename)
    from slacode.engine.trace.tree import trace_nodes
    from slacode.reports.trace import render_trace

    nodes = trace_nodes(policy.model, words[0], as_of, up=up, all_versions=all_versions)
    console.write(render_trace(format_name, nodes, console.color))


def _show_matrix(paths: tuple[str, ...], format_name: str, stdin_filename: str, console: common.Console) -> None:
    policy = common.load_policy(common.default_paths(paths), stdin_filename)
    from slacode.engine.trace.matrix import matrix
    from slacode.reports.matrix import render_matrix

    console.write(render_matrix(format_name, matrix(policy.model), console.color))
