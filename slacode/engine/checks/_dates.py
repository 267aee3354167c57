"""Dates some calendar units later, and sets of local dates such as the days on which an agreement is in force."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from slacode.engine.model.values import Span

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DAYS = {"day": 1, "week": 7}

FIRST_DAY, LAST_DAY = dt.date.min.toordinal(), dt.date.max.toordinal()
"""What stands for a term that is open on that side."""

Stretch: TypeAlias = tuple[int, int]
"""Local dates as ordinals, both inclusive."""


def after(date: dt.date, span: Span) -> dt.date:
    """The date so many calendar units later; a day that a month does not have is its last one."""
    if span.unit in _DAYS:
        return dt.date.fromordinal(min(date.toordinal() + span.count * _DAYS[span.unit], LAST_DAY))
    year, month = divmod(date.year * 12 + date.month - 1 + span.count * _MONTHS[span.unit], 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month + 1, min(date.day, calendar.monthrange(year, month + 1)[1]))


def stretch(first: dt.date | None, last: dt.date | None) -> Stretch:
    """The dates from one to another; None is open on that side."""
    return (first.toordinal() if first else FIRST_DAY, last.toordinal() if last else LAST_DAY)


class Dates(NamedTuple):
    """A set of local dates as sorted stretches that neither overlap nor touch."""

    stretches: tuple[Stretch, ...] = ()

    @classmethod
    def of(cls, stretches: Iterable[Stretch]) -> Dates:
        """The dates of any stretches, which may be empty."""
        merged: list[Stretch] = []
        for first, last in sorted(one for one in stretches if one[0] <= one[1]):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    def __bool__(self) -> bool:
        return bool(self.stretches)

    def without(self, other: Dates) -> Dates:
        """The dates that are not in another set."""
        edges = [FIRST_DAY - 1, *(edge for one in other.stretches for edge in one), LAST_DAY + 1]
        gaps = [(before + 1, behind - 1) for before, behind in zip(edges[::2], edges[1::2], strict=True)]
        return self.within(Dates(tuple(gap for gap in gaps if gap[0] <= gap[1])))

    def within(self, other: Dates) -> Dates:
        """The dates that both sets have."""
        shared = [(max(one[0], two[0]), min(one[1], two[1])) for one in self.stretches for two in other.stretches]
        return Dates(tuple(one for one in shared if one[0] <= one[1]))  # sorted and apart, as both sets are

    def say(self) -> str:
        """`from 2026-07-01 to 2026-12-31`, `up to 2025-12-31 and from 2027-01-01 on`."""
        return " and ".join(_say(one) for one in self.stretches)


def _say(one: Stretch) -> str:
    first, last = dt.date.fromordinal(one[0]), dt.date.fromordinal(one[1])
    if one == (FIRST_DAY, LAST_DAY):
        return "at all times"
    if one[0] == FIRST_DAY:
        return f"up to {last}"
    if one[1] == LAST_DAY:
        return f"from {first} on"
    return f"on {first}" if first == last else f"from {first} to {last}"
