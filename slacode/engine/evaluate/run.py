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
from slacode.engine.evaluate.cases import CycleStore
from slacode.engine.evaluate.choose import Choice, choose
from slacode.engine.evaluate.judge import Judge, Sums, View, findings_of
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
from slacode.engine.evaluate.plan import LogPlan, Sight, plan
from slacode.engine.evaluate.result import EvaluationError, Result
from slacode.engine.evaluate.select import reference
from slacode.engine.logs import OpenLog
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
    with opened_logs(model, (one.measure.log for one in choice.chosen), logs, options) as opened:
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
    """A target and its sums over everything."""

    judge: Judge
    sums: Sums


_Piece = tuple[Sums, pa.RecordBatch | None]


def judge_log(
    log_plan: LogPlan, log: OpenLog, as_of: int, store: CycleStore | None, threads: int | None
) -> tuple[Judged, ...]:
    """Judge all targets of a log in one pass; batches are judged by several threads and summed in their order."""
    judged = tuple(Judged(judge, judge.empty()) for judge in log_plan.judges)
    for pieces in _judged_batches(log_plan, log, as_of, store is not None, threads or _threads()):
        for one, (part, cycles) in zip(judged, pieces, strict=True):
            one.sums.merge(part)
            if store is not None and cycles is not None:
                store.add(one.judge.plan, cycles)
    return judged


def _judged_batches(
    log_plan: LogPlan, log: OpenLog, as_of: int, keep: bool, threads: int
) -> Iterator[tuple[_Piece, ...]]:
    waiting: deque[Future[tuple[_Piece, ...]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for batch in scanned(log_plan, log, as_of):
            waiting.append(pool.submit(_judge_batch, log_plan.judges, View(batch, as_of, keep)))
            if len(waiting) > threads * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def scanned(log_plan: LogPlan, log: OpenLog, as_of: int, case: str | None = None) -> Iterator[CaseBatch]:
    """All cases of a log, or one, with what the plan needs of them."""
    return log.scan(
        log_plan.conditions,
        log_plan.instants,
        as_of=as_of,
        case=case,
        texts=log_plan.texts,
        numbers=log_plan.numbers,
    )


def _judge_batch(judges: tuple[Judge, ...], view: View) -> tuple[_Piece, ...]:
    return tuple(judge.look(view) for judge in judges)


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
    every = sorted((one for of_log in judged for one in of_log), key=lambda one: one.judge.plan.names)
    return Result(
        as_of=as_of,
        policy_sha256=policy_sha256,
        logs=tuple(read(log) for log in opened.values()),
        targets=tuple(result for one in every for result in one.judge.results(one.sums, as_of)),
        not_evaluated=choice.not_evaluated,
        findings=tuple(finding for one in every for finding in findings_of(one.judge, one.sums)),
        set_aside=tuple(row for log in opened.values() for row in rows_set_aside(log)),
        case_tables=None if store is None else store.tables,
    )


def _selection(periods: str | None) -> Selection | None:
    try:
        return None if periods is None else parse_selection(periods)
    except PeriodError as error:
        raise EvaluationError.saying(str(error)) from error
