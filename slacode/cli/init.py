"""Begin with a small help desk: a commented policy to change, and a log to try it on."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

import click

from slacode.cli import common
from slacode.ground.saying import say_why

_CONTENT = {
    "policies/help_desk.sla": "help_desk.sla",
    "data/tickets.csv": "tickets.csv",
}


@click.command(epilog="Example: slacode init contracts")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over files that are there already.")
@common.color_option
def command(folder: Path, force: bool, console: common.Console) -> None:
    """Write a policy for a small help desk and two months of its tickets into FOLDER, by default this one."""
    present = [name for name in _CONTENT if os.path.lexists(folder / name)]
    if present and not force:
        raise click.UsageError(f"`{(folder / present[0]).as_posix()}` is there already; `--force` writes over it")
    for name, starter in _CONTENT.items():
        _write(folder / name, files("slacode.starter").joinpath(starter).read_bytes())
        console.note(f"wrote `{(folder / name).as_posix()}`")
    console.write("".join(f"{step}\n" for step in _next_steps(folder)))


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise click.FileError(path.as_posix(), say_why(error)) from None


def _next_steps(folder: Path) -> list[str]:
    """The commands to go on with, as they can be given here."""
    policies, tickets = ((folder / name).as_posix() for name in ("policies", "data/tickets.csv"))
    evaluate = f"slacode evaluate {policies} --log tickets={tickets}"
    return [f"slacode check {policies}", evaluate, f"slacode test {policies} --cover"]
