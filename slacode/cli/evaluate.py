"""Judge what was promised by what the logs say: attained, met and missed, for every promise and period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slacode.cli import common
from slacode.cli._engine import engine_options, spark_of
from slacode.cli._evidence import Asked, require_room, write_evidence
from slacode.cli._logs import (
    instant_option,
    log_option,
    options_of,
    reading_options,
    shown_in,
    terminal_width,
)
from slacode.cli._outputs import log_patterns, require_apart, require_outside
from slacode.cli._reports import Report, report_option, write_reports
from slacode.cli._warn_at import USUAL, said, warn_at_option
from slacode.ground.handing_over import HandingOver
from slacode.ground.saying import say_count

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa

    from slacode.engine.evaluate.result import Result

_FORMATS = ("text", "json", "concise", "markdown", "junit")
_JUDGING = "slacode.engine.evaluate.run", "slacode.engine.metrics.clock.kind"
"""The modules that judge, which take as long to load as most policies to be read."""
_ENDINGS = ("csv", "jsonl", "parquet")


@click.command()
@common.paths_argument
@log_option
@click.option("--period", metavar="P|P..P", help="Only periods within, as in 2026-Q1 or 2026-01..2026-03.")
@instant_option
@click.option("--select", "refs", multiple=True, metavar="REF", help="Only this agreement, target or row.")
@click.option("--cases", metavar="FILE", help="Write every cycle with its verdict: .csv, .jsonl or .parquet.")
@click.option("--attribution", metavar="FILE", help="Write whose time every breached case was, by support, likewise.")
@click.option(
    "--evidence",
    metavar="FOLDER",
    help="Write policies, digests, results, cases and derivations to this folder, for `slacode verify`.",
)
@click.option("--ahead", is_flag=True, help="Tell of open cases, the worst first, and of what open periods still bear.")
@warn_at_option(None, f"Look ahead; mark open cases from these shares of their allowance on.  [default: {said(USUAL)}]")
@click.option("--strict", is_flag=True, help="Fail if any row of a log had to be set aside.")
@reading_options
@engine_options
@common.format_option(*_FORMATS)
@report_option(*_FORMATS)
@common.color_option
@common.stdin_filename_option
def command(
    *,
    paths: tuple[str, ...],
    logs: dict[str, list[str]],
    period: str | None,
    as_of: str | None,
    refs: tuple[str, ...],
    cases: str | None,
    attribution: str | None,
    evidence: str | None,
    ahead: bool,
    warn_at: tuple[Decimal, ...] | None,
    strict: bool,
    engine: str,
    master: str | None,
    format_name: str,
    reports: tuple[Report, ...],
    console: common.Console,
    stdin_filename: str,
    **reading: str | int | None,
) -> int:
    """Judge what was promised by what the logs say.

    Prints every promise in every period of its term up to the evaluation's instant, with what was attained: those kept
    too, and the KPIs of objectives. Ends with 0 if all are met, 1 if a promise or a KPI is missed, 3 if none is but a
    promise is open, without data or not evaluated, 2 if the evaluation could not be run.

    Example:

        slacode evaluate policies/ --log tickets=export.csv --period 2026-Q1 --report junit promises.xml
    """
    from slacode.project import evaluate
    from slacode.reports.evaluation import render_evaluation

    for option, path in (("--cases", cases), ("--attribution", attribution)):
        _require_ending(option, path)
    outputs = ("--cases", cases), ("--attribution", attribution), *(("--report", report.path) for report in reports)
    if evidence is not None:
        require_room(evidence)
        require_outside(evidence, outputs)
    require_apart(outputs, (path for given in logs.values() for path in given))
    policy = common.load_policy(paths, stdin_filename, _JUDGING)
    require_apart(outputs, (*log_patterns(policy, logs), *(source.path for source in policy.sources)))
    asked = Asked(as_of, period, refs, strict, (warn_at or USUAL) if ahead or warn_at else None)
    options = options_of(
        reading,
        keep_cases=evidence is not None,
        keep_attribution=attribution is not None or evidence is not None,
        progress=console.progress,
        engine=engine,
    )
    with _written(cases if evidence is None else None) as cases_to:
        with shown_in(policy):
            result = evaluate(
                policy,
                logs,
                as_of=as_of,
                periods=period,
                select=refs,
                warn_at=asked.warn_at,
                spark=spark_of(engine, master),
                options=replace(options, cases_to=cases_to),
            )
        told = render_evaluation(format_name, result, console.color, terminal_width())
    _write_files(result, cases, attribution)
    if evidence is not None:
        write_evidence(console, evidence, policy, result, asked, options)
    console.write(told)
    write_reports(reports, lambda name: render_evaluation(name, result))
    _say_not_evaluated(console, result)
    return _ending(console, result, strict)


def _require_ending(option: str, path: str | None) -> None:
    if path is not None and not path.lower().endswith(tuple(f".{ending}" for ending in _ENDINGS)):
        raise click.BadParameter(f"`{path}` does not end in .csv, .jsonl or .parquet", param_hint=option)


def _written(path: str | None) -> AbstractContextManager[HandingOver[pa.Table] | None]:
    """Takes cases while they are judged, to write them to a file, if there is to be one."""
    return nullcontext() if path is None else HandingOver(partial(_write_cases, path=path))


def _write_files(result: Result, cases: str | None, attribution: str | None) -> None:
    from slacode.engine.evaluate.attribution.rows import SCHEMA as ATTRIBUTION_SCHEMA

    if cases is not None and result.case_tables is not None:
        _write_cases(result.case_tables(), cases)
    if attribution is not None and result.attribution_tables is not None:
        _write(result.attribution_tables(), attribution, ATTRIBUTION_SCHEMA)


def _write_cases(tables: Iterable[pa.Table], path: str) -> None:
    from slacode.engine.evaluate.cases import SCHEMA

    _write(tables, path, SCHEMA)


def _write(tables: Iterable[pa.Table], path: str, schema: pa.Schema) -> None:
    from slacode.reports.cases import write_cases

    with _said_of(path):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        write_cases(tables, path, schema)


@contextmanager
def _said_of(path: str) -> Iterator[None]:
    """What the system says as an error about the file."""
    try:
        yield
    except OSError as error:
        raise common.not_written(path, error) from error


def _say_not_evaluated(console: common.Console, result: Result) -> None:
    from slacode.engine.wording import say_ref

    for target in _each_once((say_ref(t.agreement, t.target, t.row), t.reason) for t in result.not_evaluated):
        console.note(f"note: `{target[0]}` is not evaluated: {target[1]}")


def _each_once(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return dict.fromkeys(pairs)


def _ending(console: common.Console, result: Result, strict: bool) -> int:
    """Missed beats everything but what `--strict` says of rows set aside; both are 1."""
    if strict and result.set_aside:
        count = len(result.set_aside)
        rows = f"{say_count(count, 'row')} {'was' if count == 1 else 'were'}"
        console.note(f"error: {rows} set aside, and `--strict` allows none")
        return 1
    statuses = {target.status for target in result.targets}
    if "missed" in statuses or any(kpi.result.status == "missed" for kpi in result.objectives):
        return 1
    left = any(target.version is not None for target in result.not_evaluated)
    return 3 if statuses - {"met"} or left or not result.targets else 0
