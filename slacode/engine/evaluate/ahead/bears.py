"""What an open period still bears: how many more breaches, cases, or how much more downtime keep its promise."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal, TypeAlias

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.calendar.instants import SECOND
from slacode.engine.model.agreements import Level

Bearable: TypeAlias = Literal["breaches", "bad cases", "good cases", "cases", "downtime"]


@dataclass(frozen=True, slots=True)
class Bears:
    """What may still be added to a period before its promise is lost.

    `amount` counts what `of` names, downtime in counted microseconds; None: any number. `needs` is how many further
    cases, all of them kept, the promise still takes, 0 where it holds without; None where nothing can mend it.
    """

    of: Bearable
    amount: int | None
    needs: int | None = 0

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`; downtime in seconds."""
        in_seconds = self.of == "downtime" and self.amount is not None
        amount = json_value(Decimal(self.amount or 0) / SECOND) if in_seconds else self.amount
        return {"of": self.of, "amount": amount, "needs": self.needs}


def share_bears(share: Decimal, met: int, breached: int, pending: int, *, more_cases: bool) -> Bears:
    """How many more breaches `95% within 4h` bears, of the pending cases and, beyond them, of such as may still begin.

    The assumption on demand: pending cases that do not breach are kept, and no case begins that is kept.
    """
    every = met + breached + pending
    among_pending = floor(Fraction(100 - share) * every / 100) - breached
    if among_pending < 0:
        return Bears("breaches", 0, _needs(share, met + pending, every) if more_cases else None)
    if among_pending < pending or not more_cases:
        return Bears("breaches", min(among_pending, pending))
    return Bears("breaches", _added(share, met, met + breached))


def bad_cases_borne(share: Decimal, good: int, bad: int) -> Bears:
    """How many more bad cases a share of `at least 90%` good ones bears, if no good one follows."""
    if good * 100 < Fraction(share) * (good + bad):
        return Bears("bad cases", 0, _needs(share, good, good + bad))
    return Bears("bad cases", _added(share, good, good + bad))


def good_cases_borne(share: Decimal, good: int, bad: int) -> Bears:
    """How many more cases like the good ones a share of `at most 20%` bears, if no other follows."""
    other = bad_cases_borne(100 - share, bad, good)
    return Bears("good cases", other.amount, other.needs)


def cases_borne(promise: Level, bound: Fraction, count: int) -> Bears:
    """How many more cases `at most 2` bears; `at least 20` bears any number and needs those that lack."""
    if promise.bound == "at least":
        return Bears("cases", None, max(0, ceil(bound) - count))
    left = floor(bound) - count
    return Bears("cases", max(0, left), 0 if left >= 0 else None)


def downtime_borne(allowed: Fraction, down: int) -> Bears:
    """How much more downtime is borne of what is allowed in the whole period, in microseconds."""
    left = floor(allowed) - down
    return Bears("downtime", max(0, left), 0 if left >= 0 else None)


def _added(share: Decimal, kept: int, every: int) -> int | None:
    """How many cases that are not kept may be added to some before fewer than the share are."""
    return None if share <= 0 else floor(Fraction(100 * kept) / Fraction(share)) - every


def _needs(share: Decimal, kept: int, every: int) -> int | None:
    """How many kept cases must be added to some before the share of them is: none can mend a broken 100%."""
    if share >= 100:
        return None
    lacking = Fraction(share) * every - 100 * kept
    return ceil(lacking / (100 - Fraction(share)))
