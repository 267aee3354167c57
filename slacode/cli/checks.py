"""List the checks and errors, with the severity and the rule of each."""

from __future__ import annotations

import click

from slacode.cli import common
from slacode.diagnostics import JsonValue
from slacode.engine.checks import names
from slacode.engine.checks._page import page
from slacode.reports._paint import paint
from slacode.reports.json import dumps


@click.command(epilog="Example: slacode checks --format json")
@common.format_option("text", "json")
@common.color_option
def command(format_name: str, console: common.Console) -> None:
    """List every name that a finding can bear, with its severity and its rule in a sentence."""
    console.write(listing(format_name, console.color))


def listing(format_name: str, color: bool) -> str:
    """The checks in alphabetical order, as text or JSON."""
    pages = [page(name) for name in names()]
    if format_name == "json":
        rows: list[JsonValue] = [{"check": p.name, "severity": p.severity.value, "rule": p.rule} for p in pages]
        return dumps({"format_version": 1, "checks": rows})
    wide = max(len(p.name) for p in pages)
    return "".join(
        f"{p.name:{wide}}  {paint(f'{p.severity.value:7}', p.severity.value, color)}  {p.rule}\n" for p in pages
    )
