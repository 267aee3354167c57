"""The cases that come out otherwise, gathered batch by batch: all are counted, the latest kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np

from slacode.engine.evaluate.backtest.comparing import (
    Comparing,
    Counts,
    Names,
    Place,
    Seen,
    Sides,
    compared,
    counted,
    in_one_list,
    latest,
    looked_up,
    named,
)
from slacode.engine.evaluate.backtest.cycles import FLIP, Rows
from slacode.engine.evaluate.backtest.record import NOT_COUNTED, Flip
from slacode.engine.evaluate.cases import VERDICTS
from slacode.engine.evaluate.judge import Judge

_VERDICTS = tuple(name or NOT_COUNTED for name in VERDICTS)
_Group = tuple[str, str]
"""A target of an agreement, in whichever versions."""


class Flips:
    """The cases that the judges of two sides judge otherwise.

    Where both sides of a target are judged in one pass, they are compared batch by batch, else when everything was
    read.
    """

    def __init__(self, base: Sequence[Judge], head: Sequence[Judge]) -> None:
        self._groups = sorted({_group(judge) for judge in (*base, *head)})
        self._places = dict(_placed(base, self._groups, 0)) | dict(_placed(head, self._groups, 1))
        self._labels = [[_labels(side, group) for side in (base, head)] for group in self._groups]
        self._counts: Counts = Counter()
        self._kept: Rows = np.zeros(0, dtype=FLIP)
        self._names: list[Names] = []
        self._waiting: dict[int, list[tuple[Sides, Names]]] = {}

    def comparing(self, judges: Sequence[Judge], as_of: int) -> Comparing:
        """What is to be done in a pass with some judges."""
        here = {id(judge) for judge in judges}
        places = tuple(self._places.get(id(judge)) for judge in judges)
        groups = frozenset(place.group for place in places if place is not None)
        elsewhere = {place.group for judge, place in self._places.items() if judge not in here}
        return Comparing(tuple(judges), places, groups - elsewhere, as_of)

    def add(self, seen: Seen) -> None:
        """Take what was found in a batch."""
        for group, sides in seen.waiting.items():
            self._waiting.setdefault(group, []).append((sides, seen.names))
        self._add(seen.latest, seen.counts, seen.names)

    def end(self) -> None:
        """Everything was read: compare what waited for it."""
        for group, pieces in self._waiting.items():
            sides, names = in_one_list(pieces)
            flips = compared(sides, group)
            self._add(flips, counted(flips), names)
        self._waiting.clear()

    def _add(self, flips: Rows, counts: Counts, names: Names) -> None:
        self._counts += counts
        flips["source"] = len(self._names)
        self._names.append(names)
        kept = latest(np.concatenate([self._kept, flips]), self._names_of)
        sources, kept["source"] = np.unique(kept["source"], return_inverse=True)
        self._kept, self._names = kept, [self._names[source] for source in sources]

    def _names_of(self, flips: Rows) -> list[str]:
        every = np.empty(flips.size, dtype=object)
        for source in np.unique(flips["source"]):
            chosen = flips["source"] == source
            every[chosen] = named(looked_up(self._names[source]), flips[chosen])
        found: list[str] = every.tolist()
        return found

    @property
    def counts(self) -> Mapping[tuple[str, str, str], int]:
        """How many there are by target and by their two verdicts, the most frequent first."""
        found = {
            (".".join(self._groups[group]), _VERDICTS[before], _VERDICTS[after]): count
            for (group, before, after), count in self._counts.items()
        }
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    def found(self) -> tuple[Flip, ...]:
        """The flips that are told of, those that are the latest first; names are read that were not needed before."""
        names = self._names_of(self._kept)
        flips = (self._flip(flip, name) for flip, name in zip(self._kept, names, strict=True))
        return tuple(sorted(flips, key=lambda flip: (-flip.late, flip.agreement, flip.target, flip.case, flip.cycle)))

    def _flip(self, flip: np.void, case: str) -> Flip:
        group = int(flip["group"])
        agreement, target = self._groups[group]
        rows = [labels[row] if row >= 0 else None for labels, row in zip(self._labels[group], flip["row"], strict=True)]
        before, after = (_VERDICTS[verdict] for verdict in flip["verdict"])
        cycle, late = int(flip["cycle"]), int(flip["late"])
        return Flip(agreement, target, case, cycle, (rows[0], rows[1]), (before, after), late)


def _group(judge: Judge) -> _Group:
    agreement, _, target = judge.plan.names
    return agreement, target


def _placed(judges: Sequence[Judge], groups: Sequence[_Group], side: int) -> Iterator[tuple[int, Place]]:
    """The place of each judge, by its identity."""
    for number, group in enumerate(groups):
        of_group = [judge for judge in judges if _group(judge) == group]
        first_rows = accumulate((len(judge.plan.rows) for judge in of_group), initial=0)
        for judge, first_row in zip(of_group, first_rows, strict=False):
            yield id(judge), Place(number, side, first_row)


def _labels(judges: Sequence[Judge], group: _Group) -> list[str | None]:
    """What the rows of a target are called, version by version."""
    return [row.label for judge in judges if _group(judge) == group for row in judge.plan.rows]
