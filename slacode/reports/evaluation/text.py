"""An evaluation as a manager reads it: a table for each target, one of what each agreement costs, and one sum."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from slacode.engine.evaluate.result import Counts, KpiResult, Result, TargetResult
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES
from slacode.reports.evaluation._ahead import parts_of
from slacode.reports.evaluation._money import by_agreement, money_table, say_right, sums_of
from slacode.reports.evaluation._sum import (
    has_cases,
    notes_of,
    say_attained,
    say_downtime,
    say_status,
    say_target,
    sum_of,
)

if TYPE_CHECKING:
    from rich.table import Table

WIDTH = 160
"""The columns of a page where there is no terminal."""
SECTIONED = 8
"""Longer tables are parted between the rows of a target."""
FOLDED = 4
"""So many periods in a row without any data are shown as one line."""
NOTHING = Counts()
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
        console.print(Text(clean(_heading(rows[0])), style=STYLES["strong"] if color else ""))
        console.print(_table(rows))
    for _, of_kpi in groupby(result.objectives, key=lambda kpi: say_target(kpi.result)):
        kpis = list(of_kpi)
        console.print(Text(clean(_kpi_heading(kpis[0])), style=STYLES["strong"] if color else ""))
        console.print(_table([kpi.result for kpi in kpis]))
    for name, amounts in by_agreement(result):
        due = [one for one in amounts if one.units]
        heading = f"{name}, money: {sums_of(due) or 'nothing is due'}"
        console.print(Text(clean(heading), style=STYLES["strong"] if color else ""))
        console.print(money_table(due) if due else "")
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


def _heading(result: TargetResult) -> str:
    agreement, target = (f' "{title}"' if title else "" for title in result.titles)
    return f"{result.agreement}{agreement}, {result.target}{target}"


def _kpi_heading(kpi: KpiResult) -> str:
    served = ", ".join(kpi.served_by)
    return f"objective {_heading(kpi.result)}, for {kpi.customer}" + (f", served by {served}" if served else "")


def _table(rows: list[TargetResult]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=True)
    columns = _columns(rows)
    for name, right in columns:
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "promise", overflow="fold")
    runs = list(_folded(rows))
    promises = {_promise_of(run[0]) for run in runs}
    sectioned = len(runs) > SECTIONED and 2 * len(promises) <= len(runs)
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        cells = [
            Text(clean(_cell(run, name)), style=STYLES[_STYLES[run[0].status]] if name == "status" else "")
            for name, _ in columns
        ]
        ends = following is not None and _promise_of(following[0]) != _promise_of(run[0]) and sectioned
        table.add_row(*cells, end_section=ends)
    return table


def _folded(rows: list[TargetResult]) -> Iterator[list[TargetResult]]:
    """The results one by one, but a long run of periods of one promise in which nothing happened as one."""
    for (_, _, silent), together in groupby(rows, key=lambda row: (row.version, _promise_of(row), _is_silent(row))):
        run = list(together)
        if silent and len(run) >= FOLDED:
            yield run
        else:
            yield from ([row] for row in run)


def _promise_of(row: TargetResult) -> tuple[str | None, str | None]:
    return row.row, row.entity


def _is_silent(row: TargetResult) -> bool:
    return row.status == "no data" and row.counts == NOTHING


def _columns(rows: Iterable[TargetResult]) -> list[tuple[str, bool]]:
    """The columns, with those left out that would be empty throughout; each with whether it is flush right."""
    rows = list(rows)
    counts = [
        name
        for name in ("met", "breached", "pending", "excluded", "cancelled")
        if (name in ("met", "breached", "pending") and any(map(has_cases, rows)))
        or any(getattr(row.counts, name) for row in rows)
    ]
    several = len({row.version for row in rows}) > 1
    return [
        *([("row", False)] if any(row.row is not None for row in rows) else []),
        *([("service", False)] if any(row.entity is not None for row in rows) else []),
        *([("version", True)] if several else []),
        ("promise", False),
        ("period", False),
        ("attained", True),
        *([("downtime", True)] if any(row.downtime is not None for row in rows) else []),
        *((name, True) for name in counts),
        ("status", False),
    ]


def _cell(run: list[TargetResult], name: str) -> str:
    row, last = run[0], run[-1]
    if name in row.counts.__dataclass_fields__:
        return f"{getattr(row.counts, name):,}"
    said = {
        "row": row.row or "",
        "service": row.entity or "",
        "downtime": say_downtime(row),
        "version": str(row.version),
        "promise": row.obligation,
        "period": row.period if row is last else f"{row.period} to {last.period}",
        "attained": say_attained(row),
        "status": say_status(row) + ("" if row is last else f", {len(run)} periods"),
    }
    return said[name]
