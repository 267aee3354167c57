"""An evaluation as a manager reads it: a table for each target, one of what each agreement costs, and one sum."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES
from slacode.reports.evaluation._ahead import parts_of as ahead_parts_of
from slacode.reports.evaluation._attribution import parts_of as attributed_parts_of
from slacode.reports.evaluation._lines import Lines
from slacode.reports.evaluation._money import by_agreement, money_table, say_right, sums_of
from slacode.reports.evaluation._rows import cell, columns, folded, heading_of, kpi_heading_of, promise_of
from slacode.reports.evaluation._sum import notes_of, say_target, sum_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

WIDTH = 160
"""The columns of a page where there is no terminal."""
SECTIONED = 8
"""Longer tables are parted between the rows of a target."""
_STYLES = {"met": "good", "missed": "error", "open": "note", "no data": "faint"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:
    """The tables, then what else is to be known, then the sum."""
    from rich.console import Console

    out = io.StringIO()
    console = Console(
        file=out,
        width=width or WIDTH,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
    )
    for part in _parts(result):
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _parts(result: Result) -> Iterator[RenderableType]:
    yield from _results(result)
    for name, amounts in by_agreement(result):
        due = [one for one in amounts if one.units]
        yield _line(f"{name}, money: {sums_of(due) or 'nothing is due'}", "strong")
        yield money_table(due) if due else ""
    for heading, table in attributed_parts_of(result):
        yield _line(heading, "strong")
        yield table
    for right in result.rights:
        yield _line(say_right(right), "error")
    for heading, table, others in ahead_parts_of(result.ahead) if result.ahead else ():
        yield _line(heading, "strong")
        yield table
        yield from [_line(others)] if others else []
    yield from map(_line, notes_of(result))
    yield _line(sum_of(result))


def _results(result: Result) -> Iterator[RenderableType]:
    for _, of_target in groupby(result.targets, key=say_target):
        rows = list(of_target)
        yield _line(heading_of(rows[0]), "strong")
        yield _table(rows)
    for _, of_kpi in groupby(result.objectives, key=lambda kpi: say_target(kpi.result)):
        kpis = list(of_kpi)
        yield _line(kpi_heading_of(kpis[0]), "strong")
        yield _table([kpi.result for kpi in kpis])


def _line(text: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(text), style=STYLES[style] if style else "")


def _table(rows: list[TargetResult]) -> Lines:
    headings = columns(rows)
    runs = list(folded(rows))
    promises = {promise_of(run[0]) for run in runs}
    sectioned = len(runs) > SECTIONED and 2 * len(promises) <= len(runs)
    lines = []
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        status = _STYLES[run[0].status]
        cells = [(clean(cell(run, name)), status if name == "status" else "") for name, _ in headings]
        ends = following is not None and promise_of(following[0]) != promise_of(run[0]) and sectioned
        lines.append((cells, ends))
    return Lines(headings, lines)
