"""What the judges of both sides make of a batch: their sums, and the cases that the two sides judge otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from slacode.engine.evaluate.backtest.cycles import FLIP, Cycles, Rows, differing
from slacode.engine.evaluate.batch import CaseBatch, Needs
from slacode.engine.evaluate.judge import Judge, Sums, View

MOST_FLIPS = 1000
"""So many cases are told of one by one; the others are counted."""

Names: TypeAlias = "pa.Array | Callable[[], pa.Array]"
"""The names of some cases, or what gives them: to look them up takes its time."""

Counts = Counter[tuple[int, int, int]]
"""How many cases flip: by target, and by the verdicts of both sides."""

Sides = tuple[list[Cycles], list[Cycles]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the cycles of a judge belong: the number of the target, the side, and how many rows of the target stand
    before the judge's own."""

    group: int
    side: int
    first_row: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What both sides make of a batch: the sums of each judge, all flips as counts, and the latest one by one; besides
    the cycles of those targets of which the other side is judged elsewhere."""

    sums: tuple[Sums, ...]
    counts: Counts
    latest: Rows
    waiting: dict[int, Sides]
    names: Names


@dataclass(frozen=True, slots=True)
class Comparing:
    """What is done with a batch.

    `places` says, judge by judge, where the cycles belong, None where they are not compared; the targets `at_once` have
    all their judges here.
    """

    judges: tuple[Judge, ...]
    places: tuple[Place | None, ...]
    at_once: frozenset[int]
    as_of: int

    @property
    def needs(self) -> Needs:
        """All that the judges read; every name where cycles wait for those of another pass."""
        waits = any(place is not None and place.group not in self.at_once for place in self.places)
        return replace(Needs.joined(judge.needs for judge in self.judges), names=waits)

    def __call__(self, batch: CaseBatch) -> Seen:
        """Judge a batch and compare."""
        quiet = View(batch, self.as_of, keep=False)
        listing = replace(quiet, keep="verdicts")
        sums: list[Sums] = []
        sides: dict[int, Sides] = {}
        for judge, place in zip(self.judges, self.places, strict=True):
            part, listed = judge.look(quiet if place is None else listing)
            sums.append(part)
            if place is not None and listed is not None:
                of_group = sides.setdefault(place.group, ([], []))
                of_group[place.side].append(Cycles.of(listed, place.first_row))
        found = [compared(sides.pop(group), group) for group in sorted(self.at_once & sides.keys())]
        flips = np.concatenate([np.zeros(0, dtype=FLIP), *found])
        kept = latest(flips, lambda rows: named(batch.cases, rows))
        return Seen(tuple(sums), counted(flips), kept, sides, batch.named)


def compared(sides: Sides, group: int) -> Rows:
    """The flips of a target."""
    return differing(Cycles.joined(sides[0]), Cycles.joined(sides[1]), group)


def counted(flips: Rows) -> Counts:
    """How many there are of each kind."""
    kinds = np.column_stack([flips["group"], flips["verdict"]])
    each, counts = np.unique(kinds, axis=0, return_counts=True)
    return Counter(dict(zip(map(tuple, each.tolist()), counts.tolist(), strict=True)))


def latest(flips: Rows, names_of: Callable[[Rows], list[str]]) -> Rows:
    """The flips that are the latest; names are asked for only where too many are equally late."""
    if flips.size <= MOST_FLIPS:
        return flips
    edge = np.partition(flips["late"], -MOST_FLIPS)[-MOST_FLIPS]
    above, tied = flips[flips["late"] > edge], flips[flips["late"] == edge]
    room = MOST_FLIPS - above.size
    if room < tied.size:
        keys = list(zip(tied["group"].tolist(), names_of(tied), tied["cycle"].tolist(), strict=True))
        tied = tied[nsmallest(room, range(tied.size), key=keys.__getitem__)]
    return np.concatenate([above, tied])


def named(names: pa.Array, flips: Rows) -> list[str]:
    """The names of the cases of some flips."""
    return [names[place].as_py() for place in flips["case"].tolist()]


def in_one_list(pieces: Sequence[tuple[Sides, Names]]) -> tuple[Sides, pa.Array]:
    """Cycles of several batches with their cases as places in one list of names, and that list."""
    names = [looked_up(names).cast(pa.large_string()) for _, names in pieces]
    every = pa.chunked_array(names).combine_chunks().dictionary_encode()
    ends = np.cumsum([len(one) for one in names])
    joined: Sides = ([], [])
    for (sides, _), places in zip(pieces, np.split(every.indices.to_numpy(), ends[:-1]), strict=True):
        for side, cycles in enumerate(sides):
            joined[side].extend(one.among(places) for one in cycles)
    return joined, every.dictionary


def looked_up(names: Names) -> pa.Array:
    """The names themselves."""
    return names if isinstance(names, pa.Array) else names()
