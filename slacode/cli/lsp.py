"""Serve an editor: findings, answers and mends while policies are written, over the Language Server Protocol."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import sys

import click

from slacode.cli import common


@click.command(epilog='Example, as an editor starts it: slacode lsp. It needs: pip install "slacode[editor]"')
@common.as_of_option
@click.option("--stdio", is_flag=True, expose_value=False, help="Changes nothing: some editors say it to every server.")
def command(as_of: dt.date | None) -> None:
    """Serve an editor over standard input and output.

    Editors start this themselves; docs/editor.md says how. Dates in answers are counted from `--as-of`, or else from
    the date of the clock.
    """
    if sys.stdin.isatty():
        raise click.UsageError("`slacode lsp` is started by editors and speaks with them, not with a terminal")
    try:
        from slacode.editor.server import Day, serve
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in ("pygls", "lsprotocol"):
            raise click.UsageError('what speaks with editors is not installed: pip install "slacode[editor]"') from None
        raise
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    # What else is printed must not get between the messages, and what ends the session closes only its own stream.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as messages, contextlib.redirect_stdout(sys.stderr):
        serve(_version(), Day(as_of, _today), sys.stdin.buffer, messages)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("slacode")
    except PackageNotFoundError:
        return "not installed"
