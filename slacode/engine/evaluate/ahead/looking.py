"""From what was seen of the logs to what is ahead: every open case and every open period of the judged targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slacode.engine.evaluate.ahead.glance import Glance, Look, open_windows, weeks_before
from slacode.engine.evaluate.ahead.open_cases import OpenCases, endangered
from slacode.engine.evaluate.ahead.open_periods import Demand, OpenPeriod, open_period
from slacode.engine.evaluate.ahead.record import Ahead
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.periods import Window

_NEVER = 2**63 - 1
_Key = tuple[str, str, str | None, int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A target with what was seen of its log and the results that were asked for."""

    plan: TargetPlan
    glance: Glance
    results: tuple[TargetResult, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant one looks ahead from, and the first one of the logs, in UTC microseconds."""

    as_of: int
    begins: int


def ahead_of(every: Sequence[Seen], look: Look, moment: Moment) -> Ahead:
    """What is ahead of some targets."""
    began = _began(every, moment.as_of)
    periods = (period for seen in every for period in _open_periods(seen, look, moment, began))
    return Ahead(look.warn_at, OpenCases([(seen.plan, seen.glance) for seen in every]), tuple(periods))


def _began(every: Iterable[Seen], as_of: int) -> Counter[tuple[_Key, bool]]:
    """How many cases began in open periods and before them, whichever version judges them."""
    found: Counter[tuple[_Key, bool]] = Counter()
    for seen in every:
        windows = dict(open_windows(seen.plan, as_of))
        for began, count in seen.glance.began.items():
            key = _key(seen.plan, seen.plan.rows[began.row].label, windows[began.period])
            found[(key, began.before)] += count
    return found


def _key(plan: TargetPlan, row: str | None, window: Window) -> _Key:
    agreement, _, target = plan.names
    return agreement, target, row, window.start, window.end


def _open_periods(
    seen: Seen, look: Look, moment: Moment, began: Counter[tuple[_Key, bool]]
) -> Iterator[OpenPeriod]:
    plan = seen.plan
    windows = {window.name: window for _, window in open_windows(plan, moment.as_of)}
    places = {row.label: place for place, row in enumerate(plan.rows)}
    for result in seen.results:
        if result.status == "open":
            place, window = places[result.row], windows[result.period]
            start, end = (window.start, window.end) if plan.chosen.target.count_by == "opened" else (-_NEVER, _NEVER)
            in_danger = endangered(seen.glance, place, look.warn_at[0], start, end)
            demand = _demand(plan, window, moment, began, result)
            left = min(window.end, plan.share.last) - moment.as_of
            yield open_period(result, plan.rows[place].obligation, in_danger, demand, left, look.warn_at[0])


def _demand(
    plan: TargetPlan, window: Window, moment: Moment, began: Counter[tuple[_Key, bool]], result: TargetResult
) -> Demand | None:
    """The demand of a period; there is none where it is not cases that are measured."""
    if plan.chosen.measure.kind not in ("clock", "share", "count"):
        return None
    key = _key(plan, result.row, window)
    start, end = weeks_before(plan, window)
    start = max(start, plan.periods.cells[0], moment.begins)
    length = min(moment.as_of, window.end) - max(window.start, moment.begins)
    return Demand(began[(key, False)], length, began[(key, True)], max(0, end - start))
