"""From wall-clock times to UTC, exactly, as an SQL expression made from the rules of a time zone."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

_MICRO = 1_000_000
_DAY = 86_400
_FIRST = int(dt.datetime(1900, 1, 1, tzinfo=dt.UTC).timestamp())
_LAST = int(dt.datetime(2101, 1, 1, tzinfo=dt.UTC).timestamp())


@lru_cache(maxsize=32)
def offsets(zone: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The offsets of a zone and the wall-clock times from which each next one holds, all in microseconds.

    A wall-clock time that the zone skips belongs to the offset before the gap, which moves it forward by the gap; one
    that occurs twice does too, which means its first (language reference, 2.5). Both ways the later offset begins at
    the change plus the larger of the two. Changes from 1900 to 2100 are known; outside the nearest offset holds.
    """
    rules = ZoneInfo(zone)
    found = [_offset(rules, _FIRST)]
    starts: list[int] = []
    for day in range(_FIRST, _LAST, _DAY):
        while (after := _offset(rules, day + _DAY)) != found[-1]:
            change = _change(rules, day, day + _DAY, found[-1])
            after = _offset(rules, change)
            starts.append((change + max(found[-1], after)) * _MICRO)
            found.append(after)
            day = change  # noqa: PLW2901 - a second change on one day
    return tuple(offset * _MICRO for offset in found), tuple(starts)


def _offset(rules: ZoneInfo, at: int) -> int:
    offset = dt.datetime.fromtimestamp(at, rules).utcoffset()
    return 0 if offset is None else offset // dt.timedelta(seconds=1)


def _change(rules: ZoneInfo, before: int, until: int, offset: int) -> int:
    """The second after `before` and up to `until` from which the given offset no longer holds."""
    while until - before > 1:
        middle = (before + until) // 2
        if _offset(rules, middle) == offset:
            before = middle
        else:
            until = middle
    return until


@lru_cache(maxsize=128)
def to_utc(wall: str, zone: str) -> str:
    """SQL for the UTC microseconds of `wall`, a column of wall-clock microseconds in a zone."""
    found, starts = offsets(zone)
    return f"({wall} - {_choice(wall, found, starts)})"


def _choice(wall: str, found: tuple[int, ...], starts: tuple[int, ...]) -> str:
    """A balanced tree of comparisons: some nine of them find one of several hundred offsets."""
    if not starts:
        return str(found[0])
    middle = len(starts) // 2
    before = _choice(wall, found[: middle + 1], starts[:middle])
    after = _choice(wall, found[middle + 1 :], starts[middle + 1 :])
    return f"CASE WHEN {wall} < {starts[middle]} THEN {before} ELSE {after} END"
