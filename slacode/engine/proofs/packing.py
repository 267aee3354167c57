"""The most that can be packed into limits, exactly: a linear programme over whole numbers, solved without rounding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction


def pack(items: Sequence[Collection[int]], limits: Sequence[int]) -> Fraction:
    """The largest sum of amounts of the items if, for each limit, the amounts of all items that count in it fit.

    `items[j]` are the places of the limits in which item j counts, at least one; limits are not negative. Simplex with
    Bland's rule, so that it ends, on integers over one common denominator, so that nothing is rounded.
    """
    tableau = _Tableau(items, limits)
    while (column := tableau.entering()) is not None:
        tableau.pivot(tableau.leaving(column), column)
    return tableau.value


class _Tableau:
    """A condensed simplex tableau: `cells / over`, the last column the limits, the last row the objective."""

    def __init__(self, items: Sequence[Collection[int]], limits: Sequence[int]) -> None:
        self.cells = [[int(row in item) for item in items] + [limit] for row, limit in enumerate(limits)]
        self.cells.append([-1] * len(items) + [0])
        self.over = 1
        self.free = list(range(len(items)))  # the variables that are 0: the amounts, at first
        self.basic = list(range(len(items), len(items) + len(limits)))

    @property
    def value(self) -> Fraction:
        return Fraction(self.cells[-1][-1], self.over)

    def entering(self) -> int | None:
        """The column of the first variable that makes the sum larger."""
        better = [column for column in range(len(self.free)) if self.cells[-1][column] < 0]
        return min(better, key=self.free.__getitem__, default=None)

    def leaving(self, column: int) -> int:
        """The row that first stops the growth; there is one, for every item counts in a limit."""
        rows = [row for row in range(len(self.basic)) if self.cells[row][column] > 0]
        return min(rows, key=lambda row: (Fraction(self.cells[row][-1], self.cells[row][column]), self.basic[row]))

    def pivot(self, row: int, column: int) -> None:
        """Exchange a free and a basic variable; the divisions by the denominator of before leave no rest."""
        pivot, source = self.cells[row][column], self.cells[row]
        for other in self.cells:
            if other is not source:
                factor = other[column]
                other[:] = [
                    (cell * pivot - factor * above) // self.over for cell, above in zip(other, source, strict=True)
                ]
                other[column] = -factor
        source[column], self.over = self.over, pivot
        self.free[column], self.basic[row] = self.basic[row], self.free[column]
