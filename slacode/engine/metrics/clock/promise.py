"""What each row of a target allows a cycle: allowances, deadlines as written, and the kinds of obligation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from slacode.engine.calendar.table import NEVER
from slacode.engine.evaluate.batch import NO_INSTANT, Bools, CaseBatch, Micros
from slacode.engine.metrics.clock.elapsed import Elapsed
from slacode.engine.metrics.clock.marks import Rows
from slacode.engine.metrics.clock.rules import RowRule
from slacode.engine.model.agreements import ByField, Exempt, Obligation, Within
from slacode.engine.model.values import BusinessDays


class Kind(IntEnum):
    """What a row asks of a cycle; a level asks something only of all cycles of a period together."""

    NOTHING = 0
    WITHIN = 1
    BY_FIELD = 2
    LEVEL = 3


@dataclass(frozen=True, slots=True)
class Promises:
    """What the rows allow, entry by entry.

    `allowance` is A for WITHIN; `deadline` the value of the field for BY_FIELD, and for business days the end as
    written (before pauses and exclusions); NO_INSTANT elsewhere, and where the field is empty. Both are NO_INSTANT
    where business days never end, as the calendar does not open again.
    """

    kind: NDArray[np.int8]
    allowance: Micros
    deadline: Micros

    @property
    def unknown(self) -> Bools:
        """Whether a promise was made, but it is not known what it allows."""
        by_field = (self.kind == Kind.BY_FIELD) & (self.deadline == NO_INSTANT)
        unknown: Bools = by_field | ((self.kind == Kind.WITHIN) & (self.allowance == NO_INSTANT))
        return unknown


def kind_of(obligation: Obligation) -> Kind:
    """The kind of an obligation (language reference, 6.4)."""
    if isinstance(obligation, Exempt):
        return Kind.NOTHING
    if isinstance(obligation, Within):
        return Kind.WITHIN
    return Kind.BY_FIELD if isinstance(obligation, ByField) else Kind.LEVEL


def promises_of(
    batch: CaseBatch, rows: tuple[RowRule, ...], row: Rows, started: Micros, decided: Rows
) -> Promises:
    """The promises to cycles that fall under `row`, began at `started` and were decided at the row `decided`."""
    kinds = np.array([*(kind_of(rule.obligation) for rule in rows), Kind.NOTHING], dtype=np.int8)
    allowance = np.array([*map(_constant, rows), NO_INSTANT], dtype=np.int64)[row]
    deadline = np.full(row.size, NO_INSTANT, dtype=np.int64)
    for index, rule in enumerate(rows):
        promised = rule.obligation
        if isinstance(promised, Within) and isinstance(promised.allowance, BusinessDays):
            of_row = np.flatnonzero(row == index)
            allowance[of_row], deadline[of_row] = _within(rule, promised.allowance, started[of_row])
        elif isinstance(promised, ByField):
            of_row = np.flatnonzero(row == index)
            deadline[of_row] = batch.instants[promised.field][decided[of_row]]
    return Promises(kinds[row], allowance, deadline)


def _constant(rule: RowRule) -> int:
    """A where it is the same for all cycles of a row."""
    promised = rule.obligation
    if isinstance(promised, Within) and not isinstance(promised.allowance, BusinessDays):
        return promised.allowance.us
    return NO_INSTANT


def _within(rule: RowRule, promised: BusinessDays, started: Micros) -> tuple[Micros, Micros]:
    """A and the deadline as written of business days (language reference, 5.4)."""
    end = rule.hours.business_deadline(started, promised.days, promised.to_the_hour)
    comes = end != NEVER
    counted = rule.hours.counted_at(np.where(comes, end, started)) - rule.hours.counted_at(started)
    return np.where(comes, counted, NO_INSTANT), np.where(comes, end, NO_INSTANT)


def due_of(
    rows: tuple[RowRule, ...], row: Rows, promises: Promises, started: Micros, elapsed: Elapsed
) -> Micros:
    """The due instant of every entry (language reference, 3.3, 5.4), NO_INSTANT where none is promised.

    It is the earliest instant at which E = A, projected from the cycle's end where E did not get there; with no
    allowance at all that is the start. A deadline in business days stands as it was written, though open time may
    have ended before it, while E = A there and it is an instant of open time. Hours that never open again give none.
    """
    due = np.where(promises.kind == Kind.BY_FIELD, promises.deadline, NO_INSTANT)
    within = np.flatnonzero((promises.kind == Kind.WITHIN) & ~promises.unknown)
    allowance = promises.allowance[within]
    ends, at_once = elapsed.earliest(within, allowance), np.flatnonzero(allowance == 0)
    ends[at_once] = started[within[at_once]]
    due[within] = ends
    for index, rule in enumerate(rows):
        if isinstance(rule.obligation, Within) and isinstance(rule.obligation.allowance, BusinessDays):
            of_row = within[row[within] == index]
            end = promises.deadline[of_row]
            # no more than A is ever counted up to the deadline, so E = A there unless E = A is still to come
            stands = (due[of_row] <= end) & _is_open(rule, end)
            due[of_row] = np.where(stands, end, due[of_row])
    return np.where(due == NEVER, NO_INSTANT, due)


def _is_open(rule: RowRule, instant: Micros) -> Bools:
    """Whether open time of the row's hours begins or goes on at the instant: B grows from there on."""
    at_once: Bools = rule.hours.latest(rule.hours.counted_at(instant)) == instant
    return at_once
