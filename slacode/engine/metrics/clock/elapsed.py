"""How much time cycles have counted, and the instants at which they had counted a given time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.stack import stacked
from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.metrics.clock.counting import Runs
from slacode.engine.metrics.clock.marks import Rows

Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Calendars:
    """The distinct calendars of some entries: entry i is counted in `tables[which[i]]`, in none where that is -1."""

    tables: tuple[DayTable, ...]
    which: Places

    def counted_at(self, entry: Rows, *instants: Micros) -> tuple[Micros, ...]:
        """B of each instant, column by column, in the calendar of its entry; every entry must have one."""
        if len(self.tables) < 2:
            return self._apply("counted_at", entry, *instants)
        which = self.which[entry].astype(np.intp)
        return tuple(stacked(self.tables).counted_at(which, column) for column in instants)

    def earliest(self, entry: Rows, value: Micros) -> Micros:
        """The earliest instant at which B has each value."""
        return self._apply("earliest", entry, value)[0]

    def latest(self, entry: Rows, value: Micros) -> Micros:
        """The latest instant at which B has each value."""
        return self._apply("latest", entry, value)[0]

    def _apply(
        self, function: Literal["counted_at", "earliest", "latest"], entry: Rows, *columns: Micros
    ) -> tuple[Micros, ...]:
        which = self.which[entry]
        results = tuple(np.empty_like(column) for column in columns)
        for index, table in enumerate(self.tables):
            chosen = np.flatnonzero(which == index)
            if chosen.size == entry.size:
                return tuple(getattr(table, function)(column) for column in columns)
            if chosen.size:
                for result, column in zip(results, columns, strict=True):
                    result[chosen] = getattr(table, function)(column[chosen])
        return results


def calendars_of(tables: tuple[DayTable | None, ...], row: Places) -> Calendars:
    """The calendars of entries of the given rows; `tables` are the rows' own. Row -1 and None have no calendar."""
    distinct = tuple({id(table): table for table in tables if table is not None}.values())
    place = {id(table): index for index, table in enumerate(distinct)}
    of_row = np.array([place.get(id(table), -1) for table in tables] + [-1], dtype=np.int32)
    return Calendars(distinct, of_row[row])


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The counted time of entries (cycles of a target), run by run.

    Entry i has the runs `first[i]:first[i + 1]`. A run counts from `since`; `base` is B there, `before` and `after` are
    what its entry has counted when it begins and ends. `total` is E of the entry up to `ended`.
    """

    calendars: Calendars
    ended: Micros
    total: Micros
    first: Rows
    base: Micros
    before: Micros
    after: Micros

    def earliest(self, entry: Rows, allowance: Micros) -> Micros:
        """The earliest instant at which E is `allowance` (> 0); from `ended` on an entry is taken to run unpaused."""
        return self.calendars.earliest(entry, self._level(entry, allowance, np.less))

    def latest(self, entry: Rows, allowance: Micros) -> Micros:
        """The latest instant at which E is `allowance` (>= 0); from `ended` on an entry is taken to run unpaused."""
        return self.calendars.latest(entry, self._level(entry, allowance, np.less_equal))

    def _level(self, entry: Rows, allowance: Micros, is_short: Callable[[Micros, Micros], Bools]) -> Micros:
        """B at the instant at which each entry has counted its allowance.

        A run is short that ends before the allowance is used up. Counted time only grows, so the number of short runs
        of an entry is the place of the first that is not.
        """
        first, behind = self.first[entry], self.first[entry + 1]
        run = first + self._shorts(first, behind - first, allowance, is_short)
        level = np.empty_like(allowance)
        reached = np.flatnonzero(run < behind)
        level[reached] = self.base[run[reached]] + allowance[reached] - self.before[run[reached]]
        ahead = np.flatnonzero(run >= behind)
        still = entry[ahead]
        level[ahead] = self.calendars.counted_at(still, self.ended[still])[0] + allowance[ahead] - self.total[still]
        return level

    def _shorts(
        self, first: Rows, size: Rows, allowance: Micros, is_short: Callable[[Micros, Micros], Bools]
    ) -> Rows:
        """How many of some runs that follow each other, `size` of them from `first` on, are short."""
        bounds = np.concatenate(([0], np.cumsum(size)))
        run = np.arange(int(bounds[-1]), dtype=np.int64) + np.repeat(first - bounds[:-1], size)
        shorts = np.concatenate(([0], np.cumsum(is_short(self.after[run], np.repeat(allowance, size)), dtype=np.int64)))
        return shorts[bounds[1:]] - shorts[bounds[:-1]]


def elapsed_of(runs: Runs, cycle: Rows, ended: Micros, calendars: Calendars) -> Elapsed:
    """The counted time of entries, each of which is the cycle `cycle[i]`; those without a calendar count nothing."""
    first = runs.bounds[cycle]
    size = (runs.bounds[cycle + 1] - first) * (calendars.which >= 0)
    bounds = np.concatenate(([0], np.cumsum(size)))
    if size.max(initial=0) <= 1:
        return _of_one_run(runs, np.flatnonzero(size), first, bounds, ended, calendars)
    entry = np.repeat(np.arange(cycle.size, dtype=np.int64), size)
    since, ends = runs.since, runs.until
    if entry.size != since.size or not np.array_equal(first, bounds[:-1]):  # it is not just all cycles in their order
        run = np.arange(entry.size, dtype=np.int64) + np.repeat(first - bounds[:-1], size)
        since, ends = since[run], ends[run]
    base, until = calendars.counted_at(entry, since, ends)
    length = until - base
    # sums over a batch may exceed 64 bits, but only their differences within an entry are used, which cannot
    summed = np.concatenate(([0], np.cumsum(length)))
    origin = np.repeat(summed[bounds[:-1]], size)
    return Elapsed(
        calendars=calendars,
        ended=ended,
        total=summed[bounds[1:]] - summed[bounds[:-1]],
        first=bounds,
        base=base,
        before=summed[:-1] - origin,
        after=summed[1:] - origin,
    )


def _of_one_run(
    runs: Runs, entry: Rows, first: Rows, bounds: Rows, ended: Micros, calendars: Calendars
) -> Elapsed:
    """The same where no entry has more than one run, as where clocks do not pause: there is nothing to sum up."""
    run = first[entry]
    base, until = calendars.counted_at(entry, runs.since[run], runs.until[run])
    length = until - base
    total = np.zeros(ended.size, dtype=np.int64)
    total[entry] = length
    return Elapsed(calendars, ended, total, bounds, base, np.zeros_like(length), length)
