"""Explain a check: what it finds, why it matters, a wrong example and a right one."""

from __future__ import annotations

import click

from slacode.cli import common
from slacode.diagnostics import JsonValue
from slacode.engine.checks import names
from slacode.reports.json import dumps


@click.command(epilog="Example: slacode explain support-cycle")
@click.argument("check", required=False)
@common.format_option("text", "json", "markdown")
@common.color_option
def command(check: str | None, format_name: str, console: common.Console) -> None:
    """Explain the check or error of a name that a finding bears; without CHECK, list them all."""
    if check is None:
        if format_name == "markdown":
            raise click.UsageError("`--format markdown` takes the name of a check")
        from slacode.cli.checks import listing

        console.write(listing(format_name, console.color))
        return
    common.require_known("check", [check], names())
    shown = {"json": _as_json, "markdown": _as_markdown}.get(format_name)
    console.write(shown(check) if shown else _as_text(check, console.color))


def _as_json(check: str) -> str:
    from slacode.engine.checks._page import page

    shown = page(check)
    content: dict[str, JsonValue] = {
        "format_version": 1,
        "check": shown.name,
        "severity": shown.severity.value,
        "rule": shown.rule,
        "finds": shown.finds,
        "matters": shown.matters,
        "wrong": {"language": shown.wrong.language, "text": shown.wrong.text},
        "right": {"language": shown.right.language, "text": shown.right.text},
    }
    return dumps(content)


def _as_markdown(check: str) -> str:
    from slacode.engine.checks._page import markdown, page

    return markdown(page(check))


def _as_text(check: str, color: bool) -> str:
    from slacode.engine.checks._page import HEADINGS, page
    from slacode.reports._paint import paint

    shown = page(check)
    headline = paint(f"{shown.severity.value}[{shown.name}]", shown.severity.value, color)
    parts = zip(HEADINGS, (shown.finds, shown.matters, shown.wrong.text, shown.right.text), strict=True)
    sections = [f"{paint(heading, 'strong', color)}\n\n{_indented(text)}\n" for heading, text in parts]
    return "\n".join([f"{headline}: {paint(shown.rule, 'strong', color)}\n", *sections])


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.rstrip().splitlines())
