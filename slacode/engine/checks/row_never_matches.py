"""Every row of a target can have a case.

## What it finds

A row whose condition no case can ever satisfy, or whose cases are all gone before: earlier rows take them (the first
row that matches wins), `where` leaves them out, or `exclude cases where` does. It is decided on the conditions
themselves, over every value that a field can have, and told only where it is certain.

A row `none` that `where` or an exclusion makes needless promises nothing and does no harm; of it nothing is said.

## Why it matters

Somebody negotiated that promise. The contract shows it, no report ever does, and the cases it was made for are judged
by another one.

## Wrong

```sla
log tickets { case id time at in UTC field status: one of new, closed field priority: one of P1, P2, P3 carried }
metric restore = clock on tickets { start when status == new stop when status == closed }

sla shop {
  target resolution {
    metric restore
    when priority <= P2 require 95% within 8h
    when priority == P1 require 95% within 4h
    require 95% within 16h
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
    when priority == P1 require 95% within 4h
    when priority <= P2 require 95% within 8h
    require 95% within 16h
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.diagnostics import Diagnostic, Label, Location, Severity
from slacode.engine.checks._rows import Key, RowTarget, Sorting, sorting
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import TooManyCasesError
from slacode.engine.model.agreements import Exempt
from slacode.engine.wording import say_condition

SEVERITY = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Lost:
    """A row that has no case, and what takes them: its own condition, `where`, exclusions, or earlier rows.

    `row` is None if the target has no case at all. `by` are the places of exclusions, or of rows, in their order.
    """

    row: int | None
    why: str
    by: tuple[int, ...] = ()


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each row, or one for a target that has no case at all, whatever its versions."""
    known: dict[Key, tuple[Lost, ...]] = {}
    told: set[Key] = set()
    for one in subject.row_targets:
        key = one.key
        found = known.get(key)
        if found is None:
            found = known[key] = tuple(_lost(one))
        for lost in found:
            keys = _keys(one, lost)
            if not keys & told:
                yield _finding(one, lost)
            told |= keys


def _keys(one: RowTarget, lost: Lost) -> set[Key]:
    """What tells a finding: the row by its name, and by its place, which several agreements may share."""
    row = one.target.rows[lost.row] if lost.row is not None else None
    by_name: Key = (one.ref, row.label if row else None, lost.why, row is None)
    return {by_name, (row.at, lost.why)} if row and lost.why in ("itself", "rows") else {by_name}


def _lost(one: RowTarget) -> Iterator[Lost]:
    try:
        cases = sorting(one)
    except TooManyCasesError:
        return  # too many to look at them all: nothing is said rather than guessed
    if not cases.counted:
        yield Lost(None, "exclusions" if cases.within else "where", _excluding(one, cases, cases.within))
        return
    for place, row in enumerate(one.target.rows):
        why = _why(cases, place)
        if why == "rows":
            yield Lost(place, why, _earlier(cases, place))
        elif why == "itself" or (why is not None and not isinstance(row.obligation, Exempt)):
            yield Lost(place, why, _excluding(one, cases, cases.rows[place] & cases.within))


def _why(cases: Sorting, place: int) -> str | None:
    """What takes the last case of a row, None if it keeps some."""
    own = cases.rows[place]
    earlier = 0
    for row in cases.rows[:place]:
        earlier |= row
    if not own:
        return "itself"
    if not own & cases.within:
        return "where"
    if not own & cases.counted:
        return "exclusions"
    return None if own & cases.counted & ~earlier else "rows"


def _earlier(cases: Sorting, place: int) -> tuple[int, ...]:
    """The earlier rows that take cases of a row."""
    left, found = cases.rows[place] & cases.counted, []
    for number, row in enumerate(cases.rows[:place]):
        if left & row:
            found.append(number)
        left &= ~row
    return tuple(found)


def _excluding(one: RowTarget, cases: Sorting, left: int) -> tuple[int, ...]:
    found = []
    for number, condition in enumerate(one.excluded):
        if left & cases.space.where(condition):
            found.append(number)
        left &= ~cases.space.where(condition)
    return tuple(found)


def _finding(one: RowTarget, lost: Lost) -> Diagnostic:
    row = one.target.rows[lost.row] if lost.row is not None else None
    ref = one.ref_of(row) if row else one.ref
    at = (row.at if row else None) or one.target.at
    cause, labels, help_ = _said(one, lost)
    return Diagnostic(
        "row-never-matches",
        SEVERITY,
        f"no case ever falls in `{ref}`: {cause}",
        at,
        "this row is never used" if row else "no row of this target is ever used",
        tuple(labels),
        help=(help_,),
        notes=one.since,
        data={"row": ref, "reason": lost.why},
    )


def _said(one: RowTarget, lost: Lost) -> tuple[str, list[Label], str]:
    match lost.why:
        case "itself":
            return "its condition can never hold", [], "mend the condition, or leave the row out"
        case "rows":
            rows = [one.target.rows[number] for number in lost.by]
            labels = _labels((row.at, "this earlier row takes its cases") for row in rows)
            several = "earlier rows take them all" if len(rows) > 1 else f"`{rows[0].label}` comes first and takes all"
            return several, labels, "put this row before those that take its cases, or leave it out"
        case "exclusions":
            exclusions = [exclusion for exclusion, _ in one.excluding()]
            labels = _labels((exclusions[number].at, "this takes its cases out") for number in lost.by)
            return "they are all excluded", labels, "narrow the exclusion, or leave out what it makes needless"
    where = say_condition(one.target.where, one.log) if one.target.where else ""
    labels = _labels([(one.target.at, "only some cases are in this target")]) if lost.row is not None else []
    return f"`where {where}` leaves none", labels, "widen the `where`, or leave out what it makes needless"


def _labels(places: Iterator[tuple[Location | None, str]] | list[tuple[Location | None, str]]) -> list[Label]:
    return [Label(at, text) for at, text in dict.fromkeys(places) if at]
