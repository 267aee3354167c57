"""What a settlement gives: amounts and rights as plain records, of which every output format is a rendering."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from slacode.diagnostics import JsonValue, Location
from slacode.engine.settle.facts import Line, Stretch
from slacode.engine.settle.money import exactly, plain

Kind = Literal["penalty", "bonus", "earn back"]
Standing = Literal["settled", "provisional", "open"]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What one penalty (or bonus) comes to in one period, or what of it is earned back in one.

    `units` are minor units of `currency`: penalties are due to the customer, bonuses and what is earned back to the
    provider. `open`: the period is not over, and the amount is what it is so far; `provisional`: a case that counts in
    it may still change. `claim_until` is the last date of a claim; `returned_for` the period whose penalty is earned
    back. `row` is the one that gave the amount of the tiers, or the one that the penalty is on. `of_breaches` are those
    of the units that breaches cost one by one.
    """

    agreement: str
    version: int
    penalty: str
    kind: Kind
    target: str
    row: str | None
    entity: str | None
    period: Stretch
    status: Standing
    units: int
    currency: str
    claim_until: dt.date | None
    returned_for: str | None
    lines: tuple[Line, ...]
    of_breaches: int = 0

    @property
    def amount(self) -> str:
        """The final amount as a decimal, with all places of the currency's minor unit: `600.00`."""
        return plain(self.units, self.currency)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "penalty": self.penalty,
            "kind": self.kind,
            "target": self.target,
            "row": self.row,
            "entity": self.entity,
            "period": self.period.name,
            "status": self.status,
            "amount": self.amount,
            "currency": self.currency,
            "claim_until": self.claim_until.isoformat() if self.claim_until else None,
            "returned_for": self.returned_for,
            "derivation": [line_to_json(line) for line in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that was missed in a period."""

    target: str
    entity: str | None
    period: str

    def to_json(self) -> dict[str, JsonValue]:
        """Part of the object of a right."""
        return {"target": self.target, "entity": self.entity, "period": self.period}


@dataclass(frozen=True, slots=True)
class Right:
    """A right to terminate: it has arisen by the end of `on`, through `misses`, and nobody has used it yet."""

    agreement: str
    version: int
    clause: str
    on: dt.date
    status: Standing
    misses: tuple[Miss, ...]
    at: Location | None

    @property
    def message(self) -> str:
        """The right in a sentence."""
        return f"`{self.agreement}` may be terminated since the end of {self.on}: `{self.clause}`"

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "right": "terminate",
            "on": self.on.isoformat(),
            "status": self.status,
            "misses": [miss.to_json() for miss in self.misses],
            "clause": self.clause,
            "path": self.at.path if self.at else None,
            "line": self.at.line if self.at else None,
            "message": self.message,
        }


def line_to_json(line: Line) -> dict[str, JsonValue]:
    """A step of a derivation; its amount is exact."""
    return {
        "text": line.text,
        "amount": None if line.amount is None else exactly(line.amount),
        "path": line.at.path if line.at else None,
        "line": line.at.line if line.at else None,
    }
