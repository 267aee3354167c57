"""The value of conditions after each row, from flags of the rows in order: what is carried, how parts are joined."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from slacode.engine.evaluate.batch import Bools, Micros
from slacode.engine.model.conditions import Operator

_OPERATORS: dict[Operator, Callable[[Micros, Micros], Bools]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Rows:
    """The flags and numbers of the rows of some whole cases, in order; each case begins at one of the rows `begins`."""

    def __init__(
        self,
        flag: Callable[[int], Bools],
        values: Sequence[tuple[Micros, Bools]],
        begins: NDArray[np.intp],
    ) -> None:
        self._flag = flag
        self._flags: dict[int, Bools] = {}
        self._values = values
        self._begins = begins
        self._fills: dict[str, tuple[NDArray[np.intp], Bools]] = {}

    def flag(self, number: int) -> Bools:
        """A flag of each row."""
        if number not in self._flags:
            self._flags[number] = self._flag(number)
        return self._flags[number]

    def value(self, number: int) -> tuple[Micros, Bools]:
        """A number of each row, and where it is known."""
        return self._values[number]

    def fill(self, name: str, known: Bools) -> tuple[NDArray[np.intp], Bools]:
        """Of a carried field: for each row the last row of its case where it is known, and whether there is one."""
        if name not in self._fills:
            at = np.flatnonzero(known)
            last = np.zeros(known.size, np.intp)
            last[self._begins] = 2 * self._begins  # of a case nothing is known where it begins, unless it is there
            last[at] = 2 * at + 1
            np.maximum.accumulate(last, out=last)
            self._fills[name] = last >> 1, (last & 1).astype(np.bool_)
        return self._fills[name]


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition on the row alone."""

    number: int

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        return rows.flag(self.number)


@dataclass(frozen=True, slots=True)
class CarriedFlag:
    """A comparison of a carried field with values; `absent` is what it says of a field never known."""

    name: str
    known: int
    number: int
    absent: bool

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        last, found = rows.fill(self.name, rows.flag(self.known))
        return _or_else(found, rows.flag(self.number)[last], self.absent)


@dataclass(frozen=True, slots=True)
class CarriedKnown:
    """Whether a carried field has been known."""

    name: str
    known: int

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        return rows.fill(self.name, rows.flag(self.known))[1]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two fields compared by numbers that stand for their values; a side with a name and a known-flag is carried."""

    values: tuple[int, int]
    carried: tuple[tuple[str, int] | None, tuple[str, int] | None]
    op: Operator

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        left, left_known = self._side(rows, 0)
        right, right_known = self._side(rows, 1)
        both = left_known & right_known
        return _or_else(both, _OPERATORS[self.op](left, right), self.op == "!=")

    def _side(self, rows: Rows, side: int) -> tuple[Micros, Bools]:
        values, known = rows.value(self.values[side])
        carried = self.carried[side]
        if carried is None:
            return values, known
        last, found = rows.fill(carried[0], rows.flag(carried[1]))
        return values[last], found & known[last]


@dataclass(frozen=True, slots=True)
class Joined:
    """Parts joined by `and` or by `or`."""

    parts: tuple[Evaluator, ...]
    all_of: bool

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        join = np.logical_and if self.all_of else np.logical_or
        return reduce(join, (part.evaluate(rows) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Inverse:
    """The part does not hold."""

    part: Evaluator

    def evaluate(self, rows: Rows) -> Bools:
        """Where it holds."""
        return ~self.part.evaluate(rows)


def _or_else(known: Bools, value: Bools, otherwise: bool) -> Bools:
    """The value where it is known; by operations on bits, of which many are done at once."""
    return value | ~known if otherwise else value & known


Evaluator: TypeAlias = Flag | CarriedFlag | CarriedKnown | Pair | Joined | Inverse
