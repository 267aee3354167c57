"""An evaluation as Markdown: the same tables as text, for a comment, a wiki or the minutes of a review."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.settle.record import Settlement
from slacode.reports._markdown import drawn, inline, table
from slacode.reports.evaluation._ahead import parts_of
from slacode.reports.evaluation._attribution import parts_of as attributed_parts_of
from slacode.reports.evaluation._money import by_agreement, money_cell, money_columns, say_right, sums_of
from slacode.reports.evaluation._rows import cell, columns, folded, heading_of, kpi_heading_of
from slacode.reports.evaluation._sum import notes_of, say_target, sum_of


def evaluation(result: Result, color: bool = False, width: int | None = None) -> str:  # noqa: ARG001 - one signature
    """The sum, the tables, then what else is to be known."""
    return "\n".join([f"**{inline(sum_of(result))}**\n", *_sections(result)])


def _sections(result: Result) -> Iterator[str]:
    for _, of_target in groupby(result.targets, key=say_target):
        rows = list(of_target)
        yield _section(heading_of(rows[0]), _results(rows))
    for _, of_kpi in groupby(result.objectives, key=lambda kpi: say_target(kpi.result)):
        kpis = list(of_kpi)
        yield _section(kpi_heading_of(kpis[0]), _results([kpi.result for kpi in kpis]))
    for name, amounts in by_agreement(result):
        due = [one for one in amounts if one.units]
        yield _section(f"{name}, money: {sums_of(due) or 'nothing is due'}", _amounts(due) if due else "")
    for heading, shown in attributed_parts_of(result):
        yield _section(heading, drawn(shown))
    for heading, shown, others in parts_of(result.ahead) if result.ahead else ():
        yield _section(heading, drawn(shown) + (f"\n{inline(others)}\n" if others else ""))
    notes = [*map(say_right, result.rights), *notes_of(result)]
    if notes:
        yield "".join(f"- {inline(note.strip())}\n" for note in notes)


def _section(heading: str, content: str) -> str:
    return f"**{inline(heading)}**\n" + (f"\n{content}" if content else "")


def _results(rows: list[TargetResult]) -> str:
    shown = columns(rows)
    lines = [[_marked(cell(run, name), run[0]) if name == "status" else inline(cell(run, name)) for name, _ in shown]
             for run in folded(rows)]  # fmt: skip
    return table([name for name, _ in shown], lines, [name for name, right in shown if right])


def _marked(status: str, result: TargetResult) -> str:
    return f"**{inline(status)}**" if result.status == "missed" else inline(status)


def _amounts(due: list[Settlement]) -> str:
    shown = money_columns(due)
    lines = [["\n".join(map(inline, money_cell(one, name).split("\n"))) for name, _ in shown] for one in due]
    return table([name for name, _ in shown], lines, [name for name, right in shown if right])
