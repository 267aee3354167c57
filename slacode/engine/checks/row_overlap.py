"""Rows of a target for ranges of one field do not share a case.

## What it finds

Rows `when` that are for ranges of one and the same number, duration or time, of which two hold for the same case and
promise different things, such as `hotels <= 50` and `hotels >= 50`. Rows are tried in order, so the first one counts;
but nobody who writes ranges means that. Where one range lies wholly within another, or the rows look at several fields,
the order is taken as meant.

## Why it matters

For a case that stands in two ranges a contract says two things, and each party will read the one it likes.

## Wrong

```sla
log searches { case id time at in UTC field status: one of new, done field hotels: number }
metric answer = clock on searches { start when status == new stop when status == done }

ola search {
  target speed {
    metric answer
    when hotels <= 50 require 95% within 1s
    when hotels >= 50 and hotels <= 100 require 95% within 2s
  }
}
```

## Right

```sla
log searches { case id time at in UTC field status: one of new, done field hotels: number }
metric answer = clock on searches { start when status == new stop when status == done }

ola search {
  target speed {
    metric answer
    when hotels <= 50 require 95% within 1s
    when hotels > 50 and hotels <= 100 require 95% within 2s
  }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._once import Once
from slacode.engine.checks._rows import RowTarget
from slacode.engine.checks._subject import Subject
from slacode.engine.logic import Example, implies, overlap
from slacode.engine.model.agreements import Row
from slacode.engine.model.conditions import And, Compare, Condition, FieldOperand
from slacode.engine.model.logs import Log
from slacode.engine.wording import say_condition

SEVERITY = Severity.WARNING

_RANGED = ("number", "duration", "instant")


@dataclass(frozen=True, slots=True)
class Shared:
    """Two rows that both hold for a case."""

    first: Row
    second: Row
    example: Example


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target, whatever its versions."""
    is_new = Once()
    for one in subject.row_targets:
        is_known = not is_new(one.ref, tuple(row.at for row in one.target.rows))
        shared = [] if is_known else list(_shared(one))
        if shared:
            yield _finding(one, shared)


def _shared(one: RowTarget) -> Iterator[Shared]:
    ranges = [(row, row.condition) for row in one.target.rows if row.condition and _is_range(row.condition, one.log)]
    for (first, condition), (second, other) in combinations(ranges, 2):
        if first.obligation == second.obligation or _field(condition) != _field(other):
            continue
        example = overlap(condition, other, one.log)
        if example and not implies(condition, other, one.log) and not implies(other, condition, one.log):
            yield Shared(first, second, example)


def _is_range(condition: Condition, log: Log) -> bool:
    """Whether a condition bounds one field that is counted or timed, and nothing else."""
    parts = condition.parts if isinstance(condition, And) else (condition,)
    bounds = all(isinstance(part, Compare) and not isinstance(part.operand, FieldOperand) for part in parts)
    names = {part.field for part in parts if isinstance(part, Compare)}
    types = {field.type for field in log.fields if field.name in names}
    return bounds and len(names) == 1 and types <= set(_RANGED)


def _field(condition: Condition) -> str:
    first = condition.parts[0] if isinstance(condition, And) else condition
    assert isinstance(first, Compare)  # noqa: S101 - it is a range
    return first.field


def _finding(one: RowTarget, shared: list[Shared]) -> Diagnostic:
    rows = {id(row): row for pair in shared for row in (pair.first, pair.second)}
    first = shared[0]
    others = [row for row in rows.values() if row is not first.second]
    return Diagnostic(
        "row-overlap",
        SEVERITY,
        f"`{one.ref}` promises two things where {first.example}: {_say(first)}",
        first.second.at,
        "holds there too",
        tuple(Label(row.at, "for some of the same cases") for row in others if row.at),
        help=("let one of two neighbours begin beyond the other, with `<` or `>` in place of `<=` or `>=`",),
        notes=tuple(f"where {pair.example}, too: {_say(pair)}" for pair in shared[1:]),
        data={"target": one.ref, "examples": [str(pair.example) for pair in shared]},
    )


def _say(pair: Shared) -> str:
    said = [say_condition(row.condition) for row in (pair.first, pair.second) if row.condition]
    return f"`{said[0]}` and `{said[1]}` both hold"
