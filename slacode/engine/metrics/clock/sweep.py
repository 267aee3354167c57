"""Stretches of time of many cases laid over each other: what holds from each instant at which anything changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from slacode.engine.evaluate.batch import Micros
from slacode.engine.evaluate.ordering import in_order


@dataclass(frozen=True, slots=True)
class Band:
    """Stretches `[since, until)` of cases, in UTC microseconds, each with a `value` of at least 0; those of one case
    never overlap. Empty ones hold nothing."""

    case: Micros
    since: Micros
    until: Micros
    value: Micros

    @classmethod
    def joined(cls, bands: Sequence[Band]) -> Band:
        """The stretches of several bands that have no case in common, or none at one time."""
        nothing = np.zeros(0, dtype=np.int64)
        return cls(*(np.concatenate([nothing, *(getattr(b, name) for b in bands)]) for name in cls.__slots__))


class Sweep:
    """The marks at which a stretch of any band begins or ends, ordered by case and instant.

    What holds at a mark holds until the next one; at the last mark of a case nothing does.
    """

    def __init__(self, bands: Sequence[Band]) -> None:
        case = np.concatenate([edge for band in bands for edge in (band.case, band.case)])
        time = np.concatenate([edge for band in bands for edge in (band.since, band.until)])
        order = in_order(case, time)
        case, time = case[order], time[order]
        new = np.ones(case.size, dtype=np.bool_)
        new[1:] = (case[1:] != case[:-1]) | (time[1:] != time[:-1])
        rank = np.empty(case.size, dtype=np.int64)
        rank[order] = np.cumsum(new) - 1
        self.time: Micros = time[new]
        self._edges = np.split(rank, np.cumsum([2 * band.case.size for band in bands])[:-1])
        self._bands = bands

    @property
    def until(self) -> Micros:
        """The mark after each; the last one stands for its own."""
        return np.append(self.time[1:], self.time[-1:])

    def held(self, place: int) -> Micros:
        """The value of the stretch of a band that holds at each mark, -1 where none does."""
        value = self._bands[place].value + 1
        begins, ends = np.split(self._edges[place], 2)
        steps = np.zeros(self.time.size, dtype=np.int64)
        np.add.at(steps, begins, value)
        np.subtract.at(steps, ends, value)
        held: Micros = np.cumsum(steps) - 1
        return held
