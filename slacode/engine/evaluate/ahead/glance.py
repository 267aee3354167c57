"""What looking ahead takes from a log while it is read: cases that are not over, and how many began when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.calendar.zones import zone_named
from slacode.engine.evaluate.batch import Micros
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.evaluate.result import EvaluationError
from slacode.engine.periods import Window, midnight

WEEKS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Look:
    """That one looks ahead: from which shares of an allowance, in percent and ascending, a case is worth a warning.

    Beside cases that are open, those are told of that came into breach from `since` on (UTC microseconds; None: none
    are) and stopped meanwhile.
    """

    warn_at: tuple[Decimal, ...] = (Decimal(75), Decimal(90))
    since: int | None = None


def look_from(warn_at: Iterable[Decimal | int]) -> Look:
    """The look for some shares in any order; `EvaluationError` for none, and for one that is not above 0."""
    shares = tuple(sorted({Decimal(share) for share in warn_at}))
    if not shares or not all(share.is_finite() and share > 0 for share in shares):
        raise EvaluationError.saying(
            "a warning needs shares of an allowance above 0%", ways_out=("write them as in `75%,90%`",)
        )
    return Look(shares)


@dataclass(frozen=True, slots=True, order=True)
class Began:
    """Cases of a row (its place in the target) that began in a period, or else in the four weeks before it."""

    row: int
    period: int
    before: bool


@dataclass(slots=True)
class Glance:
    """Of one target: its cycles that are open or in breach, in pieces of equal columns, and how many cases began."""

    cycles: list[pa.RecordBatch] = field(default_factory=list)
    began: Counter[Began] = field(default_factory=Counter)

    def merge(self, other: Glance) -> None:
        """Add what was seen of other cases."""
        self.cycles += other.cycles
        self.began.update(other.began)


def open_windows(plan: TargetPlan, as_of: int) -> Iterator[tuple[int, Window]]:
    """The periods that hold an instant, with their places: one, or two where the last one begins with it."""
    for place in reversed(range(len(plan.periods.windows))):
        window = plan.periods.windows[place]
        if window.end <= as_of:
            return
        yield place, window


def weeks_before(plan: TargetPlan, window: Window) -> tuple[int, int]:
    """The four weeks, of local days, before a period."""
    zone = zone_named(plan.chosen.version.zone)
    first = window.dates.first - dt.timedelta(weeks=WEEKS_BEFORE)
    return midnight(zone, first), window.start


def began_of(started: Micros, row: NDArray[np.integer], plan: TargetPlan, as_of: int) -> Counter[Began]:
    """How many cases of each row began in the open periods and before them, of those that began at some instants."""
    found: Counter[Began] = Counter()
    for place, window in open_windows(plan, as_of):
        spans = ((window.start, min(window.end, as_of + 1)), weeks_before(plan, window))
        for before, (start, end) in enumerate(spans):
            rows, counts = np.unique(row[(started >= start) & (started < end)], return_counts=True)
            for index, count in zip(rows.tolist(), counts.tolist(), strict=True):
                found[Began(index, place, bool(before))] += count
    return found
