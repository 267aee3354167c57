"""Sets of instants as sorted, disjoint, non-touching spans `(start, end)`, half-open, in UTC microseconds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """The instants of any spans, which may overlap, touch, be empty and stand in any order."""
    merged: list[Span] = []
    last_start, last_end = 0, None
    for start, end in sorted(spans):
        if start >= end:
            continue
        if last_end is None or start > last_end:
            if last_end is not None:
                merged.append((last_start, last_end))
            last_start, last_end = start, end
        elif end > last_end:
            last_end = end
    if last_end is not None:
        merged.append((last_start, last_end))
    return tuple(merged)


def in_a_row(several: Iterable[Spans]) -> Spans:
    """The instants of sets of which each lies behind the one before, and may touch it."""
    joined: list[Span] = []
    for spans in several:
        if joined and spans and joined[-1][1] == spans[0][0]:
            joined[-1] = (joined[-1][0], spans[0][1])
            joined += spans[1:]
        else:
            joined += spans
    return tuple(joined)


def intersection(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """The instants that two sets share; both sorted and disjoint."""
    shared: list[Span] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            shared.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(shared)


def difference(one: Sequence[Span], other: Sequence[Span]) -> Spans:
    """The instants of one set that are not in the other; both sorted and disjoint."""
    left: list[Span] = []
    near, count = 0, len(other)
    for begin, end in one:
        start = begin
        while near < count and other[near][1] <= start:
            near += 1
        taken = near
        while taken < count and other[taken][0] < end:
            if start < other[taken][0]:
                left.append((start, other[taken][0]))
            start = other[taken][1]
            taken += 1
        if start < end:
            left.append((start, end))
    return tuple(left)


def clip(spans: Sequence[Span], start: int, end: int) -> Spans:
    """The part of a set that lies in `[start, end)`; sorted and disjoint."""
    first = bisect_right(spans, start, key=itemgetter(1))
    last = bisect_left(spans, end, key=itemgetter(0))
    within = list(spans[first:last])
    if within:  # only what stands at either end can reach beyond it
        within[0] = (max(within[0][0], start), within[0][1])
        within[-1] = (within[-1][0], min(within[-1][1], end))
    return tuple(within)


def length(spans: Iterable[Span]) -> int:
    """The time that the spans last together, in microseconds."""
    return sum(end - start for start, end in spans)


def first_part(spans: Iterable[Span], amount: int) -> Spans:
    """The earliest part of a set that lasts `amount` microseconds, or all of it if it lasts no longer."""
    taken: list[Span] = []
    for start, end in spans:
        if amount <= 0:
            break
        taken.append((start, min(end, start + amount)))
        amount -= end - start
    return tuple(taken)
