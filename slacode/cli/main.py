"""The command `slacode`: finds its commands by their files and turns every way a run can end into an exit code."""

from __future__ import annotations

import atexit
import contextlib
import errno
import gc
import io
import os
import pkgutil
import sys
import threading
import traceback
from typing import NoReturn

import click

from slacode import family
from slacode.cli import _reports as reports
from slacode.cli import common
from slacode.diagnostics import PolicyError, did_you_mean
from slacode.ground.saying import say_why

_PACKAGE = "slacode.cli"
_NO_COMMANDS = ("common", "main")

COULD_NOT_RUN = 2
DEFECT = 70
# What a shell reports for a program that Ctrl-C or a reader who has seen enough has ended.
INTERRUPTED = 130
CLOSED_PIPE = 141
# To look for garbage as often as Python does takes a tenth of a start, and a program that runs once makes little.
_NEW_OBJECTS = 100_000
# The disk is full, the quota is used up, or a file has reached the size that the system allows.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def command_names() -> tuple[str, ...]:
    """The names of the commands: those of the files beside this one."""
    return tuple(name for name in family.names(_PACKAGE) if name not in _NO_COMMANDS)


def summary_of(name: str) -> str:
    """The sentence that a command's file opens with, read without importing it."""
    text = pkgutil.get_data(_PACKAGE, f"{name}.py") or b""
    return text.split(b"\n", 1)[0].decode().strip().removeprefix('"""').removesuffix('"""')


class Commands(click.Group):
    """A group that imports a command when it runs, and answers for how every run ends.

    A command's file has `command`, a click command whose function returns the exit code or None for 0.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in alphabetical order."""
        return list(command_names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None if there is no such file."""
        if cmd_name not in command_names():
            return None
        command: click.Command = family.member(_PACKAGE, cmd_name).command
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name, or say which one is likely meant."""
        if args[0] not in command_names() and not args[0].startswith("-"):
            near = did_you_mean(args[0], command_names())
            hint = f"; did you mean `{near}`?" if near else ""
            raise click.UsageError(f"there is no command `{args[0]}`{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands in the help, importing none of them."""
        rows = [(name, summary_of(name)) for name in command_names()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> None:
        """Run a command, and end with its exit code or that of what stopped it."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except PolicyError as error:
            code = _not_run(ctx, error)
        except BrokenPipeError:
            code = _reader_is_gone()
        except (KeyboardInterrupt, click.Abort):
            code = INTERRUPTED
        except click.FileError as error:
            raise click.UsageError(error.format_message(), ctx) from None
        except (click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:  # noqa: BLE001 - the one place that tells defects of slacode from findings
            if isinstance(error, OSError) and error.errno in _NO_ROOM:
                code = _no_room(error)
            else:
                code = _defect(error, bool(ctx.params.get("debug") or os.environ.get("SLACODE_DEBUG")))
        ctx.exit(code if isinstance(code, int) else 0)


def _not_run(ctx: click.Context, error: PolicyError) -> int:
    with contextlib.suppress(BrokenPipeError):
        common.show_failure(ctx, error)
        reports.write_failure(ctx, error)
    return COULD_NOT_RUN


def _reader_is_gone() -> int:
    """End in silence when nobody reads standard output any more, as in `slacode graph | head`."""
    _give_up_stdout()
    return CLOSED_PIPE


def _no_room(error: OSError) -> int:
    """What is written in one piece is not there then; of standard output, a part may be."""
    where = f" for `{error.filename}`" if error.filename else ""
    _give_up_stdout()
    click.echo(f"slacode: there is no room left{where}: {say_why(error)}", err=True)
    return COULD_NOT_RUN


def _give_up_stdout() -> None:
    """What Python still holds for standard output goes nowhere: it could not be written, and must not fail again."""
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _defect(error: Exception, debug: bool) -> int:
    said = "".join(traceback.format_exception_only(error)).strip()
    click.echo(f"slacode: this is a defect of slacode, not of your policies: {said}", err=True)
    whole = "".join(traceback.format_exception(error))
    if debug:
        click.echo(whole, err=True, nl=False)
        return DEFECT
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="slacode-defect-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as file:
            file.write(whole)
        click.echo(f"  what happened is written to `{file.name}`; please send it with your report", err=True)
    except OSError:
        click.echo("  run it again with SLACODE_DEBUG=1 to see what happened", err=True)
    return DEFECT


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version

        try:
            click.echo(f"slacode {version('slacode')}")
        except PackageNotFoundError:
            click.echo("slacode, not installed")
        ctx.exit()


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done; 1 findings, unformatted, missed, weakened or failed; 2 could not run; "
    "3 undetermined; 70 a defect of slacode.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of a defect of slacode (also SLACODE_DEBUG=1).")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show the version."
)
def cli(debug: bool) -> None:
    """Service level agreements as code: written as text, proved consistent, judged by real logs."""


def main() -> NoReturn:
    """Run the command line on the program's arguments and leave with an exit code."""
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # The same bytes on any machine; a name that is no text must not end a run.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace", newline="\n")
    try:
        cli.main(prog_name="slacode")
    except SystemExit as end:
        if "pyspark" not in sys.modules and threading.active_count() == 1:  # either wants all of its own back
            _leave(end.code)
        raise


def _leave(code: object) -> None:
    """End the program at once: to take thousands of agreements or millions of events apart would be for nothing.

    Where something cannot be written any more, Python is left to tell it in its own way.
    """
    atexit._run_exitfuncs()  # noqa: SLF001 - what was put off to the end is done
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 0)
