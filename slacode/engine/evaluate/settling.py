"""From judged targets to money: the facts that settlement needs, and what of it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from slacode.engine.evaluate.choose import Choice, targets_of
from slacode.engine.evaluate.judge import Judge, Sums
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.evaluate.tolls import breaches_of, causes_of
from slacode.engine.model.agreements import Exempt
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Measure
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import Selection
from slacode.engine.settle.facts import Charges, Facts, RowName, TargetName
from slacode.engine.settle.record import Right, Settlement
from slacode.engine.settle.run import Settled, settle


class Judged(Protocol):
    """A target and its sums over everything."""

    @property
    def judge(self) -> Judge:
        """The target."""
        ...

    @property
    def sums(self) -> Sums:
        """Its sums."""
        ...


def settled(
    model: PolicyModel,
    choice: Choice,
    judged: Sequence[Judged],
    results: Iterable[TargetResult],
    charges: Charges,
    as_of: int,
) -> Settled:
    """The settlement of all that was judged; `results` are those of every period, not only of those asked for."""
    plans = {one.judge.plan.names: one for one in judged}
    unclear, not_asked = _not_judged(model, choice)
    facts = Facts(
        results=tuple(results),
        as_of=as_of,
        breaches={names: tuple(breaches_of(one.judge.plan, one.sums.tolls)) for names, one in plans.items()},
        causes={names: causes_of(one.judge.plan, one.sums.tolls) for names, one in plans.items()},
        without_causes=dict(_without_causes(model, plans)),
        charges=charges,
        not_asked=not_asked,
        unclear=unclear,
    )
    return settle(model, facts)


def _without_causes(model: PolicyModel, judged: Iterable[TargetName]) -> Iterator[tuple[TargetName, str]]:
    """The targets under `one credit per cause` of which no cause is ever known, and why (language reference, 7.8)."""
    logs = {log.name: log for log in model.logs}
    measures = {metric.name: metric.measure for metric in model.metrics}
    for agreement, version, target in targets_of(model):
        names = (agreement.name, version.number, target.name)
        if version.one_credit_by is not None and names in judged and target.metric is not None:
            reason = _why_no_cause(measures[target.metric], logs, version.one_credit_by)
            if reason is not None:
                yield names, reason


def _why_no_cause(measure: Measure, logs: Mapping[str, Log], field: str) -> str | None:
    log = logs[measure.log]
    if field not in {one.name for one in log.fields}:
        return f"the log `{log.name}` has no field `{field}`"
    if measure.kind == "value":
        return "values that are measured have no cause"
    if isinstance(measure, Availability) and measure.down_while is not None and measure.entity != log.case:
        return f"several cases of the log `{log.name}` may tell of one service"
    return None


def _not_judged(model: PolicyModel, choice: Choice) -> tuple[frozenset[RowName], frozenset[RowName]]:
    """The rows that cannot be judged, and those that nobody asked for."""
    judged = {
        (one.agreement.name, one.version.number, one.target.name, one.target.rows[row].label)
        for one in choice.chosen
        for row in one.rows
    }
    left = {(one.agreement, one.version, one.target) for one in choice.not_evaluated}
    others: dict[bool, set[RowName]] = {True: set(), False: set()}
    for agreement, version, target in targets_of(model):
        names = (agreement.name, version.number, target.name)
        for row in target.rows:
            name = (*names, row.label)
            if name not in judged and not isinstance(row.obligation, Exempt):
                others[names in left].add(name)
    return frozenset(others[True]), frozenset(others[False])


def asked_amounts(found: Settled, plans: Iterable[TargetPlan]) -> tuple[Settlement, ...]:
    """The amounts of the periods that were asked for."""
    asked = {
        (plan.names[0], plan.names[2], plan.periods.windows[place].name) for plan in plans for place in plan.asked
    }
    return tuple(one for one in found.amounts if (one.agreement, one.target, one.period.name) in asked)


def asked_rights(found: Settled, selection: Selection | None) -> tuple[Right, ...]:
    """The rights that arose within the periods that were asked for."""
    return tuple(
        right
        for right in found.rights
        if selection is None or selection.dates.first <= right.on <= selection.dates.last
    )
