"""How much time cycles have counted, and the instants at which they had counted a given time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from slacode.engine.calendar.stack import stacked
from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.metrics.clock.counting import Runs
from slacode.engine.metrics.clock.marks import Rows


@dataclass(frozen=True, slots=True)
class Calendars:
    """The distinct calendars of some entries: entry i is counted in `tables[which[i]]`, in none where that is -1."""

    tables: tuple[DayTable, ...]
    which: Rows

    def counted_at(self, entry: Rows, *instants: Micros) -> tuple[Micros, ...]:
        """B of each instant, column by column, in the calendar of its entry; every entry must have one."""
        which = self.which[entry]
        if len(self.tables) < 2:
            return self._apply("counted_at", which, *instants)
        return tuple(stacked(self.tables).counted_at(which, column) for column in instants)

    def earliest(self, entry: Rows, value: Micros) -> Micros:
        """The earliest instant at which B has each value, of entries each of which is asked for once and in order."""
        return self._apply("earliest", _of(self.which, entry), value)[0]

    def latest(self, entry: Rows, value: Micros) -> Micros:
        """The latest instant at which B has each value, likewise."""
        return self._apply("latest", _of(self.which, entry), value)[0]

    def _apply(
        self, function: Literal["counted_at", "earliest", "latest"], which: Rows, *columns: Micros
    ) -> tuple[Micros, ...]:
        results = tuple(np.empty_like(column) for column in columns)
        for index, table in enumerate(self.tables):
            chosen = np.flatnonzero(which == index)
            if chosen.size == which.size:
                return tuple(getattr(table, function)(column) for column in columns)
            if chosen.size:
                for result, column in zip(results, columns, strict=True):
                    result[chosen] = getattr(table, function)(column[chosen])
        return results


def _of(column: Micros, entry: Rows) -> Micros:
    """The values of some entries, each once and in order: the column itself if these are all, as is common."""
    return column if entry.size == column.size else column[entry]


def calendars_of(tables: tuple[DayTable | None, ...], row: Rows) -> Calendars:
    """The calendars of entries of the given rows; `tables` are the rows' own. Row -1 and None have no calendar."""
    distinct = tuple({id(table): table for table in tables if table is not None}.values())
    place = {id(table): index for index, table in enumerate(distinct)}
    of_row = np.array([place.get(id(table), -1) for table in tables] + [-1], dtype=np.int64)
    return Calendars(distinct, of_row[row])


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The counted time of entries (cycles of a target), run by run.

    Entry i has the runs `first[i]:first[i + 1]`. A run counts until the instant `until`; `reach` is B there, `after`
    what its entry has counted by then. `total` is E of the entry up to `ended`.
    """

    calendars: Calendars
    ended: Micros
    total: Micros
    first: Rows
    until: Micros
    reach: Micros
    after: Micros

    def earliest(self, entry: Rows, allowance: Micros) -> Micros:
        """The earliest instant at which E is `allowance` (> 0); from `ended` on an entry is taken to run unpaused. Each
        entry is asked for once, and in order."""
        return self.calendars.earliest(entry, self._level(entry, allowance, np.less))

    def latest(self, entry: Rows, allowance: Micros) -> Micros:
        """The latest instant at which E is `allowance` (>= 0), likewise."""
        return self.calendars.latest(entry, self._level(entry, allowance, np.less_equal))

    def _level(self, entry: Rows, allowance: Micros, is_short: Callable[[Micros, Micros], Bools]) -> Micros:
        """B at the instant at which each entry has counted its allowance; a run, or an entry, is short that ends before
        the allowance is used up."""
        first, behind, total = _of(self.first[:-1], entry), _of(self.first[1:], entry), _of(self.total, entry)
        short = is_short(total, allowance) | (first == behind)
        level = self._ends_at(entry, behind - 1, short) - total + allowance
        reached = np.flatnonzero(~short)
        run = self._first_not_short(first[reached], behind[reached] - 1, allowance[reached], is_short)
        level[reached] = self.reach[run] - (self.after[run] - allowance[reached])
        return level

    def _ends_at(self, entry: Rows, last: Rows, wanted: Bools) -> Micros:
        """B where the wanted ones of some entries end, whose last run is `last`, if they have any: mostly it is that
        run that ends there."""
        if not self.reach.size:
            return self.calendars.counted_at(entry, _of(self.ended, entry))[0]
        found = self.reach.take(last, mode="clip")
        known = (last >= _of(self.first[:-1], entry)) & (self.until.take(last, mode="clip") == _of(self.ended, entry))
        rest = np.flatnonzero(wanted & ~known)
        found[rest] = self.calendars.counted_at(entry[rest], self.ended[entry[rest]])[0]
        return found

    def _first_not_short(
        self, first: Rows, last: Rows, allowance: Micros, is_short: Callable[[Micros, Micros], Bools]
    ) -> Rows:
        """Of the runs of each entry, of which the last is not short, the first one: counted time only grows."""
        searched = np.flatnonzero(first < last)
        while searched.size:
            middle = (first[searched] + last[searched]) // 2
            short = is_short(self.after[middle], allowance[searched])
            first[searched[short]] = middle[short] + 1
            last[searched[~short]] = middle[~short]
            searched = searched[first[searched] < last[searched]]
        return first


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
        run = np.arange(entry.size, dtype=np.int64) + (first - bounds[:-1])[entry]
        since, ends = since[run], ends[run]
    base, reach = calendars.counted_at(entry, since, ends)
    length = reach - base
    # sums over a batch may exceed 64 bits, but only their differences within an entry are used, which cannot
    summed = np.concatenate(([0], np.cumsum(length)))
    origin = summed[bounds[:-1]][entry]
    return Elapsed(
        calendars=calendars,
        ended=ended,
        total=summed[bounds[1:]] - summed[bounds[:-1]],
        first=bounds,
        until=ends,
        reach=reach,
        after=summed[1:] - origin,
    )


def _of_one_run(
    runs: Runs, entry: Rows, first: Rows, bounds: Rows, ended: Micros, calendars: Calendars
) -> Elapsed:
    """The same where no entry has more than one run, as where clocks do not pause: there is nothing to sum up."""
    run = first[entry]
    until = runs.until[run]
    base, reach = calendars.counted_at(entry, runs.since[run], until)
    length = reach - base
    total = np.zeros(ended.size, dtype=np.int64)
    total[entry] = length
    return Elapsed(calendars, ended, total, bounds, until, reach, length)
