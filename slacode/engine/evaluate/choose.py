"""Which targets an evaluation judges: all that are selected, and of those the ones whose promise is clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from slacode.engine.evaluate.result import NotEvaluated
from slacode.engine.metrics import kind_of
from slacode.engine.model.agreements import Agreement, Exempt, Row, Target, Version
from slacode.engine.model.metrics import Measure
from slacode.engine.model.policy import PolicyModel, Reference


@dataclass(frozen=True, slots=True)
class Chosen:
    """One target as it stands in one version. `rows` are the places of those of its rows that are reported.

    `of_objective`: it is a KPI, for which its objective stands as an agreement.
    """

    agreement: Agreement
    version: Version
    target: Target
    measure: Measure
    rows: tuple[int, ...]
    of_objective: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The targets to judge, by agreement, version and target, and those that cannot be judged."""

    chosen: tuple[Chosen, ...]
    not_evaluated: tuple[NotEvaluated, ...]


def choose(model: PolicyModel, select: Iterable[Reference] = ()) -> Choice:
    """What is to be judged. No reference selects everything; exempt rows promise nothing and are not reported."""
    wanted = tuple(select)
    measures = {metric.name: metric.measure for metric in model.metrics}
    chosen: list[Chosen] = []
    left: list[NotEvaluated] = []
    for agreement, version, target in targets_of(model):
        rows = [row for row in _selected_rows(agreement, target, wanted) if not _is_exempt(target.rows[row])]
        one = chosen_of(agreement, version, target, measures.get(target.metric or ""), rows)
        chosen += one.chosen
        left += one.not_evaluated
        if not target.rows and (not wanted or any(_selects(ref, agreement, target, None) for ref in wanted)):
            left.append(NotEvaluated(agreement.name, version.number, target.name, None, "it promises nothing"))
    return Choice(tuple(chosen), tuple(left))


def chosen_of(
    agreement: Agreement, version: Version, target: Target, measure: Measure | None, rows: Iterable[int]
) -> Choice:
    """Which of some rows of a target can be judged by its metric, and why the others cannot."""
    rows = tuple(rows)
    if not rows:
        return Choice((), ())
    if measure is None:
        return Choice((), (NotEvaluated(agreement.name, version.number, target.name, None, "it names no metric"),))
    reasons = {row: kind_of(measure).unclear(target.rows[row].obligation, version) for row in rows}
    clear = tuple(row for row in rows if reasons[row] is None)
    left = tuple(
        NotEvaluated(agreement.name, version.number, target.name, target.rows[row].label, reason)
        for row, reason in reasons.items()
        if reason is not None
    )
    return Choice((Chosen(agreement, version, target, measure, clear),) if clear else (), left)


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


def _selects(ref: Reference, agreement: Agreement, target: Target, row: Row | None) -> bool:
    return (
        ref.agreement == agreement.name
        and ref.target in (None, target.name)
        and (ref.row is None or (row is not None and ref.row == row.label))
    )


def _is_exempt(row: Row) -> bool:
    return isinstance(row.obligation, Exempt)
