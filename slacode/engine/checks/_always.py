"""What a metric comes to in every period, whatever rows come, where its conditions already decide it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from slacode.engine.checks._clocks import states_of
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import TooManyCasesError, satisfiable
from slacode.engine.model.conditions import And, Condition, Not
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Clock, Count, Metric, RowValue, Share
from slacode.engine.wording import say_condition


@dataclass(frozen=True, slots=True)
class Always:
    """`figure` is a percentage, or 0 for a number or a time; None where there is never anything to measure."""

    figure: Decimal | None
    why: str


Known: TypeAlias = Always | None


def always(subject: Subject, metric: Metric) -> Known:
    """What a metric always comes to; None where that depends on the rows, or too much would have to be looked at."""
    log = subject.lookup.logs.get(metric.measure.log)
    try:
        return _of_clock(subject, metric, metric.measure) if isinstance(metric.measure, Clock) else _of(metric, log)
    except TooManyCasesError:
        return None


def _of_clock(subject: Subject, metric: Metric, clock: Clock) -> Known:
    states = states_of(subject, metric)
    if states is None:
        return None
    start = say_condition(clock.start)
    if not states.space.where(clock.start):
        return Always(None, f"no row satisfies `start when {start}`")
    if states.takes_no_time:
        stop = say_condition(clock.stop)
        return Always(Decimal(0), f"wherever `start when {start}` holds, `stop when {stop}` does, so it takes no time")
    return None


def _of(metric: Metric, log: Log | None) -> Known:
    if log is None:
        return None
    match metric.measure:
        case Share() as share:
            return _of_share(share, log)
        case Count(each=each) if satisfiable(each, log) is None:
            return Always(Decimal(0), f"no row satisfies `each when {say_condition(each)}`")
        case RowValue(where=where) if where is not None and satisfiable(where, log) is None:
            return Always(None, f"no row satisfies `where {say_condition(where)}`")
        case Availability() as availability if satisfiable(_down(availability), log) is None:
            return Always(Decimal(100), "no row that it reads can begin a downtime")
    return None


def _of_share(share: Share, log: Log) -> Known:
    each, good = say_condition(share.each), say_condition(share.good)
    if satisfiable(share.each, log) is None:
        return Always(None, f"no row satisfies `each when {each}`")
    if satisfiable(And(parts=(share.each, share.good)), log) is None:
        return Always(Decimal(0), f"nowhere where `each when {each}` holds does `good when {good}`")
    if satisfiable(And(parts=(share.each, Not(part=share.good))), log) is None:
        return Always(Decimal(100), f"wherever `each when {each}` holds, `good when {good}` does")
    return None


def _down(availability: Availability) -> Condition:
    """The rows at which a downtime can begin; a row that begins and ends one ends it (language reference, 6.1)."""
    parts = [part for part in (availability.down_while or availability.down_from, availability.where) if part]
    return And(parts=(*parts, Not(part=availability.down_to)) if availability.down_to else tuple(parts))
