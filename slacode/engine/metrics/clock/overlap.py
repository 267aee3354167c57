"""How much of some time falls in the open hours of each of several calendars at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from slacode.engine.calendar.table import DayTable
from slacode.engine.evaluate.batch import Micros

_Some = frozenset[int]
"""Places of calendars."""


class Overlaps:
    """The calendars of a target and of its supports, with those that are open when several are, each made once."""

    def __init__(self, tables: Sequence[DayTable]) -> None:
        self._tables = tables
        self._together: dict[_Some, DayTable] = {frozenset({place}): table for place, table in enumerate(tables)}

    def parts(self, own: int, others: _Some, since: Micros, until: Micros) -> Iterator[tuple[_Some, Micros]]:
        """The open time of calendar `own` in each `[since, until)`, parted by which of `others` are open with it.

        The time in which exactly some are open is that in which at least they are, less that in which more are.
        """
        others -= {own}
        sizes = range(len(others) + 1)
        subsets = [frozenset(some) for size in sizes for some in combinations(sorted(others), size)]
        at_least = {some: self._table(some | {own}).counted(since, until) for some in subsets}
        for some in subsets:
            more = (other for other in subsets if some < other)
            yield some | {own}, sum((at_least[m] * (-1) ** len(m - some) for m in more), at_least[some])

    def _table(self, some: _Some) -> DayTable:
        """The time in which all of some calendars are open. Threads that ask at once may make it twice, alike."""
        if some not in self._together:
            last = max(some)
            rest = self._table(some - {last}).calendar
            self._together[some] = DayTable(rest.together_with(self._tables[last].calendar))
        return self._together[some]
