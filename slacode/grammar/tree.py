"""The syntax tree: one frozen class per rule of slacode.lark, its fields the rule's named parts in order.

Leaves are the words as written (`Word`, a `str` that knows its kind and where it begins); a missing part is None.
`span` is the half-open range of characters from the first to the last named part, and is left out of comparisons, so
two trees are equal when their texts say the same. A class whose last field is a tuple takes all the parts that remain.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import TypeAlias, TypeVar, cast

Span: TypeAlias = tuple[int, int]


class Word(str):
    """A leaf of the tree: `type` is its kind, a terminal of the grammar, and `start_pos` where it begins."""

    __slots__ = ("start_pos", "type")

    type: str
    start_pos: int


def word(kind: str, text: str, start: int = 0) -> Word:
    """A word of a kind, as if it stood at a place."""
    made = Word(text)
    made.type, made.start_pos = kind, start
    return made


class Tree:
    """What every node has: where it stands, in characters of its source, and how it compares."""

    __slots__ = ("span",)
    __match_args__: tuple[str, ...] = ()
    said: Callable[[Tree], object]
    """The parts of a node, all but its place, to be compared."""

    span: Span

    def __init__(self, *parts: object, span: Span = (0, 0)) -> None:
        for name, part in zip(self.__match_args__, parts, strict=True):
            object.__setattr__(self, name, part)
        object.__setattr__(self, "span", span)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a tree is never changed: `{name}` cannot be set")

    def __eq__(self, other: object) -> bool:
        cls = type(self)
        return cls is type(other) and cls.said(self) == cls.said(other)

    def __hash__(self) -> int:
        cls = type(self)
        return hash((cls, cls.said(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.children()))})"

    def children(self) -> tuple[object, ...]:
        """The parts in their order; one that is missing is None."""
        return tuple(getattr(self, name) for name in self.__match_args__)


_Class = TypeVar("_Class", bound=type)


def node(cls: _Class) -> _Class:
    """Make a class of the tree of a class that states its fields.

    A dataclass would do, but to make so many takes longer than to read a policy.
    """
    fields = tuple(cls.__annotations__)
    stated = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    made = {"__slots__": fields, "__match_args__": fields, "said": attrgetter(*fields)}
    return cast(_Class, type(cls.__name__, cls.__bases__, stated | made))


# ---- Parties --------------------------------------------------------------------------------------------------------


@node
class Party(Tree):
    kind: Word
    name: Word
    title: Word | None
    of: Word | None


# ---- Calendars ------------------------------------------------------------------------------------------------------


@node
class WeeklyCalendar(Tree):
    name: Word
    title: Word | None
    clauses: tuple[CalendarClause, ...]


@node
class CombinedCalendar(Tree):
    name: Word
    title: Word | None
    terms: CalendarSum


@node
class CalendarSum(Tree):
    parts: tuple[Word, ...]


@node
class Timezone(Tree):
    zone: Word


@node
class OpenHours(Tree):
    days: tuple[DayHours, ...]


@node
class OpenOn(Tree):
    date: Word
    spans: tuple[Word, ...]


@node
class ClosedOn(Tree):
    closings: tuple[Closing, ...]


@node
class ClosedDate(Tree):
    date: Word
    reason: Word | None


@node
class ClosedYearly(Tree):
    day: Word
    reason: Word | None


@node
class ClosedHolidays(Tree):
    country: Word
    subdivision: Word | None


@node
class DayHours(Tree):
    parts: tuple[Word, ...]


# ---- Logs -----------------------------------------------------------------------------------------------------------


@node
class Log(Tree):
    name: Word
    title: Word | None
    clauses: tuple[LogClause, ...]


@node
class LogFiles(Tree):
    pattern: Word


@node
class LogCase(Tree):
    column: Word


@node
class LogTime(Tree):
    column: Word
    when: When | WhenIn | None


@node
class LogOrder(Tree):
    column: Word


@node
class LogEvent(Tree):
    event: Word
    column: Word
    when: When | WhenIn | None


@node
class LogTimes(Tree):
    when: When | WhenIn


@node
class LogMissing(Tree):
    marker: Word


@node
class LogField(Tree):
    name: Word
    type: FieldType
    column: Word | None
    carried: Word | None


@node
class When(Tree):
    format: Word
    zone: Word | None


@node
class WhenIn(Tree):
    zone: Word


@node
class Enumeration(Tree):
    values: tuple[Word, ...]


@node
class InstantType(Tree):
    when: When | WhenIn | None


# ---- Metrics --------------------------------------------------------------------------------------------------------


@node
class Metric(Tree):
    name: Word
    title: Word | None
    measure: Measure


@node
class Clock(Tree):
    log: Word
    clauses: tuple[ClockClause, ...]


@node
class StartWhen(Tree):
    condition: Condition


@node
class PauseWhile(Tree):
    condition: Condition


@node
class StopWhen(Tree):
    condition: Condition


@node
class CancelWhen(Tree):
    condition: Condition


@node
class AgainWhen(Tree):
    condition: Condition


@node
class Reopen(Tree):
    mode: Word


@node
class Availability(Tree):
    log: Word
    entity: Word
    clauses: tuple[AvailabilityClause, ...]


@node
class DownWhile(Tree):
    condition: Condition


@node
class DownFrom(Tree):
    begin: Condition
    end: Condition


@node
class Where(Tree):
    condition: Condition


@node
class RowValue(Tree):
    field: Word
    log: Word
    where: Where | None


@node
class CaseShare(Tree):
    log: Word
    each: Condition
    good: Condition


@node
class CaseCount(Tree):
    log: Word
    each: Condition


# ---- Conditions -----------------------------------------------------------------------------------------------------


@node
class Either(Tree):
    parts: tuple[Condition, ...]


@node
class Both(Tree):
    parts: tuple[Condition, ...]


@node
class Not(Tree):
    part: Condition


@node
class Compare(Tree):
    field: Word
    op: Word
    operand: Word


@node
class OneOf(Tree):
    field: Word
    values: tuple[Word, ...]


@node
class IsMissing(Tree):
    field: Word


@node
class IsKnown(Tree):
    field: Word


# ---- Services -------------------------------------------------------------------------------------------------------


@node
class Service(Tree):
    name: Word
    title: Word | None
    clauses: tuple[ServiceClause, ...]


@node
class Uses(Tree):
    names: tuple[Word, ...]


@node
class Needs(Tree):
    structure: Support


@node
class Tier(Tree):
    name: Word


@node
class Description(Tree):
    text: Word


# ---- Agreements -----------------------------------------------------------------------------------------------------


@node
class Agreement(Tree):
    kind: Word
    name: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@node
class Terms(Tree):
    name: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@node
class Owner(Tree):
    name: Word


@node
class Terminated(Tree):
    date: Word


@node
class ClauseText(Tree):
    text: Word


@node
class AtRisk(Tree):
    amount: Amount
    period: Word


@node
class OneCredit(Tree):
    field: Word


@node
class Between(Tree):
    provider: Word
    receiver: Word


@node
class Covers(Tree):
    services: tuple[Word, ...]


@node
class Term(Tree):
    first: Word
    last: Word


@node
class TermFrom(Tree):
    first: Word


@node
class Signed(Tree):
    date: Word
    by: tuple[Word, ...] | None


@node
class Hours(Tree):
    calendar: Word


@node
class Fee(Tree):
    money: Money
    period: Word


@node
class FeeFrom(Tree):
    log: Word
    field: Word
    period: Word


@node
class Review(Tree):
    count: Word
    unit: Word


@node
class Extends(Tree):
    name: Word


@node
class Serves(Tree):
    objective: Word


@node
class Amend(Tree):
    date: Word
    title: Word | None
    clauses: tuple[AgreementClause, ...]


@node
class CapPenalties(Tree):
    amount: Amount
    per: Per


@node
class Terminate(Tree):
    misses: Word
    count: Word
    unit: Word


# ---- Targets --------------------------------------------------------------------------------------------------------


@node
class Target(Tree):
    name: Word
    title: Word | None
    clauses: tuple[TargetClause, ...]


@node
class Classify(Tree):
    at: Word


@node
class NoData(Tree):
    counts_as: Word


@node
class TargetMetric(Tree):
    metric: Word


@node
class TargetPer(Tree):
    per: Per
    from_day: Word | None


@node
class CountBy(Tree):
    at: Word


@node
class ByTable(Tree):
    field: Word
    rows: tuple[Row, ...]


@node
class Row(Tree):
    label: Word
    obligation: Obligation


@node
class WhenRow(Tree):
    condition: Condition
    obligation: Obligation


@node
class Require(Tree):
    obligation: Obligation


@node
class Supported(Tree):
    by: Support


@node
class PerPeriod(Tree):
    period: Word


@node
class PerRolling(Tree):
    count: Word
    unit: Word


@node
class Within(Tree):
    share: Word | None
    allowance: Quantity
    during: During | None
    floor: Floor | None


@node
class ByField(Tree):
    share: Word
    field: Word
    floor: Floor | None


@node
class Level(Tree):
    aggregate: Word | None
    bound: str
    quantity: Quantity
    during: During | None
    floor: Floor | None


@node
class Exempt(Tree):
    word: Word


@node
class During(Tree):
    calendar: Word


@node
class Floor(Tree):
    cases: Word
    end: Word


# ---- Support --------------------------------------------------------------------------------------------------------


@node
class InTurn(Tree):
    parts: tuple[Support, ...]


@node
class SideBySide(Tree):
    parts: tuple[Support, ...]


@node
class OneOfThem(Tree):
    parts: tuple[Support, ...]


@node
class AllOf(Tree):
    parts: tuple[Support, ...]


@node
class AnyOf(Tree):
    parts: tuple[Support, ...]
    never_together: Word | None


@node
class KOf(Tree):
    k: Word
    parts: tuple[Support, ...]


@node
class Ref(Tree):
    agreement: Word
    target: Word | None
    row: Word | None
    rows: tuple[RowMap, ...]


@node
class RowMap(Tree):
    own: Word
    theirs: Word


# ---- Money ----------------------------------------------------------------------------------------------------------


@node
class Penalty(Tree):
    kind: Word
    name: Word | None
    target: Word
    row: Word | None
    clauses: tuple[PenaltyClause, ...]


@node
class TierRow(Tree):
    edges: tuple[Edge, ...]
    amount: Amount


@node
class Edge(Tree):
    bound: str
    quantity: Quantity


@node
class Step(Tree):
    amount: Amount
    started: Word | None
    step: Quantity
    bound: Word
    origin: Quantity


@node
class EachBreach(Tree):
    row: Word | None
    amount: Amount
    late_unit: Word | None
    up_to: Amount | None


@node
class Cap(Tree):
    amount: Amount
    per: Per


@node
class Double(Tree):
    period: Word


@node
class EarnBack(Tree):
    parts: tuple[Back, ...]


@node
class Back(Tree):
    share: Word | None
    count: Word
    unit: Word


@node
class ClaimSpan(Tree):
    count: Word
    unit: Word


@node
class ClaimDuration(Tree):
    allowance: Quantity


@node
class InARow(Tree):
    count: Word
    amount: Amount


@node
class FeeShare(Tree):
    percent: Word
    end: Word


@node
class AtRiskShare(Tree):
    percent: Word
    end: Word


@node
class Money(Tree):
    currency: Word
    amount: Word


# ---- Exclusions -----------------------------------------------------------------------------------------------------


@node
class Exclude(Tree):
    reason: Word | None
    what: Excluded
    counted_as_up: bool | None


@node
class OneOff(Tree):
    start: Word
    end: Word


@node
class Recurring(Tree):
    parts: tuple[Word | WindowLimit | None, ...]


@node
class ExcludedWhile(Tree):
    condition: Condition


@node
class ExcludedCases(Tree):
    condition: Condition


@node
class WindowLimit(Tree):
    most: Quantity
    period: Word


# ---- Objectives -----------------------------------------------------------------------------------------------------


@node
class Objective(Tree):
    name: Word
    title: Word | None
    customer: Word
    kpis: tuple[Kpi, ...]


@node
class Kpi(Tree):
    name: Word
    metric: Word
    obligation: Obligation
    period: Word


# ---- Tests ----------------------------------------------------------------------------------------------------------


@node
class Test(Tree):
    title: Word
    parts: tuple[TestAsOf | TestLog | Expectation, ...]


@node
class TestAsOf(Tree):
    time: Word


@node
class TestLog(Tree):
    log: Word
    rows: tuple[TestRow, ...]


@node
class TestRow(Tree):
    case: Word
    time: Word
    values: tuple[TestValue, ...]


@node
class TestValue(Tree):
    field: Word
    value: Word


@node
class ExpectVerdict(Tree):
    ref: Ref
    case: Word
    cycle: Word | None
    verdict: Word
    after: Quantity | None


@node
class ExpectNotJudged(Tree):
    ref: Ref
    case: Word


@node
class ExpectFigure(Tree):
    """`negated` is the word `not`; the value of `no data` is the word `no`."""

    ref: Ref
    entity: Word | None
    period: Word
    negated: Word | None
    value: Word | Money


@node
class ExpectFinding(Tree):
    check: Word
    ref: Ref | None


@node
class ExpectNoFinding(Tree):
    check: Word | None
    ref: Ref | None


# ---- Quantities -----------------------------------------------------------------------------------------------------


@node
class BusinessDays(Tree):
    days: Word
    end: Word


@node
class BusinessDaysToTheHour(Tree):
    days: Word
    unit: Word
    end: Word


# ---- The file -------------------------------------------------------------------------------------------------------


@node
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
Expectation: TypeAlias = ExpectVerdict | ExpectNotJudged | ExpectFigure | ExpectFinding | ExpectNoFinding
Item: TypeAlias = Party | Calendar | Log | Metric | Service | Agreement | Terms | Objective | Test


def start_of(part: Tree | Word) -> int:
    """Where a node or a word begins, in characters."""
    return part.span[0] if isinstance(part, Tree) else part.start_pos


def end_of(part: Tree | Word) -> int:
    """Where a node or a word ends, in characters, exclusive."""
    return part.span[1] if isinstance(part, Tree) else part.start_pos + len(part)


def unquoted(word: str) -> str:
    """The text that a word stands for: a string without its quotes, anything else as it is."""
    if not word.startswith('"'):
        return str(word)
    text = word[1:-1]
    return re.sub(r'\\(["\\])', r"\1", text) if "\\" in text else text
