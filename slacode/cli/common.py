"""What the commands share: their common options, the two output streams, and how findings end a run."""

from __future__ import annotations

import datetime as dt
import functools
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, ParamSpec, TypeVar

import click

from slacode.diagnostics import PolicyError, did_you_mean
from slacode.ground.saying import say_why
from slacode.reports import Findings, formats, render_findings
from slacode.settings import ALWAYS_TOLD, COLORS, FAIL_ON, Settings, load_settings

if TYPE_CHECKING:
    from slacode.project import Policy

_P = ParamSpec("_P")
_R = TypeVar("_R")

_FOR_PEOPLE = ("text", "concise")
_FORMAT_KEY = "slacode.format"
_SETTINGS_KEY = "slacode.settings"
# Checks that mean there was nothing to look at; every other finding is one about what was read.
_NOT_READ = frozenset({"unreadable", "no-policy", "settings"})


@dataclass(frozen=True)
class Console:
    """The two streams of a run: the product goes to stdout, notes and progress to stderr."""

    color: bool
    note_color: bool

    def write(self, text: str) -> None:
        """Write a part of the product as it is."""
        sys.stdout.write(text)

    def note(self, text: str) -> None:
        """Say something beside the product, on a line of its own."""
        sys.stdout.flush()
        sys.stderr.write(text + "\n")

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Callable[[int], None]]:
        """Give a function that takes how many of `total` are done; seen only on a terminal and after a second."""
        if not sys.stderr.isatty():
            yield lambda _done: None
            return
        began = last = time.monotonic()

        def show(done: int) -> None:
            nonlocal last
            now = time.monotonic()
            if now - began >= 1 and now - last >= 0.1:
                last = now
                sys.stderr.write(f"\r\x1b[K{label} {done:,} of {total:,} ({100 * done // max(total, 1)}%)")
                sys.stderr.flush()

        try:
            yield show
        finally:
            if last > began:
                sys.stderr.write("\r\x1b[K")


def is_colored(choice: str, stream: IO[str], project: str = "auto") -> bool:
    """Whether to colour a stream: `--color` over `NO_COLOR` over `FORCE_COLOR` over the project over the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    force = os.environ.get("FORCE_COLOR")
    if force:
        return force != "0"
    if project != "auto":
        return project == "always"
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def settings_of(ctx: click.Context) -> Settings:
    """The settings of the folder that a run started in, read once; raises `PolicyError`."""
    if _SETTINGS_KEY not in ctx.meta:
        ctx.meta[_SETTINGS_KEY] = load_settings(Path.cwd())
    settings: Settings = ctx.meta[_SETTINGS_KEY]
    return settings


def _console(ctx: click.Context, _option: click.Parameter, choice: str) -> Console:
    project = settings_of(ctx).color
    return Console(is_colored(choice, sys.stdout, project), is_colored(choice, sys.stderr, project))


color_option = click.option(
    "--color",
    "console",
    type=click.Choice(COLORS),
    default="auto",
    show_default=True,
    callback=_console,
    help="Colour the output; `auto` heeds NO_COLOR, FORCE_COLOR and the terminal.",
)
"""Adds `--color`; the command receives `console: Console`."""


def default_paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The paths that were given; without any `policies/` if there is one, else this folder."""
    if paths:
        return paths
    return ("policies",) if Path("policies").is_dir() else (".",)


paths_argument = click.argument(
    "paths",
    nargs=-1,
    metavar="[PATH]...",
    type=click.Path(allow_dash=True),
    callback=lambda _ctx, _argument, paths: default_paths(paths),
)
"""Adds `PATH...`; the command receives `paths: tuple[str, ...]`, by default `policies/` if there is one, else `.`."""

stdin_filename_option = click.option(
    "--stdin-filename", metavar="PATH", default="-", help="What to call standard input, given as the path `-`."
)
"""Adds `--stdin-filename`; the command receives `stdin_filename: str`."""

cache_option = click.option(
    "--cache/--no-cache",
    default=None,
    callback=lambda ctx, _option, value: settings_of(ctx).cache if value is None else value,
    help="Remember unchanged files from run to run (the default), or read every file anew.",
)
"""Adds `--cache/--no-cache`; the command receives `cache: bool`."""


def day(_ctx: click.Context, _option: click.Parameter, text: str | None) -> dt.date | None:
    """Read the value of an option that is a date."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"`{text}` is no date; write it as in 2026-03-31") from None


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=day,
    help="What today is; without it nothing that depends on the date is raised.",
)
"""Adds `--as-of DATE`; the command receives `as_of: datetime.date | None`."""


def load_policy(paths: Sequence[str], stdin_filename: str = "-", needed: Sequence[str] = ()) -> Policy:
    """The policy of some paths, `-` being standard input; raises `PolicyError`. The modules that are `needed` to go on
    are loaded while it is read."""
    from slacode.project import compile_set

    missing = [name for name in needed if name not in sys.modules]
    compiled = compile_set(paths, stdin_filename, functools.partial(_load, missing) if missing else None)
    if compiled.policy is None:
        raise PolicyError(compiled.diagnostics, compiled.sources)
    return compiled.policy


def _load(modules: Sequence[str]) -> None:
    for module in modules:
        importlib.import_module(module)


def format_option(*choices: str, default: str = "text") -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Add `--format`; the command receives `format_name: str`."""

    def remember(ctx: click.Context, _option: click.Parameter, name: str) -> str:
        ctx.meta[_FORMAT_KEY] = name
        return name

    # Eager, so that a run that fails while its other options are read still answers in the format asked for.
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(choices),
        default=default,
        show_default=True,
        is_eager=True,
        callback=remember,
        help="The form of the output.",
    )


def findings_format_option(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """Add `--format` with every format that shows findings; the default is the project's, else `text`."""
    choices = formats("findings")

    def choose(ctx: click.Context, option: click.Parameter, name: str | None) -> str:
        ctx.meta[_FORMAT_KEY] = name or "text"
        chosen = name or settings_of(ctx).format
        if chosen not in choices:
            raise click.BadParameter(unknown("format", chosen, choices), ctx, option)
        ctx.meta[_FORMAT_KEY] = chosen
        return chosen

    return click.option(
        "--format",
        "format_name",
        type=click.Choice(choices),
        is_eager=True,
        callback=choose,
        show_default="text",
        help="The form of the findings.",
    )(command)


def findings_options(command: Callable[..., _R]) -> Callable[..., _R]:
    """Add `--select`, `--ignore`, `--fail-on`; the command receives `settings: Settings`, the project's with these."""

    @click.option("--select", multiple=True, metavar="CHECK", help="Raise this check alone; several with commas.")
    @click.option("--ignore", multiple=True, metavar="CHECK", help="Do not raise this check; several with commas.")
    @click.option("--fail-on", type=click.Choice(FAIL_ON), help="The least severity that fails.  [default: warning]")
    @click.pass_context
    @functools.wraps(command)
    def with_settings(
        ctx: click.Context, /, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str | None, **others: object
    ) -> _R:
        project = settings_of(ctx)
        settings = replace(
            project,
            select=_split(select) or project.select,
            ignore=_split(ignore) or project.ignore,
            fail_on=fail_on or project.fail_on,
        )
        return command(settings=settings, **others)

    return with_settings


def _split(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.strip() for names in given for name in names.split(",") if name.strip())


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The message that there is no such thing, with the likely one or all that there are."""
    known = sorted(known)
    near = did_you_mean(name, known)
    hint = f"did you mean `{near}`?" if near else "there are " + ", ".join(f"`{other}`" for other in known)
    return f"there is no {what} `{name}`; {hint}"


def not_written(path: str, error: OSError | ValueError) -> click.UsageError:
    """The error for a file or folder that the system does not let be written."""
    return click.UsageError(f"`{path}` cannot be written: {say_why(error)}")


def require_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Raise a usage error for the first name that is not known, such as a check that `--select` names."""
    known = tuple(known)
    for name in names:
        if name not in known:
            raise click.UsageError(unknown(what, name, known))


def require_checks(settings: Settings) -> None:
    """Raise a usage error for a check that settings name and that there is none of, or that they cannot rule."""
    from slacode.engine.checks import names

    require_known("check", (*settings.select, *settings.ignore, *settings.severity), names())
    for name in (*settings.ignore, *settings.severity):
        if name in ALWAYS_TOLD:
            said = "cannot be left out, nor be given another severity"
            raise click.UsageError(f"`{name}` {said}: where it is raised, nothing else was looked at")


def exit_code(record: Findings, settings: Settings) -> int:
    """How a run with findings ends: 2 if something could not be read, 1 if one is as severe as `fail_on`, else 0."""
    if any(d.check in _NOT_READ for d in record.diagnostics):
        return 2
    return 1 if settings.fails(record.diagnostics) else 0


def show_findings(console: Console, record: Findings, format_name: str) -> None:
    """Write findings to standard output in a format."""
    console.write(render_findings(format_name, record, console.color))


def show_failure(ctx: click.Context, error: PolicyError) -> None:
    """Tell why a run could not start: to people on stderr; to programs, in the format they asked for, on stdout."""
    record = Findings.of(error.diagnostics, error.sources)
    name = ctx.meta.get(_FORMAT_KEY, "text")
    if name not in _FOR_PEOPLE and name in formats("findings"):
        sys.stdout.write(render_findings(name, record))
        sys.stdout.flush()
        sys.stderr.write(render_findings("concise", record))
    else:
        people = name if name in _FOR_PEOPLE else "text"
        sys.stderr.write(render_findings(people, record, is_colored("auto", sys.stderr)))
