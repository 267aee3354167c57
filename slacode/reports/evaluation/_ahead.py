"""What is ahead, as a part of an evaluation that people read: open cases, the worst first, and open periods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from slacode.engine.evaluate.ahead.open_cases import OpenCase
from slacode.engine.evaluate.ahead.open_periods import OpenPeriod, Standing, at_risk_first
from slacode.engine.evaluate.ahead.record import Ahead
from slacode.reports import _ahead as say
from slacode.reports._excerpt import clean
from slacode.reports._paint import STYLES
from slacode.reports.evaluation._tables import new_table

if TYPE_CHECKING:
    from rich.table import Table

SHOWN = 20
"""So many open cases, and as many open periods, are shown to people."""

_CASE_COLUMNS = "used", "warn", "left", "due", "case", "promise", "clock"
_PERIOD_COLUMNS = "standing", "promise", "period", "bears", "at that demand", "demand"
_STYLES: dict[Standing, str] = {"lost": "error", "at risk": "warning", "calm": "faint", "safe": "good"}


def parts_of(ahead: Ahead) -> Iterator[tuple[str, Table, str]]:
    """For each part its heading, its table, and a line about what is not shown."""
    if len(ahead.cases):
        yield _cases(ahead)
    if ahead.periods:
        yield _periods(ahead)


def _cases(ahead: Ahead) -> tuple[str, Table, str]:
    table = new_table((name, name in ("used", "warn", "left")) for name in _CASE_COLUMNS)
    for case in islice(ahead.cases, SHOWN):
        _add(table, _case_cells(case, ahead), _case_style(case, ahead))
    return f"open cases, the worst first: {len(ahead.cases):,}", table, _others(len(ahead.cases), "open cases")


def _case_cells(case: OpenCase, ahead: Ahead) -> list[str]:
    promise = f"{say.say_case_ref(case)}: {case.obligation}"
    return [
        *(say.say_used(case), say.say_reached(case, ahead.warn_at), say.say_left(case), say.say_due(case)),
        *(say.say_case(case), promise, say.say_state(case)),
    ]


def _case_style(case: OpenCase, ahead: Ahead) -> str:
    if case.breached is not None:
        return "error"
    return "warning" if case.reached(ahead.warn_at[0]) else ""


def _periods(ahead: Ahead) -> tuple[str, Table, str]:
    table = new_table((name, False) for name in _PERIOD_COLUMNS)
    for period in islice(at_risk_first(ahead.periods), SHOWN):
        _add(table, _period_cells(period), _STYLES[period.standing])
    heading = "open periods: what they bear if no other case begins, and if cases go on as in the four weeks before"
    return heading, table, _others(len(ahead.periods), "open periods")


def _period_cells(period: OpenPeriod) -> list[str]:
    promise = f"{say.say_period_ref(period)}: {period.result.obligation}"
    bears = say.say_bears(period.result.bears)
    demand = say.say_demand(period.demand)
    return [period.standing, promise, period.result.period, bears, say.say_then(period), demand]


def _others(count: int, what: str) -> str:
    return f"and {count - SHOWN:,} other {what}; `--format json` lists them all" if count > SHOWN else ""


def _add(table: Table, cells: list[str], style: str) -> None:
    from rich.text import Text

    first, *others = map(clean, cells)
    table.add_row(Text(first, style=STYLES[style] if style else ""), *map(Text, others))
