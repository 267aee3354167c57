"""Which version of one policy stands where which version of the other stood, stretch by stretch of local dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from slacode.engine.model.agreements import Agreement, Version
from slacode.engine.terms import term_of

_ONE_DAY = dt.timedelta(days=1)
EVER, NEVER = dt.date.min, dt.date.max
"""The first and the last day of what states none."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Local dates from `first` to `last`, both inclusive, and the versions in force on them (None: none is)."""

    first: dt.date
    last: dt.date
    base: Version | None
    head: Version | None


def stretches(base: Agreement, head: Agreement) -> tuple[Stretch, ...]:
    """The stretches in which the same two versions stand against each other, in the order of their dates."""
    mine, yours = _in_force(base), _in_force(head)
    begins = sorted({day for first, last, _ in (*mine, *yours) for day in (first, _following(last)) if day})
    found: list[Stretch] = []
    for first, following in pairwise([*begins, None]):
        assert first is not None  # noqa: S101 - the last of the pairs has the end that is none
        last = following - _ONE_DAY if following else NEVER
        one = Stretch(first, last, _on(mine, first), _on(yours, first))
        if one.base is not None or one.head is not None:
            found.append(one)
    return tuple(found)


def compared(base: Agreement, head: Agreement) -> Iterator[Stretch]:
    """The stretches with two versions to compare. A version that meets none is compared with the one that it replaces,
    or that replaces it: the last one that begins before it, else the first."""
    every = stretches(base, head)
    yield from (one for one in every if one.base and one.head)
    for one in _first_of_each(every):
        if one.base is None and not any(other.base and other.head is one.head for other in every):
            yield replace(one, base=_nearest(base, one.first))
        if one.head is None and not any(other.head and other.base is one.base for other in every):
            yield replace(one, head=_nearest(head, one.first))


def _first_of_each(every: tuple[Stretch, ...]) -> Iterator[Stretch]:
    seen: list[Version] = []
    for one in every:
        version = one.head if one.base is None else one.base
        if (one.base is None or one.head is None) and not any(version is other for other in seen):
            assert version is not None  # noqa: S101 - one of the two is in force
            seen.append(version)
            yield one


def _in_force(agreement: Agreement) -> list[tuple[dt.date, dt.date, Version]]:
    end = term_of(agreement)[1] or NEVER
    found: list[tuple[dt.date, dt.date, Version]] = []
    for version in agreement.versions:
        last = min(day or NEVER for day in (version.end, version.last, version.terminated, end))
        first = version.start or EVER
        if first <= last:
            found.append((first, last, version))
    return found


def _following(day: dt.date) -> dt.date | None:
    return None if day == NEVER else day + _ONE_DAY


def _on(versions: list[tuple[dt.date, dt.date, Version]], day: dt.date) -> Version | None:
    return next((version for first, last, version in versions if first <= day <= last), None)


def _nearest(agreement: Agreement, day: dt.date) -> Version:
    begun = [version for version in agreement.versions if (version.start or EVER) <= day]
    return begun[-1] if begun else agreement.versions[0]
