"""Which targets an evaluation judges: all that are selected, and of those the ones whose metric is a clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slacode.engine.evaluate.result import NotEvaluated
from slacode.engine.model.agreements import Agreement, Exempt, Level, Row, Target, Version
from slacode.engine.model.metrics import Clock
from slacode.engine.model.policy import PolicyModel, Reference
from slacode.engine.model.values import Duration
from slacode.engine.wording import say_obligation


@dataclass(frozen=True, slots=True)
class Chosen:
    """One target as it stands in one version. `rows` are the places of those of its rows that are reported."""

    agreement: Agreement
    version: Version
    target: Target
    clock: Clock
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The targets to judge, by agreement, version and target, and those that cannot be judged."""

    chosen: tuple[Chosen, ...]
    not_evaluated: tuple[NotEvaluated, ...]


def choose(model: PolicyModel, select: Iterable[Reference] = ()) -> Choice:
    """What is to be judged. No reference selects everything; exempt rows promise nothing and are not reported."""
    wanted = tuple(select)
    chosen, left = [], []
    clocks = {metric.name: metric.measure for metric in model.metrics if isinstance(metric.measure, Clock)}
    kinds = {metric.name: metric.measure.kind for metric in model.metrics}
    for agreement, version, target in targets_of(model):
        rows = [row for row in _selected_rows(agreement, target, wanted) if not _is_exempt(target.rows[row])]
        clock = clocks.get(target.metric or "")
        if clock is None and rows:
            kind = kinds.get(target.metric or "")
            reason = f"`{kind}` metrics are not evaluated yet" if kind else "it names no metric"
            left.append(NotEvaluated(agreement.name, version.number, target.name, None, reason))
        elif clock is not None:
            reasons = {row: _unclear(target.rows[row]) for row in rows}
            clear = tuple(row for row in rows if reasons[row] is None)
            left += [
                NotEvaluated(agreement.name, version.number, target.name, target.rows[row].label, reason)
                for row, reason in reasons.items()
                if reason is not None
            ]
            if clear:
                chosen.append(Chosen(agreement, version, target, clock, clear))
    return Choice(tuple(chosen), tuple(left))


def targets_of(model: PolicyModel) -> Iterator[tuple[Agreement, Version, Target]]:
    """Every target of every version, in the order in which results list them."""
    for agreement in sorted(model.agreements, key=lambda agreement: agreement.name):
        for version in agreement.versions:
            for target in sorted(version.targets, key=lambda target: target.name):
                yield agreement, version, target


def _selected_rows(agreement: Agreement, target: Target, wanted: tuple[Reference, ...]) -> Iterator[int]:
    for place, row in enumerate(target.rows):
        if not wanted or any(_selects(ref, agreement, target, row) for ref in wanted):
            yield place


def _selects(ref: Reference, agreement: Agreement, target: Target, row: Row) -> bool:
    return (
        ref.agreement == agreement.name
        and ref.target in (None, target.name)
        and (ref.row is None or ref.row == row.label)
    )


def _is_exempt(row: Row) -> bool:
    return isinstance(row.obligation, Exempt)


def _unclear(row: Row) -> str | None:
    """Why a row on a clock cannot be judged, or None if it can."""
    promise = row.obligation
    if not isinstance(promise, Level):
        return None
    if promise.aggregate is None:
        return f"`{say_obligation(promise)}` does not say of which figure: average, total, longest, min or p95"
    if not isinstance(promise.quantity, Duration):
        return f"`{say_obligation(promise)}` does not say how long: a clock is bounded by a duration such as `4h`"
    return None
