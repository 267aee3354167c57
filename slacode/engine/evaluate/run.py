"""The evaluation itself: choose, open the logs, plan, judge every log in one pass, and draw the outcomes."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

import pyarrow as pa

from slacode.engine.evaluate.ahead.glance import Look
from slacode.engine.evaluate.ahead.looking import Moment, Seen, ahead_of
from slacode.engine.evaluate.attribution.money import money_of
from slacode.engine.evaluate.attribution.results import followed_of, not_followed
from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.charges import charges_of, sources_of
from slacode.engine.evaluate.choose import Choice, Chosen, choose
from slacode.engine.evaluate.judge import findings_of
from slacode.engine.evaluate.judging import Judged, Kept, judge_log
from slacode.engine.evaluate.logs import (
    Files,
    Opened,
    log_bounds,
    opened_logs,
    read,
    rows_set_aside,
)
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.objectives import Kpis, kpi_results, kpis_of, watermelons, without_log
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.plan import Sight, plan
from slacode.engine.evaluate.result import EvaluationError, Result, TargetResult
from slacode.engine.evaluate.select import reference
from slacode.engine.evaluate.settling import asked_amounts, asked_rights, settled
from slacode.engine.evaluate.spool import Spool
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import PeriodError, Selection, parse_selection
from slacode.engine.settle.facts import Charges
from slacode.ground.handing_over import HandingOver


def evaluate(
    model: PolicyModel,
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    periods: str | None = None,
    select: Iterable[str] = (),
    policy_sha256: str | None = None,
    options: Options = DEFAULTS,
) -> Result:
    """Judge the targets of a policy by its logs.

    `logs` gives the files of each log by its name; a log that no selected target reads is not opened. `as_of`: nothing
    later is seen; see `moment`. `periods` is `P` or `P..P`, `select` holds references such as `support.resolution[P1]`.
    `policy_sha256` is `digest_of` the policy's texts.
    Raises `EvaluationError` if it cannot be run.
    """
    asked = Asked.of(model, select, periods)
    with (
        _taken(options) as cases_to,
        opened_logs(model, asked.needed, logs, options, asked.wanted, asked.needs) as opened,
    ):
        begins, ends = log_bounds(log for name, log in opened.logs.items() if name in asked.judged)
        chosen = asked.chosen(opened.logs)
        moment = as_of_instant(as_of, asked.choice.chosen or chosen, ends)
        plans = plan(asked.kpis.model, chosen, Sight(moment if begins is None else begins, moment, asked.selection))
        kept = [Kept.of(one, options, cases_to) for one in plans]
        judged = [
            judge_log(one, opened.logs[one.log], moment, of_log, options)
            for one, of_log in zip(plans, kept, strict=True)
        ]
        if cases_to is not None:
            cases_to.end()  # what takes them is done by the time the results are drawn
        whole = asked.judgement(opened, (one for of_log in judged for one in of_log), moment)
        result = result_of(whole, moment, policy_sha256 or digest_of([model.model_dump_json()]))
        result = replace(
            result,
            case_tables=_tables(one.cases for one in kept) if options.keeps_cases else None,
            attribution_tables=_tables(one.attribution for one in kept) if options.keep_attribution else None,
        )
        return result if options.look is None else _looking_ahead(result, whole, options.look, begins)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a policy is to be judged: targets, KPIs, periods; `is_whole` where no target was left out by choice."""

    model: PolicyModel
    choice: Choice
    kpis: Kpis
    selection: Selection | None
    is_whole: bool

    @classmethod
    def of(cls, model: PolicyModel, select: Iterable[str] = (), periods: str | None = None) -> Asked:
        """What references and periods ask for; `EvaluationError` for some that mean nothing."""
        wanted = [reference(model, ref) for ref in select]
        kpis = kpis_of(model) if not wanted else Kpis(model, Choice((), ()))
        return cls(model, choose(model, wanted), kpis, _selection(periods), not wanted)

    @property
    def needed(self) -> list[str]:
        """The logs that targets read."""
        return [one.measure.log for one in self.choice.chosen]

    @property
    def judged(self) -> list[str]:
        """The logs that targets or KPIs read."""
        return [*self.needed, *(one.measure.log for one in self.kpis.choice.chosen)]

    @property
    def wanted(self) -> list[str]:
        """The logs that are read if they are there: of KPIs, and of charges."""
        return [*self.judged, *(log for log, _, _ in sources_of(self.choice.chosen))]

    @property
    def needs(self) -> dict[str, Needs]:
        """What targets and KPIs read of each log, which does not depend on when anything is judged."""
        everything = (*self.choice.chosen, *self.kpis.choice.chosen)
        return {one.log: one.needs for one in plan(self.kpis.model, everything, Sight(0, 0))}

    def chosen(self, opened: Collection[str]) -> tuple[Chosen, ...]:
        """What is judged by the logs that were opened."""
        return (*self.choice.chosen, *(one for one in self.kpis.choice.chosen if one.measure.log in opened))

    def judgement(self, opened: Opened, judged: Iterable[Judged], as_of: int) -> Judgement:
        """What was judged, with the charges that it may cost."""
        charges = charges_of(sources_of(self.choice.chosen), opened.logs, as_of)
        return Judgement(
            self.model, self.choice, self.kpis, opened, tuple(judged), charges, self.selection, self.is_whole
        )


def digest_of(texts: Iterable[str]) -> str:
    """The SHA-256 of a policy set: that of its texts' own digests in ascending order, whatever the files are called."""
    digests = sorted(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that results are drawn from; `is_whole` where no target was left out by choice."""

    model: PolicyModel
    choice: Choice
    kpis: Kpis
    opened: Opened
    judged: tuple[Judged, ...]
    charges: Charges
    selection: Selection | None
    is_whole: bool


def result_of(whole: Judgement, as_of: int, policy_sha256: str) -> Result:
    """The result that an evaluation comes to."""
    every = sorted(whole.judged, key=lambda one: one.judge.plan.names)
    of_targets = [one for one in every if not one.of_objective]
    results = [(one, result) for one in of_targets for result in one.results(as_of)]
    targets = tuple(result for one, result in results if one.is_asked(result))
    money = settled(whole.model, whole.choice, of_targets, (result for _, result in results), whole.charges, as_of)
    reached = (result for one in every if one.of_objective for result in one.results(as_of))
    kpis = kpi_results(whole.model, reached, targets if whole.is_whole else None)
    followed = followed_of((one.judge, one.sums) for one in of_targets)
    penalties = asked_amounts(money, (one.judge.plan for one in of_targets))
    unread = without_log(whole.kpis.choice.chosen, whole.opened.unread)
    return Result(
        as_of=as_of,
        policy_sha256=policy_sha256,
        logs=tuple(read(log) for log in whole.opened.logs.values()),
        targets=targets,
        not_evaluated=(*whole.choice.not_evaluated, *whole.kpis.choice.not_evaluated, *unread, *money.not_settled),
        findings=(*(f for one in of_targets for f in findings_of(one.judge, one.sums)), *watermelons(kpis)),
        set_aside=tuple(row for log in whole.opened.logs.values() for row in rows_set_aside(log)),
        penalties=penalties,
        rights=asked_rights(money, whole.selection),
        objectives=kpis,
        attribution=tuple(found for one in followed for found in one.attributions()),
        attributed_money=tuple(money_of(followed, penalties, money.amounts, (one.judge.plan for one in of_targets))),
        not_followed=tuple(not_followed(whole.model, followed)),
    )


def _looking_ahead(result: Result, whole: Judgement, look: Look, begins: int | None) -> Result:
    of_targets = sorted((one for one in whole.judged if not one.of_objective), key=lambda one: one.judge.plan.names)
    by_names = {one.judge.plan.names: list[TargetResult]() for one in of_targets}
    for target in result.targets:
        by_names[target.agreement, target.version, target.target].append(target)
    seen = [Seen(one.judge.plan, one.sums.glance, tuple(by_names[one.judge.plan.names])) for one in of_targets]
    moment = Moment(result.as_of, result.as_of if begins is None else begins)
    return replace(result, ahead=ahead_of(seen, look, moment))


def _taken(options: Options) -> AbstractContextManager[HandingOver[pa.Table] | None]:
    """What hands the cycles over to what takes them, if anything does."""
    return nullcontext() if options.cases_to is None else HandingOver(options.cases_to)


def _tables(spools: Iterable[Spool | None]) -> Callable[[], Iterator[pa.Table]]:
    """The rows of one log after another."""
    every = tuple(spool for spool in spools if spool is not None)
    return lambda: (table for spool in every for table in spool.tables())


def _selection(periods: str | None) -> Selection | None:
    try:
        return None if periods is None else parse_selection(periods)
    except PeriodError as error:
        raise EvaluationError.saying(str(error)) from error
