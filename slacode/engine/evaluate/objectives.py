"""Objectives: their KPIs, judged as targets of what serves them, and the watermelons among them (6.7).

A KPI looks at the services that the serving agreements cover, in their hours (those of several together) and zone, from
the first beginning of their terms to the last end. What these agreements exclude is not excluded: a customer is without
a service in an agreed patch window as well. A watermelon is green outside and red inside: a KPI that is missed in a
period in which every target of the serving agreements is met.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from slacode.engine.evaluate.choose import Choice, Chosen, chosen_of
from slacode.engine.evaluate.result import KpiResult, NotEvaluated, RunFinding, TargetResult
from slacode.engine.model.agreements import Agreement, Row, Target, Version
from slacode.engine.model.calendar import Calendar, Combined, Joined
from slacode.engine.model.policy import Kpi, Objective, PolicyModel
from slacode.engine.model.values import Period
from slacode.engine.terms import term_of


@dataclass(frozen=True, slots=True)
class Kpis:
    """The KPIs to judge, as targets; `model` is the policy with the calendars that they need besides."""

    model: PolicyModel
    choice: Choice


def kpis_of(model: PolicyModel) -> Kpis:
    """All KPIs of a policy."""
    calendars = {calendar.name: calendar for calendar in model.calendars}
    measures = {metric.name: metric.measure for metric in model.metrics}
    chosen: list[Chosen] = []
    left: list[NotEvaluated] = []
    for objective in sorted(model.objectives, key=lambda objective: objective.name):
        version, joined = _version(model, objective)
        calendars |= joined
        agreement = Agreement(
            at=objective.at, kind="sla", name=objective.name, title=objective.title, versions=(version,)
        )
        for kpi in sorted(objective.kpis, key=lambda kpi: kpi.name):
            one = chosen_of(agreement, version, _target(kpi), measures.get(kpi.metric), (0,))
            chosen += (replace(found, of_objective=True) for found in one.chosen)
            left += (_left(objective.name, kpi.name, lacking.reason) for lacking in one.not_evaluated)
    return Kpis(model.model_copy(update={"calendars": tuple(calendars.values())}), Choice(tuple(chosen), tuple(left)))


def without_log(kpis: Iterable[Chosen], unread: dict[str, str]) -> Iterator[NotEvaluated]:
    """The KPIs whose log could not be read, with the reason by log."""
    for kpi in kpis:
        if kpi.measure.log in unread:
            yield _left(kpi.agreement.name, kpi.target.name, unread[kpi.measure.log])


def kpi_results(
    model: PolicyModel, results: Iterable[TargetResult], targets: Sequence[TargetResult] | None
) -> tuple[KpiResult, ...]:
    """The results of KPIs; `targets` are those of all targets, None where only some were judged."""
    objectives = {objective.name: objective for objective in model.objectives}
    serving = {name: tuple(a.name for a in _serving(model, name)) for name in objectives}
    return tuple(
        KpiResult(
            result=result,
            customer=objectives[result.agreement].customer,
            served_by=serving[result.agreement],
            watermelon=targets is not None and _is_watermelon(result, serving[result.agreement], targets),
        )
        for result in results
    )


def watermelons(kpis: Iterable[KpiResult]) -> Iterator[RunFinding]:
    """A finding for each KPI with watermelons."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for kpi in kpis:
        if kpi.watermelon:
            found.setdefault((kpi.result.agreement, kpi.result.target), {})[kpi.result.period] = None
    for (objective, name), periods in found.items():
        yield RunFinding("watermelon", objective, None, name, len(periods), tuple(periods)[:5])


def _is_watermelon(kpi: TargetResult, serving: Sequence[str], targets: Iterable[TargetResult]) -> bool:
    if kpi.status != "missed":
        return False
    beside = {t.status for t in targets if t.agreement in serving and t.start < kpi.end and kpi.start < t.end}
    return "met" in beside and beside <= {"met", "no data"}


def _version(model: PolicyModel, objective: Objective) -> tuple[Version, dict[str, Calendar]]:
    """What the serving agreements say together, as they stand last, and the calendar of their hours if it is new."""
    serving = _serving(model, objective.name)
    versions = [agreement.versions[-1] for agreement in serving]
    firsts, lasts = zip(*map(term_of, serving), strict=True) if serving else ((), ())
    first, last = _bound(firsts, min), _bound(lasts, max)
    hours, joined = _hours([version.hours for version in versions])
    version = Version(
        number=1,
        start=first,
        first=first,
        last=last,
        covers=tuple(dict.fromkeys(name for version in versions for name in version.covers)),
        hours=hours,
        zone=versions[0].zone if versions else "UTC",
    )
    return version, joined


def _serving(model: PolicyModel, objective: str) -> list[Agreement]:
    every = sorted(model.agreements, key=lambda agreement: agreement.name)
    return [agreement for agreement in every if objective in agreement.versions[-1].serves]


def _hours(names: Sequence[str | None]) -> tuple[str | None, dict[str, Calendar]]:
    """The name of the hours that are open when any of some are."""
    known = [name for name in dict.fromkeys(names) if name is not None]
    if not known or None in names:
        return None, {}
    if len(known) == 1:
        return known[0], {}
    name = " or ".join(known)
    body = Combined(first=known[0], rest=tuple(Joined(op="or", name=other) for other in known[1:]))
    return name, {name: Calendar(name=name, body=body)}


def _bound(dates: Sequence[dt.date | None], choose: Callable[[Iterable[dt.date]], dt.date]) -> dt.date | None:
    known = [date for date in dates if date is not None]
    return choose(known) if known and len(known) == len(dates) else None


def _target(kpi: Kpi) -> Target:
    row = Row(at=kpi.at, obligation=kpi.obligation)
    return Target(at=kpi.at, name=kpi.name, metric=kpi.metric, per=Period(unit=kpi.per), rows=(row,))


def _left(objective: str, kpi: str, reason: str) -> NotEvaluated:
    return NotEvaluated(objective, None, kpi, None, reason)
