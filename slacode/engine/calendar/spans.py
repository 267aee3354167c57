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
    if not one or not other:
        return tuple(one)
    low, high = one[0][0], one[-1][1]
    edges = [low, *(edge for start, end in other if end > low and start < high for edge in (start, end)), high]
    gaps = list(zip(edges[::2], edges[1::2], strict=True))
    return intersection(one, [(start, end) for start, end in gaps if start < end])


def clip(spans: Sequence[Span], start: int, end: int) -> Spans:
    """The part of a set that lies in `[start, end)`; sorted and disjoint."""
    first = bisect_right(spans, start, key=itemgetter(1))
    last = bisect_left(spans, end, key=itemgetter(0))
    return tuple((max(one[0], start), min(one[1], end)) for one in spans[first:last])


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
