"""What every format for people says alike: the sum of an evaluation, attained figures, and statuses in a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from slacode.engine.evaluate.result import Result, Status, TargetResult, say_instant
from slacode.engine.wording import say_duration, say_ref

WORDS: dict[Status, str] = {"met": "met", "missed": "MISSED", "open": "open", "no data": "no data"}

SHOWN = 5
"""So many of the rows set aside are shown to people."""


def say_status(result: TargetResult) -> str:
    """The status in a word, with what an open period can still become and a mark for a provisional one."""
    word = WORDS[result.status]
    if result.status == "open" and result.can_become not in (None, "either"):
        word += f", will be {result.can_become}"
    return word + (" (provisional)" if result.provisional and result.status != "open" else "")


def say_attained(result: TargetResult) -> str:
    """`92.5%`, `3h12min`, `12`, or a dash where nothing counted; availability is cut to three places."""
    if result.attained is None:
        return "-"
    if result.unit == "s":
        return say_duration(int(Decimal(result.attained) * 10**6))
    if result.unit != "%":
        return result.attained
    return f"{_cut(result.attained) if result.kind == 'availability' else result.attained}%"


def say_downtime(result: TargetResult) -> str:
    """`43min12s`, nothing where it is not availability that is judged."""
    return "" if result.downtime is None else say_duration(result.downtime)


def has_cases(result: TargetResult) -> bool:
    """Whether a result is made of cases that were met or breached."""
    return result.kind in ("clock", "share")


def _cut(percent: str) -> str:
    whole, point, places = percent.partition(".")
    return f"{whole}.{places[:3]}".rstrip("0").rstrip(".") if point else whole


def say_target(result: TargetResult) -> str:
    """`checkout_support.resolution`."""
    return say_ref(result.agreement, result.target)


def sum_of(result: Result) -> str:
    """One line: how many promises were met, missed, open and without data, and how many KPIs."""
    said = _counted(result.targets) or "nothing to judge"
    kpis = _counted(kpi.result for kpi in result.objectives)
    return f"{said}{f'; of objectives {kpis}' if kpis else ''}; as of {say_instant(result.as_of)}"


def _counted(results: Iterable[TargetResult]) -> str:
    count = Counter(target.status for target in results)
    return ", ".join(f"{count[status]:,} {WORDS[status]}" for status in WORDS if count[status])


def notes_of(result: Result) -> list[str]:
    """What the owner should know beside the figures, a line each."""
    notes = [
        f"{say_ref(one.agreement, one.target)}: the time of `{say_ref(*one.support)}` is not known: {one.reason}"
        for one in result.not_followed
    ]
    notes += [f"{say_ref(f.agreement, f.target)}: {f.message}" for f in result.findings]
    notes += [
        f"log {log.name}: {log.set_aside:,} of {log.rows:,} rows were set aside" for log in result.logs if log.set_aside
    ]
    shown = [f"  {row.path} row {row.row:,}: {_column(row.column)}{row.reason}" for row in result.set_aside[:SHOWN]]
    more = len(result.set_aside) - len(shown)
    return notes + shown + ([f"  and {more:,} more; `--format json` lists them all"] if more else [])


def _column(column: str | None) -> str:
    return f"column `{column}`, " if column else ""
