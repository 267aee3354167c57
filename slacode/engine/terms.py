"""When agreements hold: their terms, and each version's share of them, as local dates and instants (section 7)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from slacode.engine.calendar.instants import FIRST_YEAR, LAST_YEAR, year_start
from slacode.engine.calendar.zones import zone_named
from slacode.engine.model.agreements import Agreement, Version
from slacode.engine.periods import midnight

ALWAYS, FOREVER = year_start(FIRST_YEAR + 1), year_start(LAST_YEAR - 1)
"""The beginning and the end of a term that states none: as far as calendars reach."""

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """The instants `[first, last)`, in UTC microseconds, in which a case must start to be judged by a version."""

    first: int
    last: int


def term_of(agreement: Agreement) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last local date of the whole term (None: open on that side).

    The last version says when the term ends; `terminated D` ends it with D itself, as `to D` would.
    """
    latest = agreement.versions[-1]
    return agreement.versions[0].first, _earliest(latest.last, latest.terminated)


def shares_of(agreement: Agreement) -> dict[int, Share]:
    """The share of each version, by its number. A version ends where the next one begins, in the zone of that one."""
    starts = [_start(version) for version in agreement.versions]
    bounds = pairwise((*starts, FOREVER))
    return {
        version.number: Share(first, min(last, _end(version, agreement)))
        for version, (first, last) in zip(agreement.versions, bounds, strict=True)
    }


def _start(version: Version) -> int:
    return ALWAYS if version.start is None else midnight(zone_named(version.zone), version.start)


def _end(version: Version, agreement: Agreement) -> int:
    last = _earliest(version.last, version.terminated, term_of(agreement)[1])
    return FOREVER if last is None else midnight(zone_named(version.zone), last + _ONE_DAY)


def _earliest(*dates: dt.date | None) -> dt.date | None:
    return min((date for date in dates if date is not None), default=None)
