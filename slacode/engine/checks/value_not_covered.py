"""Every value of an enumeration by which a target sorts its cases falls in one of its rows.

## What it finds

A value that the log may hold, such as a priority, for which no row of a `by` table and no `when` row says anything. A
row `none` covers its value: nothing is promised, and deliberately so. So does a plain `require`, which takes all cases
that are left. A value that `where` or `exclude cases where` takes out, or with which the metric can measure no case,
needs no row. Where an SLA promises a value that a target named in its `supported by` has no row for, that is told as
`target-without-support`, and not here again.

## Why it matters

A case that falls in no row is judged by nothing. Nobody decided that; somebody forgot the lowest priority, or added a
value to the tool and not to the contract.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field priority: one of P1, P2, P3 carried }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop {
  target resolution {
    metric restore
    by priority {
      P1: 95% within 4h
      P2: 95% within 8h
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
      P3: none
    }
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._rows import Key, RowTarget, enumeration, fields_in, is_value, sorting
from slacode.engine.checks._subject import Subject
from slacode.engine.checks._support import promising_rows, references
from slacode.engine.logic import TooManyCasesError, overlap
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import LogField
from slacode.engine.model.metrics import Availability, Clock, Count, Measure, RowValue, Share
from slacode.engine.wording import say_name, say_ref

SEVERITY = Severity.WARNING

Missed = tuple[tuple[LogField, tuple[str, ...]], ...]
"""Fields with those of their values that no row covers."""


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target and field; a table that several agreements share is told of once."""
    known: dict[Key, Missed] = {}
    told: set[Key] = set()
    missed_above = set(_missed_above(subject))
    for one in subject.row_targets:
        if any(row.condition is None for row in one.target.rows):
            continue
        key = one.key
        found = known.get(key)
        if found is None:
            found = known[key] = tuple(_missed(one))
        for field, missed in found:
            values = tuple(value for value in missed if (one.ref, value) not in missed_above)
            places = tuple(row.at for row in one.target.rows)
            keys: set[Key] = {(one.ref, field.name, values), (places, field.name, values)}
            if values and not keys & told:
                yield _finding(one, field, values)
            told |= keys


def _missed_above(subject: Subject) -> Iterator[tuple[str, str]]:
    """The targets behind an SLA with the rows of it that they do not carry, of which `target-without-support` tells."""
    for agreement in subject.model.agreements:
        for version in agreement.versions if agreement.kind == "sla" else ():
            for target in version.targets:
                for ref in references(target.support):
                    left = {row.label for row in promising_rows(target)} - {label for label, _ in ref.rows}
                    yield from ((say_ref(ref.agreement, ref.target), label) for label in left if label is not None)


def _missed(one: RowTarget) -> Iterator[tuple[LogField, tuple[str, ...]]]:
    names = dict.fromkeys(name for row in one.target.rows for name in fields_in(row.condition))
    for field in (enumeration(one.log, name) for name in names):
        if field is not None:
            values = _uncovered(one, field)
            if values:
                yield field, values


def _uncovered(one: RowTarget, field: LogField) -> tuple[str, ...]:
    """The values of which the target counts some case, none of them in a row, and the metric may measure one."""
    conditions = {value: is_value(field.name, value) for value in field.values}
    try:
        cases = sorting(one, list(conditions.values()))
        covered = 0
        for row in cases.rows:
            covered |= row
        of = {value: cases.counted & cases.space.where(condition) for value, condition in conditions.items()}
        left = [value for value in field.values if of[value] and not of[value] & covered]
        return tuple(value for value in left if _measured(one, conditions[value]))
    except TooManyCasesError:
        return ()  # too many to look at them all: nothing is said rather than guessed


def _measured(one: RowTarget, condition: Condition) -> bool:
    stages = _stages(one.measure, one.target.classify_at == "start")
    return all(overlap(stage, condition, one.log) is not None for stage in stages)


def _stages(measure: Measure, at_start: bool) -> list[Condition]:
    """What holds of a case that is measured, at some time each."""
    match measure:
        case Clock():
            return [measure.start] if at_start else [measure.start, measure.stop]
        case Share() | Count():
            return [measure.each]
        case RowValue() | Availability():
            return [measure.where] if measure.where else []


def _finding(one: RowTarget, field: LogField, values: Sequence[str]) -> Diagnostic:
    *others, last = (f"`{say_name(value)}`" for value in values)
    said = f"{', '.join(others)} and {last}" if others else last
    them = "it" if len(values) == 1 else "them"
    of_whom = "the value was" if len(values) == 1 else "the values were"
    return Diagnostic(
        "value-not-covered",
        SEVERITY,
        f"no row of `{one.ref}` covers {said} of `{field.name}`",
        one.target.at,
        f"a case with {'any of these' if others else last} is judged by nothing",
        (Label(field.at, f"{of_whom} declared here"),) if field.at else (),
        help=(
            f"say what is promised for {them}, `{say_name(values[0])}: none` if nothing is"
            if one.target.by_field == field.name
            else f"add a `when` row for {them}, or a `require` for all other cases",
            "or say with `where` which cases the target is about",
        ),
        notes=one.since,
        data={"target": one.ref, "field": field.name, "values": list(values)},
    )
