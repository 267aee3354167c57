"""Print the JSON Schema of what a command writes as JSON."""

from __future__ import annotations

import click

from slacode.cli import common
from slacode.reports._schemas import SCHEMAS
from slacode.reports.json import dumps


def _known(_ctx: click.Context, _argument: click.Parameter, name: str) -> str:
    # `check --format json` writes findings, `export` the policy: both words find their schema.
    name = {"check": "findings", "export": "policy"}.get(name, name)
    if name not in SCHEMAS:
        raise click.BadParameter(common.unknown("schema", name, SCHEMAS))
    return name


@click.command
@click.argument("name", metavar="NAME", callback=_known)
@common.color_option
def command(name: str, console: common.Console) -> None:
    """Print the JSON Schema (draft 2020-12) of what a command writes as JSON.

    NAME is `policy` (written by `export`), `findings` (by `check`), `finding` (a line of its JSON Lines), `trace`,
    `matrix` (by `trace --all`), `graph`, `gaps`, `whatif`, `diff`, `evaluate`, `evidence` and `derivations` (in the
    folder of `evaluate --evidence`), `verify`, `tests` or `watch`.

    \b
    Examples:
      slacode schema policy
      slacode schema findings > findings.schema.json
    """  # noqa: D301 - click reads the backspace
    console.write(dumps(SCHEMAS[name]()))
