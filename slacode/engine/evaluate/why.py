"""How one case came to its verdicts: the record behind `slacode why`, made of what the kernel explains."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import pyarrow as pa

from slacode.diagnostics import Location, did_you_mean
from slacode.engine.calendar.zones import say_local, zone_named
from slacode.engine.evaluate.attribution.path import Path, SupportName
from slacode.engine.evaluate.attribution.rows import STOOD
from slacode.engine.evaluate.batch import NO_INSTANT, NOWHERE, CaseBatch
from slacode.engine.evaluate.choose import Chosen, choose
from slacode.engine.evaluate.logs import Files, log_bounds, opened_logs
from slacode.engine.evaluate.moment import as_of_instant
from slacode.engine.evaluate.options import DEFAULTS, Options
from slacode.engine.evaluate.plan import LogPlan, Sight, plan
from slacode.engine.evaluate.result import EvaluationError, say_instant
from slacode.engine.evaluate.select import reference
from slacode.engine.logs.source import LogSource
from slacode.engine.metrics.clock import Shared, Verdict
from slacode.engine.metrics.clock.kind import ClockJudge
from slacode.engine.metrics.clock.parting import Parted
from slacode.engine.metrics.clock.tally import cells_of
from slacode.engine.metrics.clock.timeline import CycleTimeline, Event, Interval, Timeline, explain
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel
from slacode.engine.wording import say_hours_name, say_obligation, say_ref

_NEVER = 2**63 - 1
_SEARCHED = 5_000
"""So many case names are compared with one that is not in the log."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What one support (None: no support) had of a cycle, in microseconds: see `Parted`. `stood` is `held`, `broke`,
    `pending` or `not judged`."""

    support: SupportName | None
    stood: str | None
    took: int | None
    attributed: int
    shared: int
    late: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """One cycle of the case under one target: instants in UTC microseconds, durations in microseconds, or None.

    `at` is the place of the row that judged it (of the target, where no row matched), `hours` the name of the row's
    calendar, `zone` that of the agreement, in which people read the instants. `hands` are the supports that took part,
    then none at all; there are no hands where nothing is said to stand behind the row.
    """

    agreement: str
    version: int
    target: str
    row: str | None
    matched: bool
    obligation: str | None
    at: Location | None
    hours: str
    zone: str
    cycle: int
    started: int
    stopped: int | None
    allowance: int | None
    elapsed: int | None
    due: int | None
    verdict: str | None
    verdict_at: int | None
    period: str | None
    intervals: tuple[Interval, ...]
    events: tuple[Event, ...]
    hands: tuple[Hand, ...] = ()


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A target under which the case has no cycle, and why."""

    agreement: str
    version: int
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """All that some targets say of one case, as of an instant."""

    case: str
    as_of: int
    judgements: tuple[Judgement, ...]
    unjudged: tuple[Unjudged, ...]


def why(
    model: PolicyModel,
    case: str,
    ref: str,
    *,
    logs: Files,
    as_of: dt.datetime | dt.date | str | None = None,
    options: Options = DEFAULTS,
) -> CaseHistory:
    """What the targets that a reference means say of a case.

    Raises `EvaluationError` for a case that is in none of their logs, and for a reference to no clock.
    """
    choice = choose(model, [reference(model, ref)])
    chosen = tuple(one for one in choice.chosen if isinstance(one.measure, Clock))
    if not chosen:
        reasons = {target.reason for target in choice.not_evaluated} or {_no_timeline(choice.chosen)}
        raise EvaluationError.saying(f"`{ref}` has no timeline: {'; '.join(sorted(reasons))}")
    with opened_logs(model, (one.measure.log for one in chosen), logs, options) as found_logs:
        opened = found_logs.logs
        begins, ends = log_bounds(opened.values())
        moment = as_of_instant(as_of, chosen, ends)
        plans = plan(model, chosen, Sight(moment if begins is None else begins, moment))
        found = [one for of_log in plans for one in looked_at(of_log, opened[of_log.log], case, moment)]
        if not found:
            raise no_case(case, opened.values(), moment)
    return history_of(case, moment, found)


def history_of(case: str, as_of: int, found: Sequence[Judgement | Unjudged]) -> CaseHistory:
    """What some targets say of a case, together."""
    judgements = tuple(one for one in found if isinstance(one, Judgement))
    return CaseHistory(case, as_of, judgements, tuple(_untold(found, judgements)))


def _no_timeline(chosen: tuple[Chosen, ...]) -> str:
    kinds = sorted({one.measure.kind for one in chosen})
    return f"only clocks follow a case, and it is measured by `{kinds[0]}`" if kinds else "it promises nothing"


def looked_at(of_log: LogPlan, log: LogSource, case: str, as_of: int) -> Iterator[Judgement | Unjudged]:
    """What each target on a log says of the case: its cycles, or why it has none; nothing if the log lacks the case."""
    judges = [judge for judge in of_log.judges if isinstance(judge, ClockJudge)]
    needs = of_log.needs
    for batch in log.scan(needs.conditions, needs.instants, as_of=as_of, case=case):
        for judge in judges if batch.size else ():
            yield from said_of(judge, batch, as_of)


def said_of(judge: ClockJudge, batch: CaseBatch, as_of: int) -> Iterator[Judgement | Unjudged]:
    """What a target says of the one case of a batch: its cycles, or why it has none."""
    judged = tuple(_judgements(judge, batch, as_of))
    yield from judged
    if not judged:
        yield _unjudged(judge, batch, as_of)


def _judgements(judge: ClockJudge, batch: CaseBatch, as_of: int) -> Iterator[Judgement]:
    timeline = explain(batch, judge.rule, as_of)
    cells = cells_of(timeline.table, judge.plan)
    hands = _hands(judge, timeline, Shared(batch, as_of))
    for cycle in timeline.cycles:
        cell = int(cells[cycle.entry])
        period = None if cell == NOWHERE else judge.plan.periods.windows[cell].name
        yield replace(_judgement(judge, timeline, cycle, period), hands=hands.get(cycle.entry, ()))


def _hands(judge: ClockJudge, timeline: Timeline, shared: Shared) -> dict[int, tuple[Hand, ...]]:
    """The hands of each cycle, by its place in the table."""
    if judge.parting is None:
        return {}
    parted = judge.parting.part_all(shared, timeline.table)
    return {
        entry: (
            *(_hand(parted, judge.parting.path, k, i) for k in np.flatnonzero(parted.stand[:, i]).tolist()),
            Hand(None, None, None, int(parted.rest[i]), 0, int(parted.unexplained[i])),
        )
        for i, entry in enumerate(parted.entry.tolist())
    }


def _hand(parted: Parted, path: Path, k: int, cycle: int) -> Hand:
    times = (parted.took, parted.attributed, parted.shared, parted.late)
    return Hand(path.names[k], STOOD[int(parted.stand[k, cycle])], *(int(time[k, cycle]) for time in times))


def _judgement(judge: ClockJudge, timeline: Timeline, cycle: CycleTimeline, period: str | None) -> Judgement:
    table, entry, chosen = timeline.table, cycle.entry, judge.plan.chosen
    place = int(table.row[entry])
    row = chosen.target.rows[place] if place >= 0 else None
    agreement, version, name = judge.plan.names
    verdict = Verdict(int(table.verdict[entry]))
    return Judgement(
        agreement=agreement,
        version=version,
        target=name,
        row=None if row is None else row.label,
        matched=row is not None,
        obligation=None if row is None else say_obligation(row.obligation),
        at=chosen.target.at if row is None else row.at,
        hours=say_hours_name(chosen.version, None if row is None else row.obligation),
        zone=chosen.version.zone,
        cycle=int(table.cycle[entry]),
        started=int(table.started[entry]),
        stopped=_known(table.stopped[entry]),
        allowance=_known(table.allowance[entry]),
        elapsed=_known(table.elapsed[entry]),
        due=_known(table.due[entry]),
        verdict=None if verdict == Verdict.NONE else verdict.name.lower(),
        verdict_at=_known(table.verdict_at[entry]),
        period=period,
        intervals=cycle.intervals,
        events=cycle.events,
    )


def _known(value: int) -> int | None:
    return None if value in (NO_INSTANT, _NEVER) else int(value)


def _unjudged(judge: ClockJudge, batch: CaseBatch, as_of: int) -> Unjudged:
    cycles = Shared(batch, as_of).cycles(judge.rule.clock)
    agreement, version, name = judge.plan.names
    starts = batch.time[cycles.start]
    reason = _why_not(judge, int(starts[0])) if starts.size else "its clock never starts"
    return Unjudged(agreement, version, name, reason)


def _why_not(judge: ClockJudge, started: int) -> str:
    chosen = judge.plan.chosen
    zone = zone_named(chosen.version.zone)
    when = say_local(started, zone)
    of = f"version {chosen.version.number}" if len(chosen.agreement.versions) > 1 else "the term"
    if started < judge.rule.first:
        return f"its clock starts on {when}, before {of} begins"
    if started >= judge.rule.last:
        return f"its clock starts on {when}, after {of} has ended"
    return "it is not among the cases that the target is about (`where`)"


def _untold(found: Iterable[Judgement | Unjudged], judgements: Iterable[Judgement]) -> Iterator[Unjudged]:
    """The targets without a cycle; a version that leaves a case to another one need not be told of."""
    judged = {(judgement.agreement, judgement.target) for judgement in judgements}
    for one in found:
        if isinstance(one, Unjudged) and (one.agreement, one.target) not in judged:
            yield one


def no_case(case: str, logs: Iterable[LogSource], as_of: int) -> EvaluationError:
    """The error that a case is in none of some logs, with what is likely meant."""
    logs = list(logs)
    near = did_you_mean(case, islice(_like(case, logs, as_of), _SEARCHED))
    ways_out = [f"did you mean `{near}`?" if near else "a case is named as in the log, letter by letter"]
    if not near and any(log.summary().set_aside for log in logs):
        ways_out.append("rows were set aside, which `slacode evaluate` lists: its rows may be among them")
    return EvaluationError.saying(f"there is no case `{case}` up to {say_instant(as_of)}", ways_out=tuple(ways_out))


def _like(case: str, logs: Iterable[LogSource], as_of: int) -> Iterator[str]:
    """Names in the logs of nearly the same length that begin or end like this one."""
    half = (len(case) + 1) // 2
    begin, end = case[:half].casefold(), case[-half:].casefold()
    for log in logs:
        for batch in log.scan((), (), as_of=as_of):
            for name in batch.cases.cast(pa.string()).to_pylist():
                folded = name.casefold()
                if abs(len(name) - len(case)) <= 2 and (folded.startswith(begin) or folded.endswith(end)):
                    yield name


def say_judged(judgement: Judgement) -> str:
    """`checkout_support.resolution[P1]`, as references are written."""
    return say_ref(judgement.agreement, judgement.target, judgement.row)
