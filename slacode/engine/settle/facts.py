"""What is settled: the results of all periods, the breaches that were stopped, the causes, and the charges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from slacode.diagnostics import Location
from slacode.engine.calendar.instants import date_of
from slacode.engine.calendar.zones import zone_named

if TYPE_CHECKING:
    from slacode.engine.evaluate.result import TargetResult

TargetName = tuple[str, int, str]
"""Agreement, number of the version, target."""

RowName = tuple[str, int, str, str | None]
"""The same and the label of a row."""

Charges = Mapping[tuple[str, str, str], Mapping[dt.date, Fraction]]
"""What was charged on each local date, by log, field and zone."""


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """One period: its name, its local dates, both inclusive and cut to the term, and its end in UTC microseconds."""

    last: dt.date
    first: dt.date
    name: str
    end: int

    @classmethod
    def of(cls, name: str, start: int, end: int, zone: str) -> Stretch:
        """The period `[start, end)`, in UTC microseconds, of an agreement in a zone."""
        local = zone_named(zone)
        return cls(date_of(local.day(end - 1)), date_of(local.day(start)), name, end)


@dataclass(frozen=True, slots=True)
class Breach:
    """Breached cases of one row that were stopped in the period `[start, end)` and are late by as much.

    `late` is elapsed time less allowance in microseconds, of `by FIELD` the time from deadline to stop; it may be
    rounded up to the unit that the contract counts started. `cause` is the value of the field of `one credit per
    cause` (None: not known). Not `settled`: a reopening may still change it.
    """

    row: str | None
    period: str
    start: int
    end: int
    late: int
    cause: str | None = None
    count: int = 1
    settled: bool = True


@dataclass(frozen=True, slots=True)
class CauseKey:
    """One row of a target, for one entity, in one period."""

    row: str | None
    entity: str | None
    period: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an evaluation found, as of an instant in UTC microseconds.

    `results` are those of every period up to then, however few were asked for. `causes` are the causes of what counts
    against a row in a period, with None among them where one is not known; `without_causes` says of some targets why
    none is ever known. `not_asked` and `unclear` are the rows that
    were not judged: as nobody asked for them, or as they cannot be.
    """

    results: tuple[TargetResult, ...]
    as_of: int
    breaches: Mapping[TargetName, tuple[Breach, ...]] = field(default_factory=dict)
    causes: Mapping[TargetName, Mapping[CauseKey, frozenset[str | None]]] = field(default_factory=dict)
    without_causes: Mapping[TargetName, str] = field(default_factory=dict)
    charges: Charges = field(default_factory=dict)
    not_asked: frozenset[RowName] = frozenset()
    unclear: frozenset[RowName] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a derivation: what was done, the amount it gave (None: none), and the clause that says so."""

    text: str
    amount: Fraction | None = None
    at: Location | None = None


class Unsettled(Exception):  # noqa: N818 - it names what the matter is
    """An amount cannot be told; the message says why, in the words of the owner."""
