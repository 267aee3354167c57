"""Draw policies as a graph, or the part of it that selectors name."""

from __future__ import annotations

import os

import click

from slacode.cli import common
from slacode.source import STDIN


@click.command
@click.argument("words", nargs=-1, metavar="[PATH|SELECTOR]...")
@click.option(
    "--select", "selected", multiple=True, metavar="SELECTOR", help="Show this part; repeat it to show several."
)
@common.format_option("mermaid", "dot", "json", default="mermaid")
@common.stdin_filename_option
@common.color_option
def command(
    words: tuple[str, ...], selected: tuple[str, ...], format_name: str, stdin_filename: str, console: common.Console
) -> None:
    """Draw policies as a graph: parties, services, agreements, their promises, and all that these rest on.

    \b
    A SELECTOR names a part of the graph:
      checkout_support             an agreement with all that it holds
      checkout_support.resolution  a target, or a row of it with [P1] after it
      uc:*  service:checkout       by kind; * is any text
      +NAME, 2+NAME                with all that it rests on, or two steps of it
      NAME+, NAME+1                with all that rests on it, or one step of it
    A word that is not a file or folder is taken as a selector if it can be one.

    \b
    Examples:
      slacode graph policies/ > policies.mmd
      slacode graph +checkout_support --format dot | dot -Tsvg > checkout.svg
      slacode graph policies/ --select 'hostco+' --format json
    """  # noqa: D301 - click reads the backspace
    from slacode.engine.graph import looks_like_selector, view
    from slacode.reports.graph import render_graph

    selectors = [word for word in words if word != STDIN and not os.path.exists(word) and looks_like_selector(word)]
    paths = tuple(word for word in words if word not in selectors)
    policy = common.load_policy(common.default_paths(paths), stdin_filename)
    console.write(render_graph(format_name, view(policy.graph, (*selected, *selectors))))
