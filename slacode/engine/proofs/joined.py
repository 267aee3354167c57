"""The latest finishes of promises together: by version, one after the other, and side by side (consistency, 1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from slacode.engine.proofs.finish import Finish


@dataclass(frozen=True)
class Versions(Finish):
    """A promise that changes: each hand-over counts in the version in force at it (consistency, 1).

    `starts[i]` is the first instant of version i + 1; the first version also stands for all time before it, the last
    for all after it.
    """

    stages: tuple[Finish, ...]
    starts: tuple[int, ...]

    def finish(self, start: int) -> int:
        return self.stages[bisect_right(self.starts, start)].finish(start)

    def breaks(self, first: int, last: int) -> Iterator[int]:
        for stage, begin, end in self._within(first, last):
            yield from (begin, end)
            yield from stage.breaks(begin, end)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        goals = set(values)
        for stage, begin, end in self._within(first, last):
            yield from stage.preimages(goals, begin, end)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        lows, highs = zip(*(stage.reach(begin, end) for stage, begin, end in self._within(first, last)), strict=True)
        return min(lows), max(highs)

    @property
    def rises(self) -> bool:
        return False  # a later version may be the faster one

    def shape(self, week: int, span: int) -> Hashable:
        first, last = bisect_right(self.starts, week), bisect_right(self.starts, week + span)
        changes = tuple(start - week for start in self.starts[first:last])
        return (first, changes, *(stage.shape(week, span) for stage in self.stages[first : last + 1]))

    def _within(self, first: int, last: int) -> Iterator[tuple[Finish, int, int]]:
        for number, stage in enumerate(self.stages):
            begin = max(first, self.starts[number - 1]) if number else first
            end = min(last, self.starts[number] - 1) if number < len(self.starts) else last
            if begin <= end:
                yield stage, begin, end


@dataclass(frozen=True)
class Then(Finish):
    """In turn: the second begins when the first ends."""

    before: Finish
    after: Finish

    def finish(self, start: int) -> int:
        return self.after.finish(self.before.finish(start))

    def breaks(self, first: int, last: int) -> Iterator[int]:
        yield from self.before.breaks(first, last)
        yield from self.before.preimages(self.after.breaks(*self.before.reach(first, last)), first, last)

    def crests(self, first: int, last: int) -> Iterator[int]:
        yield from self.before.crests(first, last)
        yield from self.before.preimages(self.after.crests(*self.before.reach(first, last)), first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        handovers = self.after.preimages(values, *self.before.reach(first, last))
        yield from self.before.preimages(handovers, first, last)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        return self.after.reach(*self.before.reach(first, last))

    @property
    def rises(self) -> bool:
        return self.before.rises and self.after.rises

    def shape(self, week: int, span: int) -> Hashable:
        return (self.before.shape(week, span), self.after.shape(week, span))


@dataclass(frozen=True)
class Latest(Finish):
    """Side by side, or one of them and which one is not known: the later of all finishes."""

    parts: tuple[Finish, ...]

    def finish(self, start: int) -> int:
        return max(part.finish(start) for part in self.parts)

    def breaks(self, first: int, last: int) -> Iterator[int]:
        # Where two parts cross, the later one rises faster than the earlier did: a bend upwards, never a highest point.
        for part in self.parts:
            yield from part.breaks(first, last)

    def crests(self, first: int, last: int) -> Iterator[int]:
        for part in self.parts:
            yield from part.crests(first, last)

    def preimages(self, values: Iterable[int], first: int, last: int) -> Iterator[int]:
        goals = set(values)
        for part in self.parts:
            yield from part.preimages(goals, first, last)

    def reach(self, first: int, last: int) -> tuple[int, int]:
        lows, highs = zip(*(part.reach(first, last) for part in self.parts), strict=True)
        return max(lows), max(highs)

    @property
    def rises(self) -> bool:
        return all(part.rises for part in self.parts)

    def shape(self, week: int, span: int) -> Hashable:
        return tuple(part.shape(week, span) for part in self.parts)
