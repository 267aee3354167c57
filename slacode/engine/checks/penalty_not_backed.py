"""What a missed target of an SLA costs is paid back by the contracts that carry it.

## What it finds

A target of an SLA that can cost more in one of its periods than the underpinning contracts on its path would pay for
the same failure, all of them together. Both are the most that can be due: the furthest tier, every step down to 0%,
doubled where that is agreed, within the caps and what is at risk; a contract that pays by another period is taken for
as many of its periods as fit. OLAs are internal and pay nothing; a target that no contract carries is not meant. Where
a fee is not stated or comes from data nothing is said, and a difference of currencies is only noted.

## Why it matters

When the supplier fails, the provider pays the customer and gets back less. That may be a decision, but it should be
one, and not a surprise.

## Wrong

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  fee EUR 40_000 per month
  target availability { metric uptime require at least 99.5% supported by hosting_uc.availability }
  penalty credit on availability { below 99.5%: 10% of fee cap 10% of fee per month }
}
uc hosting_uc {
  fee EUR 8_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability { below 99.9%: 25% of fee }
}
```

## Right

```sla
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }

sla shop_sla {
  fee EUR 40_000 per month
  target availability { metric uptime require at least 99.5% supported by hosting_uc.availability }
  penalty credit on availability { below 99.5%: 10% of fee cap 10% of fee per month }
}
uc hosting_uc {
  fee EUR 8_000 per month
  target availability { metric uptime require at least 99.9% }
  penalty credit on availability { below 99.9%: 50% of fee }
}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from slacode.diagnostics import Diagnostic, Label, Severity
from slacode.engine.checks._costs import (
    Most,
    Unknown,
    contracts_behind,
    months_of,
    most_for,
    penalized,
    penalties_on,
    total_of,
)
from slacode.engine.checks._subject import Subject
from slacode.engine.model.agreements import Agreement, Target, Version
from slacode.engine.model.money import Penalty
from slacode.engine.support.carriers import Promise
from slacode.engine.wording import say_period, say_ref

SEVERITY = Severity.WARNING


def run(subject: Subject) -> Iterator[Diagnostic]:
    """One finding for each target, in the first version in which it is not backed."""
    told: set[tuple[str, str]] = set()
    for agreement, version, target, penalties in penalized(subject):
        if (agreement.name, target.name) not in told:
            found = _finding(subject, agreement, version, target, penalties)
            if found is not None:
                told.add((agreement.name, target.name))
                yield found


def _finding(
    subject: Subject, agreement: Agreement, version: Version, target: Target, penalties: Sequence[Penalty]
) -> Diagnostic | None:
    lookup, months = subject.on(version.start), months_of(target.per)
    contracts = contracts_behind(subject, agreement, version, target)
    if not contracts:
        return None
    try:
        costs = most_for(lookup, version, target, months)
        pays = [most_for(lookup, contract.version, contract.target, months) for contract in contracts]
    except Unknown:
        return None
    story = _Story(agreement, target, penalties[0], contracts, costs, pays)
    currencies = {most.currency for most in [costs, *pays] if most.currency is not None}
    if len(currencies) > 1:
        return story.cannot_be_compared() if costs.amount != 0 else None
    back = total_of(pays)
    return None if _covers(back, costs) else story.not_backed(back)


def _covers(back: Most, costs: Most) -> bool:
    return back.amount is None or (costs.amount is not None and costs.amount <= back.amount)


class _Story:
    def __init__(
        self, agreement: Agreement, target: Target, penalty: Penalty,
        contracts: Sequence[Promise], costs: Most, pays: Sequence[Most],
    ) -> None:  # fmt: skip
        self.ref = say_ref(agreement.name, target.name)
        self.target, self.penalty = target, penalty
        self.contracts, self.costs, self.pays = contracts, costs, pays
        self.names = " and ".join(f"`{name}`" for name in dict.fromkeys(one.agreement.name for one in contracts))

    def not_backed(self, back: Most) -> Diagnostic:
        """That the contracts pay less than the target costs."""
        pay = "pays" if len({one.agreement.name for one in self.contracts}) == 1 else "pay"
        most = "nothing" if back.amount == 0 else f"{back} at most"
        return self._diagnostic(
            SEVERITY,
            f"`{self.ref}` can cost {self.costs} {self._per()}, and {self.names} {pay} {most} for it",
            ("agree on a penalty there that covers it, or cap what the target can cost",),
            _exact(back.amount),
        )

    def cannot_be_compared(self) -> Diagnostic:
        """That they pay in another currency."""
        pays = " and ".join(str(most) for most in self.pays)
        return self._diagnostic(
            Severity.NOTE,
            f"`{self.ref}` can cost {self.costs} {self._per()}, and {self.names} would pay {pays}: "
            "in different currencies that cannot be compared",
            ("agree on one currency, or look at the rates from time to time",),
            None,
        )

    def _diagnostic(
        self, severity: Severity, message: str, way_out: tuple[str, ...], pays: Decimal | None
    ) -> Diagnostic:
        return Diagnostic(
            "penalty-not-backed",
            severity,
            message,
            self.penalty.at,
            "costs this",
            tuple(self._labels()),
            help=way_out,
            notes=tuple(self._notes()),
            data={
                "target": self.ref,
                "costs": _exact(self.costs.amount),
                "pays": pays,
                "currency": self.costs.currency,
                "contracts": [say_ref(one.agreement.name, one.target.name) for one in self.contracts],
            },
        )

    def _per(self) -> str:
        return f"per {say_period(self.target.per)}"

    def _labels(self) -> Iterator[Label]:
        for contract, most in zip(self.contracts, self.pays, strict=True):
            penalty = next(iter(penalties_on(contract.version, contract.target)), None)
            at = penalty.at if penalty else contract.target.at
            if at:
                yield Label(at, f"pays {most}" + (" at most" if penalty and most.amount is not None else ""))

    def _notes(self) -> Iterator[str]:
        if len(self.costs.steps) > 1:
            yield f"{self.ref}: " + "; ".join(self.costs.steps)
        for contract, most in zip(self.contracts, self.pays, strict=True):
            if len(most.steps) > 1:
                yield f"{say_ref(contract.agreement.name, contract.target.name)}: " + "; ".join(most.steps)


def _exact(amount: Fraction | None) -> Decimal | None:
    return None if amount is None else Decimal(round(amount * 100)) / 100
