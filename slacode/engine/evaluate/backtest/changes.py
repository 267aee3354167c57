"""Sets the results of two evaluations against each other, the largest effect first."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from slacode.engine.evaluate.backtest.record import ChangedAmount, ChangedResult
from slacode.engine.evaluate.result import TargetResult
from slacode.engine.settle.record import Right, Settlement

_T = TypeVar("_T")


def changed_results(base: Iterable[TargetResult], head: Iterable[TargetResult]) -> tuple[ChangedResult, ...]:
    """The rows and periods that come out otherwise: those that are met or missed now and were not, then by figures."""
    pairs = (ChangedResult(*pair) for pair in _pairs(base, head, _result_key))
    changed = [one for one in pairs if _said(one.before) != _said(one.after)]
    return tuple(sorted(changed, key=lambda one: (not one.flips, -one.size, one.ref, one.either.period)))


def changed_amounts(base: Iterable[Settlement], head: Iterable[Settlement]) -> tuple[ChangedAmount, ...]:
    """The amounts that differ, the largest difference first."""
    pairs = (ChangedAmount(*pair) for pair in _pairs(base, head, _amount_key))
    changed = [one for one in pairs if one.units]
    return tuple(
        sorted(changed, key=lambda one: (-one.size, one.either.agreement, one.either.penalty, one.either.period))
    )


def changed_rights(base: Iterable[Right], head: Iterable[Right]) -> tuple[tuple[Right, ...], tuple[Right, ...]]:
    """The rights that arise no longer, and those that arise now."""
    alone = [pair for pair in _pairs(base, head, lambda right: (right.agreement, right.on)) if None in pair]
    return tuple(one for one, _ in alone if one), tuple(one for _, one in alone if one)


def _said(result: TargetResult | None) -> object:
    if result is None:
        return None
    return result.status, result.figure, result.counts, result.downtime


def _result_key(result: TargetResult) -> Hashable:
    return result.agreement, result.target, result.row, result.entity, result.period


def _amount_key(amount: Settlement) -> Hashable:
    period = (amount.period.name, amount.returned_for)
    return amount.agreement, amount.penalty, amount.kind, amount.entity, amount.currency, *period


def _pairs(
    base: Iterable[_T], head: Iterable[_T], key: Callable[[_T], Hashable]
) -> Iterator[tuple[_T | None, _T | None]]:
    """Pairs of one key; several of one key (parts of a period by their versions) in their order."""
    sides: dict[Hashable, tuple[list[_T], list[_T]]] = {}
    for place, several in enumerate((base, head)):
        for one in several:
            sides.setdefault(key(one), ([], []))[place].append(one)
    for mine, yours in sides.values():
        for i in range(max(len(mine), len(yours))):
            yield mine[i] if i < len(mine) else None, yours[i] if i < len(yours) else None
