"""How targets sort cases into rows, decided on the typed conditions (consistency, 14; language reference, 5.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from slacode.engine.checks._subject import Subject
from slacode.engine.logic import Cases, Space
from slacode.engine.model.agreements import Agreement, ExcludedCases, Row, Target, Version
from slacode.engine.model.conditions import And, Compare, Condition, Not, Or, TextValue
from slacode.engine.model.logs import Log, LogField
from slacode.engine.model.metrics import Measure
from slacode.engine.wording import say_ref

Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class RowTarget:
    """A target that has rows for some cases and not for others, as it stands in one version."""

    agreement: Agreement
    version: Version
    target: Target
    measure: Measure
    log: Log

    @property
    def ref(self) -> str:
        """The target as it is referred to."""
        return say_ref(self.agreement.name, self.target.name)

    def ref_of(self, row: Row) -> str:
        """A row as it is referred to; a plain `require` is the target itself."""
        return say_ref(self.agreement.name, self.target.name, row.label)

    def excluding(self) -> Iterator[tuple[ExcludedCases, Condition]]:
        """What takes cases of the target's log out, each with its condition."""
        for exclusion in self.version.exclusions:
            if isinstance(exclusion, ExcludedCases):
                for one in exclusion.conditions:
                    if one.log == self.log.name:
                        yield exclusion, one.condition

    @property
    def excluded(self) -> tuple[Condition, ...]:
        """The conditions of cases that are taken out."""
        return tuple(condition for _, condition in self.excluding())

    @cached_property
    def key(self) -> Key:
        """All that tells how its cases are sorted; targets with one key need be looked at once."""
        rows = tuple(row.condition for row in self.target.rows)
        return self.log.name, self.target.metric, self.target.classify_at, self.target.where, self.excluded, rows

    @property
    def since(self) -> tuple[str, ...]:
        """A note on when an amendment made it so."""
        amended = self.version.number > 1 and self.version.start
        return (f"so since the amendment from {self.version.start}",) if amended else ()


@dataclass(frozen=True, slots=True)
class Sorting:
    """The cases of a target: those that `where` leaves, those that are counted, and those each row's condition holds
    for, whatever earlier rows take."""

    space: Space
    within: Cases
    counted: Cases
    rows: tuple[Cases, ...]


def row_targets(subject: Subject) -> Iterator[RowTarget]:
    """Every target with a condition on some row, in every version."""
    for agreement in subject.model.agreements:
        for version in agreement.versions:
            for target in version.targets:
                metric = subject.lookup.metric_of(target)
                log = subject.lookup.logs.get(metric.measure.log) if metric else None
                if metric and log and any(row.condition is not None for row in target.rows):
                    yield RowTarget(agreement, version, target, metric.measure, log)


def sorting(one: RowTarget, also: Sequence[Condition] = ()) -> Sorting:
    """How a target sorts its cases, in a space that tells some further conditions apart; `TooManyCasesError`."""
    rows = [row.condition for row in one.target.rows]
    space = Space.of(one.log, [one.target.where, *one.excluded, *rows, *also])
    within = counted = space.where(one.target.where)
    for condition in one.excluded:
        counted &= ~space.where(condition)
    return Sorting(space, within, counted, tuple(space.where(row) for row in rows))


def enumeration(log: Log, name: str) -> LogField | None:
    """The field of that name if its values are listed."""
    return next((field for field in log.fields if field.name == name and field.type == "one of"), None)


def is_value(name: str, value: str) -> Compare:
    """`field == value`."""
    return Compare(field=name, op="==", operand=TextValue(value=value))


def asks_for(condition: Condition | None, name: str, value: str) -> bool:
    """Whether a condition is `field == value`, as the rows of a `by` table have it."""
    if not isinstance(condition, Compare) or condition.op != "==" or condition.field != name:
        return False
    return isinstance(condition.operand, TextValue) and condition.operand.value == value


def fields_in(condition: Condition | None) -> Iterator[str]:
    """The fields whose values a condition asks for, in the order of the text."""
    match condition:
        case None:
            return
        case And() | Or():
            for part in condition.parts:
                yield from fields_in(part)
        case Not():
            yield from fields_in(condition.part)
        case _:
            yield condition.field
