"""An evaluation as a manager reads it: a table for each target, one of what each agreement costs, and one sum."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES
from slacode.reports.evaluation._ahead import parts_of
from slacode.reports.evaluation._attribution import parts_of as attributed_parts_of
from slacode.reports.evaluation._money import by_agreement, money_table, say_right, sums_of
from slacode.reports.evaluation._rows import cell, columns, folded, heading_of, kpi_heading_of, promise_of
from slacode.reports.evaluation._sum import notes_of, say_target, sum_of

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 160
"""The columns of a page where there is no terminal."""
SECTIONED = 8
"""Longer tables are parted between the rows of a target."""
_STYLES = {"met": "good", "missed": "error", "open": "note", "no data": "faint"}


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:
    """The tables, then what else is to be known, then the sum."""
    from rich.console import Console
    from rich.text import Text

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
    for _, of_target in groupby(result.targets, key=say_target):
        rows = list(of_target)
        console.print(Text(clean(heading_of(rows[0])), style=STYLES["strong"] if color else ""))
        console.print(_table(rows))
    for _, of_kpi in groupby(result.objectives, key=lambda kpi: say_target(kpi.result)):
        kpis = list(of_kpi)
        console.print(Text(clean(kpi_heading_of(kpis[0])), style=STYLES["strong"] if color else ""))
        console.print(_table([kpi.result for kpi in kpis]))
    for name, amounts in by_agreement(result):
        due = [one for one in amounts if one.units]
        heading = f"{name}, money: {sums_of(due) or 'nothing is due'}"
        console.print(Text(clean(heading), style=STYLES["strong"] if color else ""))
        console.print(money_table(due) if due else "")
    for heading, table in attributed_parts_of(result):
        console.print(Text(clean(heading), style=STYLES["strong"] if color else ""))
        console.print(table)
    for right in result.rights:
        console.print(Text(clean(say_right(right)), style=STYLES["error"] if color else ""))
    for heading, table, others in parts_of(result.ahead) if result.ahead else ():
        console.print(Text(heading, style=STYLES["strong"] if color else ""))
        console.print(table)
        console.print(Text(others + "\n"), end="") if others else None
    for note in notes_of(result):
        console.print(Text(clean(note)))
    console.print(Text(sum_of(result)))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _table(rows: list[TargetResult]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    headings = columns(rows)
    for name, right in headings:
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "promise", overflow="fold")
    runs = list(folded(rows))
    promises = {promise_of(run[0]) for run in runs}
    sectioned = len(runs) > SECTIONED and 2 * len(promises) <= len(runs)
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        cells = [
            Text(clean(cell(run, name)), style=STYLES[_STYLES[run[0].status]] if name == "status" else "")
            for name, _ in headings
        ]
        ends = following is not None and promise_of(following[0]) != promise_of(run[0]) and sectioned
        table.add_row(*cells, end_section=ends)
    return table
