"""What travels from a log to the clocks: whole cases, in order, as columns; no strings but the names of the cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from slacode.engine.model.conditions import Condition

Bools = NDArray[np.bool_]
Micros = NDArray[np.int64]

NO_INSTANT: int = int(np.iinfo(np.int64).min)
"""What stands in a column of instants where there is none."""

NOWHERE = -1
"""The cell of what counts in no period."""


Moment = int | Micros
"""The instant that cases are looked at from: one for all, or one for each case."""


def moment_of(as_of: Moment, case: NDArray[np.int64]) -> Moment:
    """The instants of some cases, one entry each, or the one of all."""
    return as_of if isinstance(as_of, int) else as_of[case]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of exact numbers of 128 bits: `high * 2**64 + low` in units of 10**-18 (durations: microseconds); a
    field that is not `known` has none."""

    high: Micros
    low: NDArray[np.uint64]
    known: Bools


@dataclass(frozen=True, slots=True)
class Needs:
    """What is read of a log: conditions after each row, and fields as instants, as texts, or as exact numbers; `names`:
    every case will be asked for its name, else few or none."""

    conditions: tuple[Condition, ...] = ()
    instants: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: bool = False

    @classmethod
    def joined(cls, every: Iterable[Needs]) -> Needs:
        """All that any of them reads, each once."""
        every = tuple(every)
        return cls(
            conditions=tuple(dict.fromkeys(one for needs in every for one in needs.conditions)),
            instants=tuple(dict.fromkeys(one for needs in every for one in needs.instants)),
            texts=tuple(dict.fromkeys(one for needs in every for one in needs.texts)),
            numbers=tuple(dict.fromkeys(one for needs in every for one in needs.numbers)),
            names=any(needs.names for needs in every),
        )

    def within(self, other: Needs) -> bool:
        """Whether the other reads all that these do, and perhaps more; names are not looked at."""
        return (
            {*self.conditions} <= {*other.conditions}
            and {*self.instants} <= {*other.instants}
            and {*self.texts} <= {*other.texts}
            and {*self.numbers} <= {*other.numbers}
        )


@dataclass(frozen=True, slots=True)
class CaseBatch:
    """The rows of some whole cases, ordered within each case as the language reference, 4.2 says.

    `cases[i]` names case i, whose rows are `offsets[i]:offsets[i + 1]`; `named` gives these names, or is them: few ask
    for them, and to look them up takes its time. `in_order`: cases stand in the order of their names, and batches come
    in it. `time` is in UTC microseconds; `flags` holds each condition's value after each row (fields carried forward);
    `instants` holds fields of type instant in UTC microseconds, NO_INSTANT where missing; `texts` holds fields that
    were asked for as text, null where missing; `numbers` holds fields of type number or duration.
    """

    named: pa.Array | Callable[[], pa.Array]
    offsets: Micros
    time: Micros
    flags: Mapping[Condition, Bools]
    instants: Mapping[str, Micros]
    texts: Mapping[str, pa.Array] = field(default_factory=dict)
    numbers: Mapping[str, Numbers] = field(default_factory=dict)
    in_order: bool = False

    @property
    def cases(self) -> pa.Array:
        """The names of the cases."""
        return self.named if isinstance(self.named, pa.Array) else self.named()

    @property
    def size(self) -> int:
        """How many cases there are."""
        return self.offsets.size - 1
