"""Follow logs that grow: warn once of each case that runs out of time, each breach, each period in danger."""

from __future__ import annotations

import datetime as dt
import re
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

import click

from slacode.cli import common
from slacode.cli._logs import log_option, options_of, reading_options, shown_in
from slacode.cli._outputs import log_patterns, require_apart
from slacode.cli._warn_at import USUAL, said, warn_at_option

if TYPE_CHECKING:
    from decimal import Decimal
    from types import FrameType

    from slacode.engine.evaluate.options import Options
    from slacode.engine.evaluate.result import Result
    from slacode.project import Policy
    from slacode.watch.journal import Journal
    from slacode.watch.output import Output

NOW = "now"
_EVERY = re.compile(r"(\d+)(ms|s|min|h)")
_SECONDS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600}


def _interval(_ctx: click.Context, _option: click.Parameter, text: str) -> float:
    parts = _EVERY.findall(text)
    seconds = sum(int(count) * _SECONDS[unit] for count, unit in parts)
    if "".join(map("".join, parts)) != text or not seconds:
        raise click.BadParameter(f"`{text}` is no interval; write it as in `30s` or `1min30s`")
    return seconds


@click.command()
@common.paths_argument
@log_option
@warn_at_option(said(USUAL), "Warn of open cases that have used these shares of their allowance.")
@click.option("--select", "refs", multiple=True, metavar="REF", help="Only this agreement, target or row.")
@click.option("--state", metavar="FILE", help="Remember there what was told, so that a later run goes on from it.")
@click.option("--output", metavar="FILE", help="Write behind what this file has, instead of to standard output.")
@click.option("--every", default="30s", show_default=True, metavar="TIME", callback=_interval, help="Look so often.")
@click.option("--once", is_flag=True, help="Look once and end.")
@click.option(
    "--as-of",
    metavar="T",
    help="Look ahead from this instant, or from `now`: then time alone can bring a warning.  [default: the logs' last]",
)
@reading_options
@common.format_option("text", "jsonl")
@common.color_option
@common.stdin_filename_option
def command(
    *,
    paths: tuple[str, ...],
    logs: dict[str, list[str]],
    warn_at: tuple[Decimal, ...],
    refs: tuple[str, ...],
    state: str | None,
    output: str | None,
    every: float,
    once: bool,
    as_of: str | None,
    format_name: str,
    console: common.Console,
    stdin_filename: str,
    **reading: str | int | None,
) -> None:
    """Follow logs that grow, and warn once of each thing that is in danger or lost.

    Looks ahead again whenever a file of a log was added, changed or replaced; a last line that is only half written is
    left for the next look. Warned of are open cases that have used a share of their allowance, breaches, and periods
    that are at risk or lost. With `--state` each is told once over all runs, also if one of them is killed. Ctrl-C ends
    it, with 0.

    For a live log give `--as-of now`: else time stands still where the log ends.

    Example:

        slacode watch policies/ --as-of now --state told.jsonl
    """
    from slacode.engine.evaluate.ahead.glance import Look
    from slacode.reports.ahead import render_alert
    from slacode.watch.journal import opened_journal
    from slacode.watch.rounds import Means, Watch

    policy = common.load_policy(paths, stdin_filename)
    patterns = log_patterns(policy, logs)
    if "-" in patterns:
        raise click.UsageError("standard input cannot be followed; give the file that is written to")
    require_apart((("--state", state), ("--output", output)), (*patterns, *(source.path for source in policy.sources)))
    options = options_of(reading, keep_cases=False)
    with shown_in(policy), _opened_output(output) as out, opened_journal(state, out) as journal:
        means = Means(
            evaluate=lambda since: _evaluated(
                policy, logs, refs, as_of, replace(options, look=Look(warn_at, since), growing=True)
            ),
            render=lambda alert: render_alert(format_name, alert, console.color and output is None),
            note=console.note,
            moves=as_of == NOW,
            waits=not once,
        )
        watch = Watch(patterns, means, journal, out)
        with _ending(journal) as ended:
            watch.round()
            while not once and not ended.wait(every):
                watch.round()


def _evaluated(
    policy: Policy, logs: dict[str, list[str]], refs: tuple[str, ...], as_of: str | None, options: Options
) -> Result:
    from slacode.project import evaluate

    moment = dt.datetime.now(dt.UTC) if as_of == NOW else as_of
    return evaluate(policy, logs, as_of=moment, select=refs, options=options)


@contextmanager
def _opened_output(path: str | None) -> Iterator[Output]:
    from slacode.watch.output import Output

    if path is None:
        sys.stdout.flush()
        yield Output(sys.stdout.buffer)
        return
    try:
        file: BinaryIO = open(path, "ab")  # noqa: SIM115 - closed below
    except OSError as error:
        raise common.not_written(path, error) from error
    with file:
        yield Output(file, path)


@contextmanager
def _ending(journal: Journal) -> Iterator[threading.Event]:
    """An event that Ctrl-C or a request to terminate sets; they end the block at once, but no line half way."""
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()
        if not journal.is_telling:
            raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield ended
    except KeyboardInterrupt:
        ended.set()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
