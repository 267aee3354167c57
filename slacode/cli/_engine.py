"""The options that say on which engine logs are judged."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., object])
_HERE = "local[*]"

_OPTIONS = (
    click.option("--master", metavar="URL", help=f"Where Spark runs, as in local[2].  [default: {_HERE}]"),
    click.option(
        "--engine",
        type=click.Choice(("embedded", "spark")),
        default="embedded",
        help="Judge on this machine, or on Apache Spark (slacode[spark]); the result is the same.  [default: embedded]",
    ),
)


def engine_options(command: _F) -> _F:
    """Add `--engine` and `--master`; the command receives both, for `spark_of`."""
    for option in _OPTIONS:
        command = option(command)
    return command


def spark_of(engine: str, master: str | None) -> str | None:
    """The master of Spark that is to be used, None if logs are judged here."""
    if engine == "spark":
        return master or _HERE
    if master is not None:
        raise click.UsageError("`--master` says where Spark runs; say `--engine spark` too")
    return None
