"""Promises that are decided before anything is measured: whatever comes, they are kept, or cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._always import Always, always
from slacode.engine.checks._clocks import states_of
from slacode.engine.checks._room import never_too_late
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, ByField, Exempt, Level, Row, Target, Version, Within
from slacode.engine.model.metrics import Availability, Clock, Metric, RowValue, Share
from slacode.engine.model.values import Duration, Number, Percent
from slacode.engine.wording import say_obligation, say_quantity, say_ref

Outcome = Literal["met", "missed"]
"""Whether a row is kept in every period, or kept in none, be it that nothing is ever measured."""
Cause = Literal["metric", "promise", "time"]
"""What decides it: the conditions of the metric, the figure that is promised, or the term."""

Reason: TypeAlias = tuple[Outcome, Cause, str]

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Decided:
    """A row, as one version has it, of which the outcome is known."""

    agreement: Agreement
    version: Version
    target: Target
    row: Row
    metric: Metric
    outcome: Outcome
    cause: Cause
    why: str

    @property
    def ref(self) -> str:
        """The row's dotted path."""
        return say_ref(self.agreement.name, self.target.name, self.row.label)

    @property
    def key(self) -> tuple[object, ...]:
        """Rows of one key are told together: they have one cause."""
        if self.cause == "metric":
            return (self.metric.name,)
        if self.cause == "promise" and self.row.at is not None:
            return (self.row.at,)  # one clause, which several agreements may have taken over
        return (self.agreement.name, self.target.name, self.row.label)


def findings(subject: Subject, check: str, severity: Severity, outcome: Outcome) -> Iterator[Diagnostic]:
    """One finding for each cause, of the rows of one outcome."""
    found: dict[tuple[object, ...], list[Decided]] = {}
    for one in _decided(subject, timed=outcome == "met"):
        if one.outcome == outcome:
            found.setdefault(one.key, []).append(one)
    for rows in found.values():
        if rows[0].cause == "time" and len(rows) < _versions_with(rows[0]):
            continue  # an amendment near the end leaves little time; what matters is that there never was more
        yield (_of_metric if rows[0].cause == "metric" else _of_row)(check, severity, rows)


def _versions_with(one: Decided) -> int:
    """In how many versions of its agreement a row promises something."""
    targets = [target for version in one.agreement.versions if (target := version.target(one.target.name))]
    rows = [row for target in targets for row in target.rows if row.label == one.row.label]
    return sum(not isinstance(row.obligation, Exempt) for row in rows)


def _decided(subject: Subject, timed: bool) -> Iterator[Decided]:
    """Every row of which the outcome is known; `timed` if the time that it could be late by is to be looked at."""
    known = {metric.name: always(subject, metric) for metric in subject.model.metrics}
    counting = {metric.name for metric in subject.model.metrics if timed and _counts(subject, metric)}
    for agreement in subject.model.agreements:
        for version in agreement.versions:
            for target in version.targets:
                metric = subject.lookup.metric_of(target)
                for row in target.rows if metric else ():
                    assert metric is not None  # noqa: S101 - no rows are looked at without
                    place = (agreement, version, target, row, metric)
                    reason = _reason(subject, place, known[metric.name], metric.name in counting)
                    if reason is not None:
                        yield Decided(*place, *reason)


def _counts(subject: Subject, metric: Metric) -> bool:
    """Whether time is ever counted; of a clock that cannot stop, or stands still for good, another check tells."""
    states = states_of(subject, metric)
    return states is None or (states.stops and bool(states.running))


def _reason(
    subject: Subject,
    place: tuple[Agreement, Version, Target, Row, Metric],
    fixed: Always | None,
    counts: bool,
) -> Reason | None:
    target, row, metric = place[2:]
    if isinstance(row.obligation, Exempt):
        return None
    if fixed is not None and fixed.figure is None:  # there is never data; the target may say what that counts as
        return target.no_data_counts_as or "missed", "metric", fixed.why
    found = _by_its_figure(row, metric)
    if found is None and fixed is not None and fixed.figure is not None:
        found = _against(row, metric, fixed.figure, fixed.why)
    elif found is None and counts:
        late = never_too_late(subject, *place)
        found = ("met", "time", late) if late else None
    if found is None or found[0] == target.no_data_counts_as:
        return found
    return None if target.no_data_counts_as else found  # a period without data may come out the other way


def _by_its_figure(row: Row, metric: Metric) -> Reason | None:
    """What the promised figure alone decides: percentages go from 0 to 100, numbers and times from 0 on."""
    match row.obligation:
        case Within(share=share) | ByField(share=share) if share == 0:
            return "met", "promise", "0% of the cases are always in time"
        case Level(bound="at least", quantity=quantity) if not isinstance(metric.measure, RowValue):
            if _size(quantity) == 0:
                return "met", "promise", f"nothing is below {say_quantity(quantity)}"
            if row.is_beyond_all:
                return "missed", "promise", "there is no more than 100%"
        case Level(bound="at most", quantity=Percent(value=most)) if isinstance(metric.measure, Availability | Share):
            return ("met", "promise", "there is no more than 100%") if most >= _HUNDRED else None
    return None


def _size(quantity: object) -> Decimal | None:
    """A percentage, a number, or the microseconds of a duration."""
    match quantity:
        case Percent(value=value) | Number(value=value):
            return value
        case Duration(us=us):
            return Decimal(us)
    return None


def _against(row: Row, metric: Metric, figure: Decimal, why: str) -> Reason | None:
    """What comes of a promise about a figure that is always the same."""
    match row.obligation:
        case Within():
            return "met", "metric", why
        case Level(bound=bound, quantity=quantity) if (size := _size(quantity)) is not None:
            no_downtime = isinstance(metric.measure, Availability) and isinstance(quantity, Duration)
            is_then = Decimal(0) if no_downtime else figure
            kept = is_then >= size if bound == "at least" else is_then <= size
            return "met" if kept else "missed", "metric", why
    return None


def _of_metric(check: str, severity: Severity, rows: list[Decided]) -> Diagnostic:
    metric, outcome = rows[0].metric, rows[0].outcome
    refs = list(dict.fromkeys(one.ref for one in rows))
    what = "missed" if outcome == "met" else "met"
    others = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
    conditions = "clock" if isinstance(metric.measure, Clock) else "metric"
    return Diagnostic(
        check,
        severity,
        f"`{refs[0]}`{others} can never be {what}: {rows[0].why}",
        metric.at,
        f"`{metric.name}` is measured so",
        tuple(Label(at, f"never {what}") for at in dict.fromkeys(one.row.at for one in rows) if at),
        help=(f"mend the conditions of the {conditions} `{metric.name}`",),
        data={"targets": refs, "metric": metric.name, "cause": "metric", "reason": rows[0].why},
    )


def _of_row(check: str, severity: Severity, rows: list[Decided]) -> Diagnostic:
    first = rows[0]
    refs = list(dict.fromkeys(one.ref for one in rows))
    what = "missed" if first.outcome == "met" else "met"
    others = f" and {len(refs) - 1} more" if len(refs) > 1 else ""
    timed = first.cause == "time"
    return Diagnostic(
        check,
        severity,
        f"`{refs[0]}`{others} can never be {what}{' within its term' if timed else ''}: {first.why}",
        first.row.at or first.target.at,
        f"`{say_obligation(first.row.obligation)}` is promised here",
        tuple(_places(first)) if timed else (),
        help=("promise less time than there is, or say `none` if nothing is promised",)
        if timed
        else ("promise a figure that can be kept and can be missed, or say `none` if nothing is promised",),
        data={"targets": refs, "metric": first.metric.name, "cause": first.cause, "reason": first.why},
    )


def _places(one: Decided) -> Iterator[Label]:
    if one.version.term_at:
        yield Label(one.version.term_at, "the term")
    if one.version.hours_at and not getattr(one.row.obligation, "during", None):
        yield Label(one.version.hours_at, "the hours that count")
