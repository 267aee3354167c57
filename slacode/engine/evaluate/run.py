"""The evaluation itself: choose, open the logs, plan, judge every log in one pass, and draw the outcomes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pyarrow as pa

from slacode.engine.evaluate.batch import CaseBatch
from slacode.engine.evaluate.cases import CycleStore, cycles_batch
from slacode.engine.evaluate.choose import Choice, choose
from slacode.engine.evaluate.logs import (
    DEFAULTS,
    Files,
    Options,
    log_bounds,
    opened_logs,
    read,
    rows_set_aside,
)
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.plan import LogPlan, Sight, TargetPlan, plan
from slacode.engine.evaluate.report import findings_of, results_of
from slacode.engine.evaluate.result import EvaluationError, Result
from slacode.engine.evaluate.select import reference
from slacode.engine.evaluate.tally import Tally, cells_of, empty, tally
from slacode.engine.logs import OpenLog
from slacode.engine.metrics.clock import Shared, judge
from slacode.engine.model.policy import PolicyModel
from slacode.engine.periods import PeriodError, Selection, parse_selection

_AHEAD = 2
"""So many batches a thread wait to be judged: enough that none is idle, few enough to be held."""


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
    choice = choose(model, [reference(model, ref) for ref in select])
    selection = _selection(periods)
    with opened_logs(model, (one.clock.log for one in choice.chosen), logs, options) as opened:
        begins, ends = log_bounds(opened.values())
        moment = as_of_instant(as_of, choice.chosen, ends)
        plans = plan(model, choice.chosen, Sight(moment if begins is None else begins, moment, selection))
        store = CycleStore() if options.keep_cases else None
        judged = [judge_log(one, opened[one.log], moment, store, options.threads) for one in plans]
        return _result(choice, opened, moment, judged, store, policy_sha256 or digest_of([model.model_dump_json()]))


def digest_of(texts: Iterable[str]) -> str:
    """The SHA-256 of a policy set: that of its texts' own digests in ascending order, whatever the files are called."""
    digests = sorted(hashlib.sha256(text.encode()).hexdigest() for text in texts)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Judged:
    """A target and the sums of all its cycles."""

    plan: TargetPlan
    tally: Tally


_Piece = tuple[Tally, pa.RecordBatch | None]


def judge_log(
    log_plan: LogPlan, log: OpenLog, as_of: int, store: CycleStore | None, threads: int | None
) -> tuple[Judged, ...]:
    """Judge all targets of a log in one pass; batches are judged by several threads and summed in their order."""
    sums = [empty(target) for target in log_plan.targets]
    for pieces in _judged_batches(log_plan, log, as_of, store is not None, threads or _threads()):
        for target, total, (part, cycles) in zip(log_plan.targets, sums, pieces, strict=True):
            total.merge(part)
            if store is not None and cycles is not None:
                store.add(target, cycles)
    return tuple(Judged(target, total) for target, total in zip(log_plan.targets, sums, strict=True))


def _judged_batches(
    log_plan: LogPlan, log: OpenLog, as_of: int, keep: bool, threads: int
) -> Iterator[tuple[_Piece, ...]]:
    waiting: deque[Future[tuple[_Piece, ...]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for batch in log.scan(log_plan.conditions, log_plan.instants, as_of=as_of):
            waiting.append(pool.submit(_judge_batch, log_plan.targets, batch, as_of, keep))
            if len(waiting) > threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _judge_batch(targets: tuple[TargetPlan, ...], batch: CaseBatch, as_of: int, keep: bool) -> tuple[_Piece, ...]:
    shared = Shared(batch, as_of)
    return tuple(_judge_target(target, batch, as_of, shared, keep) for target in targets)


def _judge_target(target: TargetPlan, batch: CaseBatch, as_of: int, shared: Shared, keep: bool) -> _Piece:
    table = judge(batch, target.rule, as_of, shared)
    cells = cells_of(table, target, as_of)
    sums = tally(table, cells, batch.cases, target, as_of)
    return sums, cycles_batch(table, cells, batch.cases, target) if keep else None


def _threads() -> int:
    return max(2, min(4, os.cpu_count() or 2))


def _result(
    choice: Choice,
    opened: dict[str, OpenLog],
    as_of: int,
    judged: list[tuple[Judged, ...]],
    store: CycleStore | None,
    policy_sha256: str,
) -> Result:
    every = sorted((one for of_log in judged for one in of_log), key=lambda one: one.plan.names)
    return Result(
        as_of=as_of,
        policy_sha256=policy_sha256,
        logs=tuple(read(log) for log in opened.values()),
        targets=tuple(result for one in every for result in results_of(one.plan, one.tally, as_of)),
        not_evaluated=choice.not_evaluated,
        findings=tuple(finding for one in every for finding in findings_of(one.plan, one.tally)),
        set_aside=tuple(row for log in opened.values() for row in rows_set_aside(log)),
        case_tables=None if store is None else store.tables,
    )


def _selection(periods: str | None) -> Selection | None:
    try:
        return None if periods is None else parse_selection(periods)
    except PeriodError as error:
        raise EvaluationError.saying(str(error)) from error
