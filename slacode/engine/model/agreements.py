"""Agreements as they stand after inheritance and amendments: versions, targets, rows and exclusions (section 7)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from slacode.diagnostics import Location
from slacode.engine.model.base import Node, Value
from slacode.engine.model.calendar import DayHours
from slacode.engine.model.conditions import Condition, LogCondition
from slacode.engine.model.money import Cap, Penalty
from slacode.engine.model.support import Support
from slacode.engine.model.values import Allowance, Amount, Money, Percent, Period, PeriodUnit, Quantity, Span

AgreementKind = Literal["sla", "ola", "uc"]


class Within(Value):
    """`95% within 4h during always`: that share (in percent; `all` and no share mean 100) within the allowance."""

    kind: Literal["within"] = "within"
    share: Decimal
    allowance: Allowance
    during: str | None = None
    at_least_cases: int | None = None


class ByField(Value):
    """`95% by due_at`: that share not later than the instant which the field holds."""

    kind: Literal["by"] = "by"
    share: Decimal
    field: str
    at_least_cases: int | None = None


class Level(Value):
    """`average at most 4h`, `at least 99.9%`: a bound on one figure of the period.

    `aggregate` is None (the metric's own figure), `average`, `total`, `longest`, `max`, `min`, or `p95` and the like.
    """

    kind: Literal["level"] = "level"
    aggregate: str | None = None
    bound: Literal["at least", "at most"]
    quantity: Quantity
    during: str | None = None
    at_least_cases: int | None = None


class Exempt(Value):
    """`none`: a deliberate exemption."""

    kind: Literal["none"] = "none"


Obligation = Annotated[Within | ByField | Level | Exempt, Field(discriminator="kind")]


class Row(Node):
    """One promise of a target.

    `label` is what references say (`[P1]`): the value of a `by` table, the text of a `when` condition, None for a
    plain `require`. `condition` selects the cases of the row; None takes every case that no earlier row took.
    """

    label: str | None = None
    condition: Condition | None = None
    obligation: Obligation

    @property
    def is_beyond_all(self) -> bool:
        """Whether it promises more than there is: at least more than 100%."""
        match self.obligation:
            case Level(bound="at least", quantity=Percent(value=percent)):
                return percent > 100
        return False


class Target(Node):
    """A target as it stands in one version. `metric` is None only where none was named (it cannot be measured)."""

    name: str
    title: str | None = None
    clause: str | None = None
    metric: str | None = None
    per: Period
    count_by: Literal["opened", "closed", "verdict"] = "verdict"
    classify_at: Literal["start", "end"] = "end"
    no_data_counts_as: Literal["met", "missed"] | None = None
    where: Condition | None = None
    by_field: str | None = None
    rows: tuple[Row, ...]
    support: Support | None = None


class RecurringWindow(Node):
    """`exclude every sun 02:00-04:00 up to 4h per month`, in the zone of the agreement."""

    kind: Literal["recurring"] = "recurring"
    reason: str | None = None
    counted_as_up: bool = False
    hours: DayHours
    up_to_us: int | None = None
    up_to_per: PeriodUnit | None = None


class OneOffWindow(Node):
    """`exclude from A to B`: `[start, end)`, in UTC."""

    kind: Literal["window"] = "window"
    reason: str | None = None
    counted_as_up: bool = False
    start: datetime
    end: datetime


class ExcludedState(Node):
    """`exclude while COND`: the time in which the state of the case (or entity) satisfies the condition."""

    kind: Literal["while"] = "while"
    reason: str | None = None
    counted_as_up: bool = False
    conditions: tuple[LogCondition, ...]


class ExcludedCases(Node):
    """`exclude cases where COND`."""

    kind: Literal["cases"] = "cases"
    reason: str | None = None
    counted_as_up: bool = False
    conditions: tuple[LogCondition, ...]


Exclusion = Annotated[
    RecurringWindow | OneOffWindow | ExcludedState | ExcludedCases, Field(discriminator="kind")
]


class Fee(Node):
    """`fee EUR 40_000 per month`, or the charges found in a field of a log."""

    money: Money | None = None
    log: str | None = None
    field: str | None = None
    per: PeriodUnit


class Signature(Node):
    """`signed 2025-12-12 by acme_it, retail`."""

    on: date
    by: tuple[str, ...] = ()


class AtRisk(Node):
    """The pool that all penalties together may take."""

    amount: Amount
    per: PeriodUnit


class Termination(Node):
    """`terminate after 3 misses in 6 months`: a right, not an act."""

    misses: int
    span: Span


class Version(Node):
    """All that one agreement says from `start` to `end`, local dates of `zone`, both inclusive (7.2, 7.3).

    `number` counts from 1. `first` and `last` are the whole term that this version states; None is open on that
    side: an agreement that states no term is always in force. `term_at` and `hours_at` are where those clauses stand.
    """

    number: int
    title: str | None = None
    start: date | None = None
    end: date | None = None
    first: date | None = None
    last: date | None = None
    terminated: date | None = None
    term_at: Location | None = None
    provider: str | None = None
    receiver: str | None = None
    covers: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    owner: str | None = None
    signatures: tuple[Signature, ...] = ()
    review: Span | None = None
    clause: str | None = None
    hours: str | None = None
    hours_at: Location | None = None
    zone: str
    fee: Fee | None = None
    targets: tuple[Target, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    caps: tuple[Cap, ...] = ()
    at_risk: AtRisk | None = None
    one_credit_by: str | None = None
    terminations: tuple[Termination, ...] = ()

    def target(self, name: str) -> Target | None:
        """The target of that name, or None."""
        return next((target for target in self.targets if target.name == name), None)

    def hours_for(self, obligation: Obligation | None) -> str | None:
        """The calendar that an obligation counts in: its `during`, else the agreement's; None is around the clock.

        Language reference, 5.1.
        """
        during = obligation.during if isinstance(obligation, Within | Level) else None
        return during or self.hours


class Agreement(Node):
    """An SLA, OLA or UC with its versions, the first one first. Its `extends` names are as written."""

    kind: AgreementKind
    name: str
    title: str | None = None
    extends: tuple[str, ...] = ()
    versions: tuple[Version, ...]
