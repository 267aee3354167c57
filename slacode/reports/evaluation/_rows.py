"""What stands in the tables of an evaluation that people read: headings, columns, cells, and runs of silent periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from slacode.engine.evaluate.result import Counts, KpiResult, TargetResult
from slacode.reports.evaluation._sum import has_cases, say_attained, say_downtime, say_status

FOLDED = 4
"""So many periods in a row without any data are shown as one line."""
NOTHING = Counts()


def heading_of(result: TargetResult) -> str:
    """`agreement "title", target "title"`."""
    agreement, target = (f' "{title}"' if title else "" for title in result.titles)
    return f"{result.agreement}{agreement}, {result.target}{target}"


def kpi_heading_of(kpi: KpiResult) -> str:
    """The heading of a KPI: of which objective, for whom, and what serves it."""
    served = ", ".join(kpi.served_by)
    return f"objective {heading_of(kpi.result)}, for {kpi.customer}" + (f", served by {served}" if served else "")


def folded(rows: list[TargetResult]) -> Iterator[list[TargetResult]]:
    """The results one by one, but a long run of periods of one promise in which nothing happened as one."""
    for (_, _, silent), together in groupby(rows, key=lambda row: (row.version, promise_of(row), _is_silent(row))):
        run = list(together)
        if silent and len(run) >= FOLDED:
            yield run
        else:
            yield from ([row] for row in run)


def promise_of(row: TargetResult) -> tuple[str | None, str | None]:
    """What tells the promises of a target apart."""
    return row.row, row.entity


def _is_silent(row: TargetResult) -> bool:
    return row.status == "no data" and row.counts == NOTHING


def columns(rows: Iterable[TargetResult]) -> list[tuple[str, bool]]:
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


def cell(run: list[TargetResult], name: str) -> str:
    """What a line for some results, mostly one, says in a column."""
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
