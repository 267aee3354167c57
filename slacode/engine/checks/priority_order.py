"""A value that stands earlier in its enumeration is promised no slower than a later one.

## What it finds

Two rows of a `by` table, of which the one whose value is declared first is allowed more time than the other: `P1` in 8
hours and `P2` in 4. Durations are compared with durations and business days with business days, on the same hours; on
different ones only if those of the slower row lie wholly within those of the other, so that there is no doubt.

Enumerations are read from the most urgent value on, as `P1, P2, P3` are.

## Why it matters

Either two numbers were exchanged when the contract was typed, or whoever raises the priority of a case makes it wait.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field priority: one of P1, P2, P3 carried }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop {
  target resolution {
    metric restore
    by priority {
      P1: 95% within 8h
      P2: 95% within 4h
      P3: 95% within 24h
    }
  }
}
```

## Right

```sla
log tickets { case id time at in UTC field status: one of new, closed field priority: one of P1, P2, P3 carried }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop {
  target resolution {
    metric restore
    by priority {
      P1: 95% within 4h
      P2: 95% within 8h
      P3: 95% within 24h
    }
  }
}
```
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.calendar.compiled import CalendarNeverOpens
from slacode.engine.calendar.zones import zone_named
from slacode.engine.checks._rows import RowTarget, asks_for, enumeration
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._uncovered import Hours
from slacode.engine.model.agreements import Row, Within
from slacode.engine.model.logs import LogField
from slacode.engine.model.values import BusinessDays, Duration
from slacode.engine.periods import midnight
from slacode.engine.wording import say_allowance, say_name

SEVERITY = Severity.WARNING
_WITHOUT_A_START = dt.date(2026, 1, 1)

Pair = tuple["Timed", "Timed"]
"""Two rows, the one whose value is declared first before the other."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A row of a `by` table that allows some time, counted in a calendar (None: around the clock)."""

    row: Row
    value: str
    allowance: Duration | BusinessDays
    hours: str | None

    def __str__(self) -> str:
        during = f" in `{self.hours}`" if self.hours else ""
        return f"`{say_allowance(self.allowance)}`{during}"


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each table, whatever its versions; a table that several agreements share is told of once."""
    hours = Hours(subject)
    told: set[tuple[object, ...]] = set()
    for one in subject.row_targets:
        field = enumeration(one.log, one.target.by_field) if one.target.by_field else None
        pairs = _disordered(hours, one, _timed(one, field)) if field else []
        if field and pairs:
            first, later = pairs[0]
            keys = {(one.ref, first.value, later.value), (first.row.at, later.row.at)}
            if not keys & told:
                yield _finding(one, field, pairs)
            told |= keys


def _timed(one: RowTarget, field: LogField) -> list[Timed]:
    """The rows of the table that promise a time, in the order in which their values are declared."""
    rows = {row.label: row for row in reversed(one.target.rows) if row.label in field.values}
    found = []
    for value in field.values:
        row = rows.get(value)
        if row and isinstance(row.obligation, Within) and asks_for(row.condition, field.name, value):
            found.append(Timed(row, value, row.obligation.allowance, one.version.hours_for(row.obligation)))
    return found


def _disordered(hours: Hours, one: RowTarget, rows: Sequence[Timed]) -> list[Pair]:
    """The pairs of which the first is slower."""
    return [pair for pair in combinations(rows, 2) if _slower(hours, one, *pair)]


def _slower(hours: Hours, one: RowTarget, row: Timed, other: Timed) -> bool:
    """Whether a row surely allows a case more time than another."""
    mine, theirs = row.allowance, other.allowance
    if isinstance(mine, BusinessDays) and isinstance(theirs, BusinessDays):
        return row.hours == other.hours and mine.days > theirs.days
    if isinstance(mine, Duration) and isinstance(theirs, Duration):
        return mine.us > theirs.us and (row.hours == other.hours or _lies_within(hours, one, row, other))
    return False


def _lies_within(hours: Hours, one: RowTarget, row: Timed, other: Timed) -> bool:
    """Whether the one row counts only while the other does, over the first year of a version."""
    version, subject = one.version, hours.subject
    start = midnight(zone_named(version.zone), version.start or _WITHOUT_A_START)
    for name in (row.hours, other.hours):
        if name is not None:
            try:
                subject.hours(name, version.zone).next_open(start)
            except CalendarNeverOpens:
                return False  # that calendar has a finding of its own
    return not hours.outside(version, row.row, version, other.row)


def _finding(one: RowTarget, field: LogField, pairs: Sequence[Pair]) -> Diagnostic:
    first, later = pairs[0]
    rows = {row.value: row for pair in pairs for row in pair if row.value != first.value}
    labels = [Label(row.row.at, f"{row} for `{say_name(row.value)}`") for row in rows.values() if row.row.at]
    declared = f"`{say_name(first.value)}` is declared before `{say_name(later.value)}`"
    return Diagnostic(
        "priority-order",
        SEVERITY,
        f"`{one.ref_of(first.row)}` is promised slower than `{one.ref_of(later.row)}`: within {first}, against {later}",
        first.row.at or one.target.at,
        f"{first} for `{say_name(first.value)}`",
        (*labels, *([Label(field.at, declared)] if field.at else [])),
        help=(f"exchange the two, or declare the values of `{field.name}` from the most urgent to the least",),
        notes=one.since,
        data={
            "earlier": one.ref_of(first.row),
            "later": one.ref_of(later.row),
            "pairs": [f"{say_name(a.value)} > {say_name(b.value)}" for a, b in pairs],
        },
    )
