"""Divides what penalties come to among those that they are due to: supports that were late, and the agreement itself.

An amount is divided in proportion to time (language reference, 8.3): of each support what it took after it had broken
its promise, and of the agreement itself the lateness that exceeds this, case by case, over the breached cases of the
period. It is divided in whole minor units, what is left going to the largest remainders.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from slacode.engine.evaluate.attribution.path import SupportName
from slacode.engine.evaluate.attribution.record import AttributedMoney, MoneyPart
from slacode.engine.evaluate.attribution.results import Followed
from slacode.engine.evaluate.plan import TargetPlan
from slacode.engine.periods import Dates, Window
from slacode.engine.settle.money import spread
from slacode.engine.settle.record import Settlement
from slacode.engine.settle.run import name_of


def money_of(
    followed: Iterable[Followed],
    asked: Iterable[Settlement],
    every: Sequence[Settlement],
    judged: Iterable[TargetPlan],
) -> Iterator[AttributedMoney]:
    """The amounts of penalties that were `asked` for, on targets whose time was parted. `every` amount is looked at for
    what the supports' own contracts pay, of those targets that were `judged`."""
    of_target = {one.plan.names: one for one in followed}
    contracts = _Contracts(every, judged)
    for amount in asked:
        one = of_target.get((amount.agreement, amount.version, amount.target))
        if one is not None and amount.kind == "penalty" and amount.units:
            yield _divided(one, amount, contracts)


def _divided(one: Followed, amount: Settlement, contracts: _Contracts) -> AttributedMoney:
    [window] = [window for window in one.plan.periods.windows if window.name == amount.period.name]
    units = _units(one, amount, window)
    supports = (
        MoneyPart(name, units[place], contracts.pay(name, window.dates)) for place, name in enumerate(one.path.names)
    )
    parts = [part for part in (*supports, MoneyPart(None, units[-1], None)) if part.units or part.contract_pays]
    return AttributedMoney(
        agreement=amount.agreement,
        version=amount.version,
        penalty=amount.penalty,
        target=amount.target,
        period=amount.period.name,
        status=amount.status,
        units=amount.units,
        currency=amount.currency,
        parts=tuple(parts),
    )


def _units(one: Followed, amount: Settlement, window: Window) -> list[int]:
    """The minor units of each support, then those of the agreement itself: what tiers and steps gave by the cases that
    count in the period, what breaches cost one by one by those that were stopped in it."""
    labels = {row.label: place for place, row in enumerate(one.plan.rows)}
    kind_and_name = ("penalty", amount.penalty)
    [penalty] = [p for p in one.plan.chosen.version.penalties if (p.kind, name_of(p)) == kind_and_name]
    of_tiers = labels.values() if amount.row is None else (labels[amount.row],)
    of_breaches = labels.values() if penalty.row is None else (labels[penalty.row],)
    tiers = _spread(amount.units - amount.of_breaches, one.late(of_tiers, window, by_stop=False))
    breaches = _spread(amount.of_breaches, one.late(of_breaches, window, by_stop=True))
    return [a + b for a, b in zip(tiers, breaches, strict=True)]


def _spread(units: int, late: list[int]) -> list[int]:
    """Minor units by late time; where there is none, all are the agreement's own."""
    return spread(units, late) if any(late) else [*(0 for _ in late[1:]), units]


class _Contracts:
    """What contracts pay on their targets, as far as that was evaluated."""

    def __init__(self, amounts: Iterable[Settlement], judged: Iterable[TargetPlan]) -> None:
        self._judged = {(plan.names[0], plan.names[2]) for plan in judged}
        self._amounts: dict[SupportName, list[Settlement]] = {}
        for one in amounts:
            if one.kind == "penalty":
                self._amounts.setdefault((one.agreement, one.target), []).append(one)

    def pay(self, name: SupportName, dates: Dates) -> tuple[tuple[str, int], ...] | None:
        """The sums by currency for the periods whose last day is one of some dates."""
        if name not in self._judged:
            return None
        sums: Counter[str] = Counter()
        for one in self._amounts.get(name, ()):
            if dates.first <= one.period.last <= dates.last:
                sums[one.currency] += one.units
        return tuple(sorted((currency, units) for currency, units in sums.items() if units))
