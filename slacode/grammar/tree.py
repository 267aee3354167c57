"""The syntax tree: one frozen dataclass per rule of slacode.lark, its fields the rule's named parts in order.

Leaves are the words as written (`Word`, a `str` that knows its `start_pos`); a missing part is None. `span` is the
half-open range of characters from the first to the last named part, and is left out of comparisons, so two trees are
equal when their texts say the same. A class whose last field is a tuple takes all the parts that remain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

from lark import Token

Word: TypeAlias = Token
Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What every node has: where it stands, in characters of its source."""

    span: Span = field(default=(0, 0), compare=False)


# ---- Parties --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party(Tree):
    kind: Word
    name: Word
    title: Word | None
    of: Word | None


# ---- Calendars ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeeklyCalendar(Tree):
    name: Word
    title: Word | None
    clauses: tuple[CalendarClause, ...]


@dataclass(frozen=True, slots=True)
class CombinedCalendar(Tree):
    name: Word
    title: Word | None
    terms: CalendarSum


@dataclass(frozen=True, slots=True)
class CalendarSum(Tree):
    parts: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Timezone(Tree):
    zone: Word


@dataclass(frozen=True, slots=True)
class OpenHours(Tree):
    days: tuple[DayHours, ...]


@dataclass(frozen=True, slots=True)
class OpenOn(Tree):
    date: Word
    spans: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ClosedOn(Tree):
    closings: tuple[Closing, ...]


@dataclass(frozen=True, slots=True)
class ClosedDate(Tree):
    date: Word
    reason: Word | None


@dataclass(frozen=True, slots=True)
class ClosedYearly(Tree):
    day: Word
    reason: Word | None


@dataclass(frozen=True, slots=True)
class ClosedHolidays(Tree):
    country: Word
    subdivision: Word | None


@dataclass(frozen=True, slots=True)
class DayHours(Tree):
    parts: tuple[Word, ...]


# ---- Logs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Log(Tree):
    name: Word
    title: Word | None
    clauses: tuple[LogClause, ...]


@dataclass(frozen=True, slots=True)
class LogFiles(Tree):
    pattern: Word


@dataclass(frozen=True, slots=True)
class LogCase(Tree):
    column: Word


@dataclass(frozen=True, slots=True)
class LogTime(Tree):
    column: Word
    when: When | WhenIn | None


@dataclass(frozen=True, slots=True)
class LogOrder(Tree):
    column: Word


@dataclass(frozen=True, slots=True)
class LogEvent(Tree):
    event: Word
    column: Word
    when: When | WhenIn | None


@dataclass(frozen=True, slots=True)
class LogTimes(Tree):
    when: When | WhenIn


@dataclass(frozen=True, slots=True)
class LogMissing(Tree):
    marker: Word


@dataclass(frozen=True, slots=True)
class LogField(Tree):
    name: Word
    type: FieldType
    column: Word | None
    carried: Word | None


@dataclass(frozen=True, slots=True)
class When(Tree):
    format: Word
    zone: Word | None


@dataclass(frozen=True, slots=True)
class WhenIn(Tree):
    zone: Word


@dataclass(frozen=True, slots=True)
class Enumeration(Tree):
    values: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class InstantType(Tree):
    when: When | WhenIn | None


# ---- Metrics --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metric(Tree):
    name: Word
    title: Word | None
    measure: Measure


@dataclass(frozen=True, slots=True)
class Clock(Tree):
    log: Word
    clauses: tuple[ClockClause, ...]


@dataclass(frozen=True, slots=True)
class StartWhen(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class PauseWhile(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class StopWhen(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class CancelWhen(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class AgainWhen(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class Reopen(Tree):
    mode: Word


@dataclass(frozen=True, slots=True)
class Availability(Tree):
    log: Word
    entity: Word
    clauses: tuple[AvailabilityClause, ...]


@dataclass(frozen=True, slots=True)
class DownWhile(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class DownFrom(Tree):
    begin: Condition
    end: Condition


@dataclass(frozen=True, slots=True)
class Where(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class RowValue(Tree):
    field: Word
    log: Word
    where: Where | None


@dataclass(frozen=True, slots=True)
class CaseShare(Tree):
    log: Word
    each: Condition
    good: Condition


@dataclass(frozen=True, slots=True)
class CaseCount(Tree):
    log: Word
    each: Condition


# ---- Conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Either(Tree):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Both(Tree):
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Tree):
    part: Condition


@dataclass(frozen=True, slots=True)
class Compare(Tree):
    field: Word
    op: Word
    operand: Word


@dataclass(frozen=True, slots=True)
class OneOf(Tree):
    field: Word
    values: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class IsMissing(Tree):
    field: Word


@dataclass(frozen=True, slots=True)
class IsKnown(Tree):
    field: Word


# ---- Services -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Service(Tree):
    name: Word
    title: Word | None
    clauses: tuple[ServiceClause, ...]


@dataclass(frozen=True, slots=True)
class Uses(Tree):
    names: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Needs(Tree):
    structure: Support


@dataclass(frozen=True, slots=True)
class Tier(Tree):
    name: Word


@dataclass(frozen=True, slots=True)
class Description(Tree):
    text: Word


# ---- Agreements -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Agreement(Tree):
    kind: Word
    name: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@dataclass(frozen=True, slots=True)
class Terms(Tree):
    name: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@dataclass(frozen=True, slots=True)
class Owner(Tree):
    name: Word


@dataclass(frozen=True, slots=True)
class Terminated(Tree):
    date: Word


@dataclass(frozen=True, slots=True)
class ClauseText(Tree):
    text: Word


@dataclass(frozen=True, slots=True)
class AtRisk(Tree):
    amount: Amount
    period: Word


@dataclass(frozen=True, slots=True)
class OneCredit(Tree):
    field: Word


@dataclass(frozen=True, slots=True)
class Between(Tree):
    provider: Word
    receiver: Word


@dataclass(frozen=True, slots=True)
class Covers(Tree):
    services: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Term(Tree):
    first: Word
    last: Word


@dataclass(frozen=True, slots=True)
class TermFrom(Tree):
    first: Word


@dataclass(frozen=True, slots=True)
class Signed(Tree):
    date: Word
    by: tuple[Word, ...] | None


@dataclass(frozen=True, slots=True)
class Hours(Tree):
    calendar: Word


@dataclass(frozen=True, slots=True)
class Fee(Tree):
    money: Money
    period: Word


@dataclass(frozen=True, slots=True)
class FeeFrom(Tree):
    log: Word
    field: Word
    period: Word


@dataclass(frozen=True, slots=True)
class Review(Tree):
    count: Word
    unit: Word


@dataclass(frozen=True, slots=True)
class Extends(Tree):
    name: Word


@dataclass(frozen=True, slots=True)
class Serves(Tree):
    objective: Word


@dataclass(frozen=True, slots=True)
class Amend(Tree):
    date: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@dataclass(frozen=True, slots=True)
class CapPenalties(Tree):
    amount: Amount
    per: Per


@dataclass(frozen=True, slots=True)
class Terminate(Tree):
    misses: Word
    count: Word
    unit: Word


# ---- Targets --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target(Tree):
    name: Word
    title: Word | None
    clauses: tuple[TargetClause, ...]


@dataclass(frozen=True, slots=True)
class Classify(Tree):
    at: Word


@dataclass(frozen=True, slots=True)
class NoData(Tree):
    counts_as: Word


@dataclass(frozen=True, slots=True)
class TargetMetric(Tree):
    metric: Word


@dataclass(frozen=True, slots=True)
class TargetPer(Tree):
    per: Per
    from_day: Word | None


@dataclass(frozen=True, slots=True)
class CountBy(Tree):
    at: Word


@dataclass(frozen=True, slots=True)
class ByTable(Tree):
    field: Word
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Row(Tree):
    label: Word
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class WhenRow(Tree):
    condition: Condition
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class Require(Tree):
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class Supported(Tree):
    by: Support


@dataclass(frozen=True, slots=True)
class PerPeriod(Tree):
    period: Word


@dataclass(frozen=True, slots=True)
class PerRolling(Tree):
    count: Word
    unit: Word


@dataclass(frozen=True, slots=True)
class Within(Tree):
    share: Word | None
    allowance: Quantity
    during: During | None
    floor: Floor | None


@dataclass(frozen=True, slots=True)
class ByField(Tree):
    share: Word
    field: Word
    floor: Floor | None


@dataclass(frozen=True, slots=True)
class Level(Tree):
    aggregate: Word | None
    bound: str
    quantity: Quantity
    during: During | None
    floor: Floor | None


@dataclass(frozen=True, slots=True)
class Exempt(Tree):
    word: Word


@dataclass(frozen=True, slots=True)
class During(Tree):
    calendar: Word


@dataclass(frozen=True, slots=True)
class Floor(Tree):
    cases: Word


# ---- Support --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InTurn(Tree):
    parts: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class SideBySide(Tree):
    parts: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class OneOfThem(Tree):
    parts: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class AllOf(Tree):
    parts: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class AnyOf(Tree):
    parts: tuple[Support, ...]
    never_together: Word | None


@dataclass(frozen=True, slots=True)
class KOf(Tree):
    k: Word
    parts: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Ref(Tree):
    agreement: Word
    target: Word | None
    row: Word | None
    rows: tuple[RowMap, ...]


@dataclass(frozen=True, slots=True)
class RowMap(Tree):
    own: Word
    theirs: Word


# ---- Money ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Penalty(Tree):
    kind: Word
    name: Word | None
    target: Word
    row: Word | None
    clauses: tuple[PenaltyClause, ...]


@dataclass(frozen=True, slots=True)
class TierRow(Tree):
    edges: tuple[Edge, ...]
    amount: Amount


@dataclass(frozen=True, slots=True)
class Edge(Tree):
    bound: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Step(Tree):
    amount: Amount
    started: Word | None
    step: Quantity
    bound: Word
    origin: Quantity


@dataclass(frozen=True, slots=True)
class EachBreach(Tree):
    row: Word | None
    amount: Amount
    late_unit: Word | None
    up_to: Amount | None


@dataclass(frozen=True, slots=True)
class Cap(Tree):
    amount: Amount
    per: Per


@dataclass(frozen=True, slots=True)
class Double(Tree):
    period: Word


@dataclass(frozen=True, slots=True)
class EarnBack(Tree):
    parts: tuple[Back, ...]


@dataclass(frozen=True, slots=True)
class Back(Tree):
    share: Word | None
    count: Word
    unit: Word


@dataclass(frozen=True, slots=True)
class ClaimSpan(Tree):
    count: Word
    unit: Word


@dataclass(frozen=True, slots=True)
class ClaimDuration(Tree):
    allowance: Quantity


@dataclass(frozen=True, slots=True)
class InARow(Tree):
    count: Word
    amount: Amount


@dataclass(frozen=True, slots=True)
class FeeShare(Tree):
    percent: Word


@dataclass(frozen=True, slots=True)
class AtRiskShare(Tree):
    percent: Word


@dataclass(frozen=True, slots=True)
class Money(Tree):
    currency: Word
    amount: Word


# ---- Exclusions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exclude(Tree):
    reason: Word | None
    what: Excluded
    counted_as_up: bool | None


@dataclass(frozen=True, slots=True)
class OneOff(Tree):
    start: Word
    end: Word


@dataclass(frozen=True, slots=True)
class Recurring(Tree):
    parts: tuple[Word | WindowLimit | None, ...]


@dataclass(frozen=True, slots=True)
class ExcludedWhile(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class ExcludedCases(Tree):
    condition: Condition


@dataclass(frozen=True, slots=True)
class WindowLimit(Tree):
    most: Quantity
    period: Word


# ---- Objectives -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Objective(Tree):
    name: Word
    title: Word | None
    customer: Word
    kpis: tuple[Kpi, ...]


@dataclass(frozen=True, slots=True)
class Kpi(Tree):
    name: Word
    metric: Word
    obligation: Obligation
    period: Word


# ---- Tests ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Test(Tree):
    title: Word
    parts: tuple[TestLog | ExpectVerdict | ExpectFigure, ...]


@dataclass(frozen=True, slots=True)
class TestLog(Tree):
    log: Word
    rows: tuple[TestRow, ...]


@dataclass(frozen=True, slots=True)
class TestRow(Tree):
    case: Word
    time: Word
    values: tuple[TestValue, ...]


@dataclass(frozen=True, slots=True)
class TestValue(Tree):
    field: Word
    value: Word


@dataclass(frozen=True, slots=True)
class ExpectVerdict(Tree):
    ref: Ref
    case: Word
    verdict: Word
    after: Quantity | None


@dataclass(frozen=True, slots=True)
class ExpectFigure(Tree):
    ref: Ref
    period: Word
    value: Word | Money


# ---- Quantities -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BusinessDays(Tree):
    days: Word


@dataclass(frozen=True, slots=True)
class BusinessDaysToTheHour(Tree):
    days: Word


# ---- The file -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File(Tree):
    language: Word | None
    items: tuple[Item, ...]


# ---- Choices -----------------------------------------------------------------------------------------------------

Per: TypeAlias = PerPeriod | PerRolling
Quantity: TypeAlias = Word | BusinessDays | BusinessDaysToTheHour
Amount: TypeAlias = Money | FeeShare | AtRiskShare
Condition: TypeAlias = Either | Both | Not | Compare | OneOf | IsMissing | IsKnown
Support: TypeAlias = InTurn | SideBySide | OneOfThem | AllOf | AnyOf | KOf | Ref
Obligation: TypeAlias = Within | ByField | Level | Exempt
Excluded: TypeAlias = OneOff | Recurring | ExcludedWhile | ExcludedCases
Measure: TypeAlias = Clock | Availability | RowValue | CaseShare | CaseCount
FieldType: TypeAlias = Enumeration | InstantType | Word
Closing: TypeAlias = ClosedDate | ClosedYearly | ClosedHolidays
CalendarClause: TypeAlias = Timezone | OpenHours | OpenOn | ClosedOn
LogClause: TypeAlias = LogFiles | LogCase | LogTime | LogOrder | LogEvent | LogTimes | LogMissing | LogField
ClockClause: TypeAlias = StartWhen | PauseWhile | StopWhen | CancelWhen | AgainWhen | Reopen
AvailabilityClause: TypeAlias = DownWhile | DownFrom | Where
ServiceClause: TypeAlias = Owner | Uses | Needs | Tier | Description
TargetClause: TypeAlias = (
    ClauseText | Classify | NoData | TargetMetric | TargetPer | CountBy | Where | ByTable | WhenRow | Require
    | Supported
)
PenaltyClause: TypeAlias = (
    TierRow | Step | EachBreach | Cap | Double | EarnBack | ClaimSpan | ClaimDuration | InARow
)
AgreementClause: TypeAlias = (
    Owner | Terminated | ClauseText | AtRisk | OneCredit | Between | Covers | Term | TermFrom | Signed | Hours
    | Timezone | Fee | FeeFrom | Review | Extends | Serves | Target | Penalty | Exclude | Amend | CapPenalties
    | Terminate
)
Calendar: TypeAlias = WeeklyCalendar | CombinedCalendar
Item: TypeAlias = Party | Calendar | Log | Metric | Service | Agreement | Terms | Objective | Test


def start_of(part: Tree | Word) -> int:
    """Where a node or a word begins, in characters."""
    return part.span[0] if isinstance(part, Tree) else part.start_pos or 0


def end_of(part: Tree | Word) -> int:
    """Where a node or a word ends, in characters, exclusive."""
    return part.span[1] if isinstance(part, Tree) else (part.start_pos or 0) + len(part)


def unquoted(word: str) -> str:
    """The text that a word stands for: a string without its quotes, anything else as it is."""
    if not word.startswith('"'):
        return str(word)
    text = word[1:-1]
    return re.sub(r'\\(["\\])', r"\1", text) if "\\" in text else text
