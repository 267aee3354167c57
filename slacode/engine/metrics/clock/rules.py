"""One target on a clock, compiled: its clock, its rows, and the calendars in which they are counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slacode.engine.calendar.table import DayTable
from slacode.engine.model.agreements import ByField, Obligation
from slacode.engine.model.conditions import Condition
from slacode.engine.model.metrics import Clock


@dataclass(frozen=True, slots=True)
class RowRule:
    """One row of a target. `condition` None takes every cycle that no earlier row took.

    `hours` is the row's calendar without exclusions: business days are counted in it. `counted` is `hours` less the
    recurring and one-off exclusion windows: elapsed time is counted in it (language reference, 5.4, 7.4).
    """

    condition: Condition | None
    obligation: Obligation
    hours: DayTable
    counted: DayTable


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One target in one version of an agreement.

    `[first, last)`, in UTC microseconds, is the version's share of the term: a case whose first cycle starts outside is
    not its business; all cycles of a case are judged by the version of its first one (language reference, 7.3).
    `excluded_while` are states of the case, any of which keeps time from counting; `excluded_cases` take a cycle out.
    """

    clock: Clock
    where: Condition | None
    excluded_while: tuple[Condition, ...]
    excluded_cases: tuple[Condition, ...]
    classify_at: Literal["start", "end"]
    rows: tuple[RowRule, ...]
    first: int
    last: int


def conditions_of(rule: ClockRule) -> tuple[Condition, ...]:
    """Every condition whose value after each row the rule needs in `CaseBatch.flags`, each once, in a fixed order."""
    clock = rule.clock
    wanted = (
        *(clock.start, clock.stop, clock.pause, clock.cancel, clock.again, rule.where),
        *rule.excluded_while,
        *rule.excluded_cases,
        *(row.condition for row in rule.rows),
    )
    return tuple(dict.fromkeys(condition for condition in wanted if condition is not None))


def instants_of(rule: ClockRule) -> tuple[str, ...]:
    """The fields of type instant that the rule needs in `CaseBatch.instants`: those of its `by FIELD` rows."""
    obligations = (row.obligation for row in rule.rows)
    return tuple(dict.fromkeys(promise.field for promise in obligations if isinstance(promise, ByField)))
