"""Work evidence out once more, and tell what is not as it says."""

from __future__ import annotations

import re
from pathlib import Path

import click

from slacode.cli import common
from slacode.cli._logs import log_option_else, options_of, resource_options


def _seal(context: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """A seal as it was told, in capital letters or not."""
    if value is not None and not re.fullmatch("[0-9a-fA-F]{64}", value):
        raise click.BadParameter(f"`{value}` is no seal: that has 64 digits and letters from a to f", context, option)
    return value and value.lower()


@click.command()
@click.argument("folder", metavar="FOLDER")
@log_option_else("those that the evidence names")
@click.option("--seal", metavar="SHA256", callback=_seal, help="The seal that was told when the evidence was written.")
@resource_options
@common.format_option("text", "json")
@common.color_option
def command(
    *,
    folder: str,
    logs: dict[str, list[str]],
    seal: str | None,
    format_name: str,
    console: common.Console,
    **resources: str | int | None,
) -> int:
    """Verify a folder that `slacode evaluate --evidence` has written.

    First the digests: of every file in the folder, and of the logs, which are looked for where they were and may be
    given anew. Then everything is judged once more by the folder's own policies, and each figure and case compared.
    Ends with 0 if all is as the evidence says, 1 if something differs, 2 if it cannot be verified.

    Example:

        slacode verify evidence/2026-Q1 --log tickets=archive/export.csv
    """
    from slacode.evidence.verifying import verify
    from slacode.reports.verification import render_verification

    outcome = verify(Path(folder), logs, seal=seal, options=options_of(resources, keep_cases=True))
    console.write(render_verification(format_name, outcome, console.color))
    for tool in outcome.tools:
        console.note(f"note: made with {tool.name} {tool.before}, verified with {tool.now}")
    if outcome.reason is not None:
        console.note(f"error: it could not be worked out once more: {outcome.reason}")
    if outcome.differences:
        return 1
    return 0 if outcome.is_verified else 2
