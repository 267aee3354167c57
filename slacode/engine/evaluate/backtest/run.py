"""Judges two versions of a policy by the same events: each log is read once wherever both read it alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace

from slacode.engine.diff.content import same
from slacode.engine.diff.renames import renamed
from slacode.engine.diff.sides import Sides
from slacode.engine.evaluate.asked import Asked
from slacode.engine.evaluate.backtest.changes import changed_amounts, changed_results, changed_rights
from slacode.engine.evaluate.backtest.comparing import Comparing
from slacode.engine.evaluate.backtest.flips import Flips
from slacode.engine.evaluate.backtest.record import Backtest, Flip
from slacode.engine.evaluate.batch import Needs
from slacode.engine.evaluate.judge import Judge
from slacode.engine.evaluate.judging import Judged
from slacode.engine.evaluate.logs import Files, Opened, log_bounds, opened_logs
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.plan import LogPlan, Sight, TargetPlan, plan
from slacode.engine.evaluate.result import Result
from slacode.engine.evaluate.results import result_of
from slacode.engine.logs.source import LogSource
from slacode.engine.model.logs import Log
from slacode.engine.model.policy import PolicyModel

_NOT_READ = {"at": None, "title": None, "files": ()}
"""What of a log's declaration does not say how it is read."""


def backtest(
    base: PolicyModel,
    head: PolicyModel,
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    periods: str | None = None,
    options: Options = DEFAULTS,
) -> Backtest:
    """What both come to by the same events; see `run.evaluate` for logs, instants and periods, which are the head's.

    Raises `EvaluationError` if either cannot be run.
    """
    before, renames = renamed(base, head)
    logs = {
        _new_name(name, {one.before: one.after for one in renames if one.kind == "log"}): logs[name] for name in logs
    }
    options = replace(options, keep_cases=False, keep_attribution=False, look=None)
    asked = Asked.of(before, (), periods), Asked.of(head, (), periods)
    with ExitStack() as stack:
        opened = _opened(stack, asked, logs, options)
        bounds = [
            log_bounds(log for name, log in one.logs.items() if name in what.judged)
            for what, one in zip(asked, opened, strict=True)
        ]
        ends = max((end for _, end in bounds if end is not None), default=None)
        moment = as_of_instant(as_of, asked[1].choice.chosen or asked[0].choice.chosen, ends)
        plans = [
            plan(
                what.kpis.model,
                what.chosen(one.logs),
                Sight(moment if begins is None else begins, moment, what.selection),
            )
            for what, one, (begins, _) in zip(asked, opened, bounds, strict=True)
        ]
        return _judged(_Both(Sides(before, head), asked, opened, moment), plans, options)


def _new_name(name: str, names: Mapping[str, str]) -> str:
    return names.get(name, name)


def _opened(stack: ExitStack, asked: tuple[Asked, Asked], logs: Files, options: Options) -> tuple[Opened, Opened]:
    """The logs of both sides; what the base reads as the head does is opened for both at once."""
    base, head = asked
    declared = {log.name: log for log in head.model.logs}
    alike = {log.name for log in base.model.logs if log.name in declared and _reads_alike(log, declared[log.name])}
    needed = [*head.needed, *(name for name in base.needed if name in alike)]
    wanted = [*head.wanted, *(name for name in base.wanted if name in alike)]
    own_needs, needs = base.needs, head.needs
    for name in alike & {*own_needs}:
        needs[name] = Needs.joined((needs.get(name, Needs()), own_needs[name]))
    of_head = stack.enter_context(opened_logs(head.model, needed, logs, options, wanted, needs))
    own = {log.name for log in base.model.logs} - alike
    of_base = stack.enter_context(
        opened_logs(
            base.model,
            [name for name in base.needed if name in own],
            {name: files for name, files in logs.items() if name in own},
            options,
            [name for name in base.wanted if name in own],
            own_needs,
        )
    )
    shared = {name: log for name, log in of_head.logs.items() if name in alike and name in base.wanted}
    return Opened({**shared, **of_base.logs}, {**of_head.unread, **of_base.unread}), of_head


def _reads_alike(base: Log, head: Log) -> bool:
    return same(base.model_copy(update=_NOT_READ), head.model_copy(update=_NOT_READ))


@dataclass(frozen=True, slots=True)
class _Both:
    """Both sides, ready to be judged as of an instant."""

    sides: Sides
    asked: tuple[Asked, Asked]
    opened: tuple[Opened, Opened]
    moment: int

    def log(self, side: int, name: str) -> LogSource:
        """A log as a side reads it."""
        return self.opened[side].logs[name]


def _judged(both: _Both, plans: Sequence[Sequence[LogPlan]], options: Options) -> Backtest:
    judges = [[judge for of_log in side for judge in of_log.judges] for side in plans]
    twins = dict(_twins(both, *judges))
    flips = Flips(*_flipping(judges, twins))
    found: dict[int, Judged] = {}
    for log, every in _passes(both, plans, twins):
        found |= {id(one.judge): one for one in _judged_by(log, flips.comparing(every, both.moment), flips, options)}
    flips.end()
    with ThreadPoolExecutor(1) as beside:
        told = beside.submit(flips.found)  # names are read while results are drawn
        results = [
            _result(both, side, [found[id(twins.get(id(judge), judge))] for judge in judges[side]]) for side in (0, 1)
        ]
        return _backtest(both, results, flips.counts, told.result())


def _judged_by(log: LogSource, comparing: Comparing, flips: Flips, options: Options) -> tuple[Judged, ...]:
    """Judge by a log in one pass, and take what flips."""
    judged = tuple(Judged(judge, judge.empty()) for judge in comparing.judges)
    for seen in log.each(comparing, comparing.needs, comparing.as_of, options.threads):
        for one, part in zip(judged, seen.sums, strict=True):
            one.sums.merge(part)
        flips.add(seen)
    return judged


def _backtest(
    both: _Both, results: Sequence[Result], counts: Mapping[tuple[str, str, str], int], flips: tuple[Flip, ...]
) -> Backtest:
    base, head = results
    return Backtest(
        both.moment,
        base,
        head,
        changed_results(base.targets, head.targets),
        changed_amounts(base.penalties, head.penalties),
        changed_rights(base.rights, head.rights),
        flips,
        counts,
    )


def _result(both: _Both, side: int, judged: Sequence[Judged]) -> Result:
    return result_of(both.asked[side], both.opened[side], judged, both.moment, "")


def _twins(both: _Both, base: Sequence[Judge], head: Sequence[Judge]) -> Iterator[tuple[int, Judge]]:
    """The judges of the base, by their identity, that judge just as one of the head does, which is taken instead."""
    by_names = {judge.plan.names: judge for judge in head}
    for judge in base:
        other = by_names.get(judge.plan.names)
        log = judge.plan.chosen.measure.log
        is_one_log = both.opened[0].logs.get(log) is both.opened[1].logs.get(log)
        if other is not None and is_one_log and _alike(both, judge.plan, other.plan):
            yield id(judge), other


def _alike(both: _Both, base: TargetPlan, head: TargetPlan) -> bool:
    """Whether two targets are judged alike: by all that their versions say beside other targets, on all calendars."""
    mine, yours = ((one.share, one.periods, one.windows, one.asked, one.chosen.rows) for one in (base, head))
    if mine != yours or not same(base.chosen.target, head.chosen.target):
        return False
    if not same(base.chosen.measure, head.chosen.measure):
        return False
    versions = [one.chosen.version.model_copy(update={"targets": (), "number": 1}) for one in (base, head)]
    if not same(*versions):
        return False
    during = (getattr(row.obligation, "during", None) for row in head.chosen.target.rows)
    if not all(both.sides.unchanged(name) for name in (*during, head.chosen.version.hours)):
        return False
    services = both.sides.base.services, both.sides.head.services
    return all(same(services[0].get(name), services[1].get(name)) for name in head.chosen.version.covers)


def _flipping(judges: Sequence[Sequence[Judge]], twins: Mapping[int, Judge]) -> Iterator[list[Judge]]:
    """The judges of each side that judge otherwise than any of the other; KPIs list no cases."""
    taken = (twins.keys(), {id(judge) for judge in twins.values()})
    for of_side, left_out in zip(judges, taken, strict=True):
        yield [judge for judge in of_side if id(judge) not in left_out and not judge.plan.chosen.of_objective]


def _passes(
    both: _Both, plans: Sequence[Sequence[LogPlan]], twins: Mapping[int, Judge]
) -> Iterator[tuple[LogSource, list[Judge]]]:
    """Each log, as it was opened, with all that is to be judged by it; twice where the sides read it differently."""
    passes: dict[int, tuple[LogSource, list[Judge]]] = {}
    for side in (1, 0):
        for of_log in plans[side]:
            log = both.log(side, of_log.log)
            judges = passes.setdefault(id(log), (log, []))[1]
            judges += [judge for judge in of_log.judges if id(judge) not in twins]
    yield from passes.values()
