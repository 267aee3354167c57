"""A small contract and what was attained, both written by hand, and their settlement."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

from slacode.engine.calendar.instants import DAY, day_of
from slacode.engine.evaluate.result import Counts, TargetResult
from slacode.engine.model.agreements import Level
from slacode.engine.model.values import Duration, Number
from slacode.engine.periods import parse_selection
from slacode.engine.settle.facts import Breach, Facts
from slacode.engine.settle.record import Settlement
from slacode.engine.settle.run import Settled, settle
from slacode.engine.wording import say_obligation
from slacode.project import Policy, load

CONTRACT = """\
language 1
provider acme "ACME"
customer shop "The shop"
calendar office {{
  timezone Europe/Berlin
  open     mon-fri 08:00-16:00
  closed   on 05-01
}}
calendar always = 24x7
log tickets {{
  case  ticket
  time  at
  times in UTC
  field status:   one of new, solved
  field priority: one of P1, P2 carried
  field cause:    text carried
  field charged:  number
}}
metric fix = clock on tickets {{ start when status == new stop when status == solved }}
metric uptime = availability on tickets of cause {{ down while status == new }}
sla support {{
  between acme and shop
  {term}
  timezone UTC
  hours {hours}
  {fee}
  target fix_it {{ metric fix {per} {rows} }}
  target up {{ metric uptime per month require at least 99.9% }}
  target quarterly {{ metric fix per quarter require 90% within 4h }}
  {clauses}
}}
"""


def contract(folder: Path, clauses: str, **parts: str) -> Policy:
    said = {
        "term": "term 2026-01-01 to 2027-12-31",
        "fee": "fee EUR 1_000 per month",
        "per": "per month",
        "hours": "always",
        "rows": "require 95% within 4h",
        **parts,
    }
    file = folder / "contract.sla"
    file.write_text(CONTRACT.format(clauses=clauses, **said), encoding="utf-8")
    return load(file)


def instant(date: dt.date) -> int:
    """The instant, in UTC microseconds, at which a date begins in UTC."""
    return day_of(date) * DAY


def bounds(period: str, policy: Policy) -> tuple[int, int]:
    """Start and end of a period in UTC, cut to the term."""
    dates = parse_selection(period).dates
    versions = policy.model.agreements[0].versions
    first = max(dates.first, versions[0].first or dates.first)
    last = min(dates.last, versions[-1].last or dates.last)
    return instant(first), instant(last + dt.timedelta(days=1))


def attained(
    policy: Policy,
    period: str,
    figure: str | Fraction | None,
    *,
    target: str = "fix_it",
    row: str | None = None,
    entity: str | None = None,
    version: int = 1,
    status: str | None = None,
    provisional: bool = False,
    cases: int = 100,
) -> TargetResult:
    """What a row attained in a period; its status, unless it is said, follows from what the row promises."""
    found = policy.model.agreements[0].versions[version - 1].target(target)
    promise = next(one for one in found.rows if one.label == row).obligation
    quantity = promise.quantity if isinstance(promise, Level) else None
    unit = "s" if isinstance(quantity, Duration) else "" if isinstance(quantity, Number) else "%"
    value = None if figure is None else Fraction(figure)
    limit = promise.share if quantity is None else quantity.us / 10**6 if unit == "s" else quantity.value
    kept = value is not None and (value <= limit if getattr(promise, "bound", "") == "at most" else value >= limit)
    start, end = bounds(period, policy)
    return TargetResult(
        agreement="support",
        version=version,
        target=target,
        row=row,
        entity=entity,
        period=period,
        start=start,
        end=end,
        status=status or ("no data" if value is None else "met" if kept else "missed"),
        can_become=None,
        provisional=provisional,
        obligation=say_obligation(promise),
        attained=None if figure is None else str(figure),
        figure=value,
        unit=unit,
        counts=Counts(met=cases),
    )


def breach(policy: Policy, period: str, hours: str, **more: object) -> Breach:
    """Cases stopped in a period, so many hours late."""
    start, end = bounds(period, policy)
    return Breach(
        **{
            "row": None,
            "period": period,
            "start": start,
            "end": end,
            "late": int(Fraction(hours) * 3600 * 10**6),
            **more,
        }
    )


def settled(policy: Policy, *results: TargetResult, as_of: str = "2028-01-01", **facts: object) -> Settled:
    """The settlement of what was attained; `breaches` are those of `fix_it` in version 1."""
    if "breaches" in facts:
        facts["breaches"] = {("support", 1, "fix_it"): tuple(facts["breaches"])}
    return settle(policy.model, Facts(results, instant(dt.date.fromisoformat(as_of)), **facts))


def amounts(found: Settled, kind: str | None = None) -> list[str]:
    """Penalty, period and amount of every settlement, as `late 2026-01 50.00`."""
    return [f"{one.penalty} {one.period.name} {one.amount}" for one in found.amounts if kind in (None, one.kind)]


def of(found: Settled, penalty: str, period: str, **more: object) -> Settlement:
    """The one settlement of a penalty in a period."""
    [one] = [
        one
        for one in found.amounts
        if (one.penalty, one.period.name) == (penalty, period)
        and all(getattr(one, name) == value for name, value in more.items())
    ]
    return one


def texts(one: Settlement) -> list[str]:
    """The steps of a derivation."""
    return [line.text for line in one.lines]
