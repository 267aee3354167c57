"""What a comparison of two policies gives: plain records, of which every output format is a rendering."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, get_args

from slacode.diagnostics import Diagnostic, Location
from slacode.engine.model.agreements import AgreementKind
from slacode.engine.proofs.standing import Proof

if TYPE_CHECKING:
    from slacode.engine.evaluate.backtest.record import Backtest

Effect = Literal["weakened", "strengthened", "neutral", "undecidable"]
"""What a difference does to one side: it has less than before, more, as much, or it depends on what will happen."""

Change = Literal["added", "removed", "renamed", "changed"]
Side = Literal["customer", "provider", "supplier"]
SIDES: tuple[Side, ...] = get_args(Side)

_OPPOSITE: dict[Effect, Effect] = {"weakened": "strengthened", "strengthened": "weakened"}


def opposite(effect: Effect) -> Effect:
    """What one side loses, the other gains."""
    return _OPPOSITE.get(effect, effect)


def together(effects: Iterable[Effect]) -> Effect:
    """What several effects on one side come to: neutral ones aside, only effects of one direction have a direction."""
    found = {effect for effect in effects if effect != "neutral"}
    if not found:
        return "neutral"
    return found.pop() if len(found) == 1 else "undecidable"


@dataclass(frozen=True, slots=True)
class Effects:
    """The effect from each side's point of view (docs/diff.md, Who is who)."""

    customer: Effect = "neutral"
    provider: Effect = "neutral"
    supplier: Effect = "neutral"

    @classmethod
    def of(cls, kind: AgreementKind, receiver: Effect, giver: Effect | None = None) -> Effects:
        """The effects of a difference in an agreement on who receives in it and on who gives (None: the opposite).

        Who receives is the customer of that agreement (language reference, 7.1). In an underpinning contract that is
        the provider itself, and the supplier gives.
        """
        given = opposite(receiver) if giver is None else giver
        return cls(receiver, receiver, given) if kind == "uc" else cls(receiver, given)

    @classmethod
    def joined(cls, several: Iterable[Effects]) -> Effects:
        """The effects of one difference that shows in several agreements."""
        every = list(several)
        return cls(*(together(getattr(one, side) for one in every) for side in SIDES))

    @property
    def is_neutral(self) -> bool:
        """Whether it changes nothing for anybody."""
        return all(getattr(self, field.name) == "neutral" for field in fields(self))


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `ref` is its name on the side that still has it, the head's if both do.

    `what` is the kind of thing (`allowance`, `share`, `hours`); `retroactive`: it changes what is already in force, or
    over, as of the comparison. `before` and `after` are where the two sides say it.
    """

    ref: str
    change: Change
    what: str
    effect: Effects
    retroactive: bool
    message: str
    before: Location | None = None
    after: Location | None = None


@dataclass(frozen=True, slots=True)
class Slack:
    """A promise of which the proof changes; None on the side on which it is not promised."""

    ref: str
    before: Proof | None
    after: Proof | None
    at: Location | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two policies as of a local date, with findings of `check`, proofs of promises, and, if
    it was asked for, what both come to by the same events."""

    as_of: dt.date
    differences: tuple[Difference, ...]
    new: tuple[Diagnostic, ...] = ()
    mended: tuple[Diagnostic, ...] = ()
    slack: tuple[Slack, ...] = ()
    backtest: Backtest | None = None
