"""Write policies as JSON, for programs."""

from __future__ import annotations

import click

from slacode.cli import common


@click.command
@common.paths_argument
@common.format_option("json", default="json")
@common.stdin_filename_option
@common.color_option
def command(paths: tuple[str, ...], format_name: str, stdin_filename: str, console: common.Console) -> None:  # noqa: ARG001 - there is one format
    """Write all that policies say as JSON: names resolved, terms inherited, amendments made into versions.

    `slacode schema policy` describes it. Durations are whole microseconds, decimals are exact and in quotes.

    \b
    Examples:
      slacode export policies/ --format json > policies.json
      slacode export retail.sla | jq '.agreements[].name'
    """  # noqa: D301 - click reads the backspace
    policy = common.load_policy(paths, stdin_filename)
    console.write(policy.model.model_dump_json(indent=2) + "\n")
