"""What was judged, drawn together: results, money, attribution, objectives, and what is ahead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from slacode.engine.evaluate.ahead.glance import Look
from slacode.engine.evaluate.ahead.looking import Moment, Seen, ahead_of
from slacode.engine.evaluate.asked import Asked
from slacode.engine.evaluate.attribution.money import money_of
from slacode.engine.evaluate.attribution.results import followed_of, not_followed
from slacode.engine.evaluate.charges import charges_of, sources_of
from slacode.engine.evaluate.judge import findings_of
from slacode.engine.evaluate.judging import Judged
from slacode.engine.evaluate.logs import Opened, read, rows_set_aside
from slacode.engine.evaluate.objectives import kpi_results, watermelons, without_log
from slacode.engine.evaluate.result import Result, TargetResult
from slacode.engine.evaluate.settling import asked_amounts, asked_rights, settled


def result_of(asked: Asked, opened: Opened, judged: Iterable[Judged], as_of: int, policy_sha256: str) -> Result:
    """The result that an evaluation comes to."""
    every = sorted(judged, key=lambda one: one.judge.plan.names)
    of_targets = [one for one in every if not one.of_objective]
    results = [(one, result) for one in of_targets for result in one.results(as_of)]
    targets = tuple(result for one, result in results if one.is_asked(result))
    charges = charges_of(sources_of(asked.choice.chosen), opened.logs, as_of)
    money = settled(asked.model, asked.choice, of_targets, (result for _, result in results), charges, as_of)
    reached = (result for one in every if one.of_objective for result in one.results(as_of))
    kpis = kpi_results(asked.model, reached, targets if asked.is_whole else None)
    followed = followed_of((one.judge, one.sums) for one in of_targets)
    penalties = asked_amounts(money, (one.judge.plan for one in of_targets))
    unread = without_log(asked.kpis.choice.chosen, opened.unread)
    return Result(
        as_of=as_of,
        policy_sha256=policy_sha256,
        logs=tuple(read(log) for log in opened.logs.values()),
        targets=targets,
        not_evaluated=(*asked.choice.not_evaluated, *asked.kpis.choice.not_evaluated, *unread, *money.not_settled),
        findings=(*(f for one in of_targets for f in findings_of(one.judge, one.sums)), *watermelons(kpis)),
        set_aside=tuple(row for log in opened.logs.values() for row in rows_set_aside(log)),
        penalties=penalties,
        rights=asked_rights(money, asked.selection),
        objectives=kpis,
        attribution=tuple(found for one in followed for found in one.attributions()),
        attributed_money=tuple(money_of(followed, penalties, money.amounts, (one.judge.plan for one in of_targets))),
        not_followed=tuple(not_followed(asked.model, followed)),
    )


def looking_ahead(result: Result, judged: Iterable[Judged], look: Look, begins: int | None) -> Result:
    """The result with what is ahead; the logs begin at `begins`, if they have a row."""
    of_targets = sorted((one for one in judged if not one.of_objective), key=lambda one: one.judge.plan.names)
    by_names = {one.judge.plan.names: list[TargetResult]() for one in of_targets}
    for target in result.targets:
        by_names[target.agreement, target.version, target.target].append(target)
    seen = [Seen(one.judge.plan, one.sums.glance, tuple(by_names[one.judge.plan.names])) for one in of_targets]
    moment = Moment(result.as_of, result.as_of if begins is None else begins)
    return replace(result, ahead=ahead_of(seen, look, moment))
