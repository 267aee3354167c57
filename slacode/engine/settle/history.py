"""How a target fared, period after period: missed before, in a row, met ever since (language reference, 7.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slacode.engine.evaluate.result import Status, TargetResult
from slacode.engine.model.agreements import Agreement, Level, Row
from slacode.engine.model.values import PeriodUnit, Span
from slacode.engine.periods import back
from slacode.engine.settle.amounts import in_unit, is_by_fiat, promised, row_of
from slacode.engine.settle.facts import Stretch

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Past:
    """How a target, or one row of it, fared in a period, over all rows and versions that judged it.

    It is missed if any of them is, else open if any is, else met if any is. `missed_so_far`: missed, or open and short
    of what is promised as it stands.
    """

    period: Stretch
    status: Status
    missed_so_far: bool
    provisional: bool


class History:
    """The past of the targets of one agreement, by target, row (None: all of them) and entity."""

    def __init__(self, agreement: Agreement, results: Iterable[TargetResult]) -> None:
        zones = {version.number: version.zone for version in agreement.versions}
        rows = {(version.number, target.name): target for version in agreement.versions for target in version.targets}
        found: dict[tuple[str, str | None, str | None], dict[Stretch, list[tuple[TargetResult, Row]]]] = {}
        for result in results:
            period = Stretch.of(result.period, result.start, result.end, zones[result.version])
            row = row_of(rows[(result.version, result.target)], result)
            for label in dict.fromkeys((None, result.row)):
                periods = found.setdefault((result.target, label, result.entity), {})
                periods.setdefault(period, []).append((result, row))
        self._past: Mapping[tuple[str, str | None, str | None], tuple[Past, ...]] = {
            key: tuple(_past(period, periods[period]) for period in sorted(periods)) for key, periods in found.items()
        }

    def of(self, target: str, row: str | None, entity: str | None) -> tuple[Past, ...]:
        """The periods of a target, or of one of its rows, in order."""
        return self._past.get((target, row, entity), ())

    def whole_targets(self) -> list[tuple[str, str | None]]:
        """Every target and entity that was judged, in order."""
        names = ((target, entity) for target, row, entity in self._past if row is None)
        return sorted(names, key=lambda name: (name[0], name[1] or ""))


def missed_before(past: Iterable[Past], period: Stretch, unit: PeriodUnit) -> Past | None:
    """The last period that was missed in the day, week, month, ... before a period begins; None if there is none."""
    since = back(period.first, unit, 1)
    missed = [one for one in past if since <= one.period.last < period.first and one.status == "missed"]
    return missed[-1] if missed else None


def in_a_row(past: Iterable[Past], period: Stretch) -> list[Past]:
    """The periods missed one after another up to this one; none if it is not missed itself."""
    run: list[Past] = []
    for one in past:
        if one.period.last > period.last:
            break
        run = [*run, one] if one.missed_so_far else []
    return run if run and run[-1].period == period else []


def met_since(past: Iterable[Past], period: Stretch, span: Span) -> list[Past] | None:
    """The periods that cover the span after a period, if each is over and met; else None."""
    until = back(period.last + _ONE_DAY, span.unit, -span.count) - _ONE_DAY
    following: list[Past] = []
    for one in past:
        if period.last < one.period.first:
            following.append(one)
            if one.period.last >= until:
                return following if all(later.status == "met" for later in following) else None
    return None


def _past(period: Stretch, results: list[tuple[TargetResult, Row]]) -> Past:
    statuses = {result.status for result, _ in results}
    order: tuple[Status, ...] = ("missed", "open", "met")
    status: Status = next((status for status in order if status in statuses), "no data")
    short = any(result.status == "open" and _is_short(result, row) for result, row in results)
    provisional = any(result.provisional or result.status == "open" for result, _ in results)
    return Past(period, status, status == "missed" or short, provisional)


def _is_short(result: TargetResult, row: Row) -> bool:
    """Whether an open period falls short of the promise as it stands."""
    limit = in_unit(promised(row), result.unit)
    if limit is None or result.figure is None or is_by_fiat(row, result):
        return False
    at_most = isinstance(row.obligation, Level) and row.obligation.bound == "at most"
    return result.figure > limit if at_most else result.figure < limit
