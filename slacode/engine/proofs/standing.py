"""How one promise stands: whether what carries it can keep it, by how much, and if nothing is proved, why not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from slacode.engine.wording import say_percent

Verdict = Literal["holds", "does not hold", "not proved"]
Reason = Literal[
    "no support",
    "support missing",
    "rests on itself",
    "not comparable",
    "never open",
    "not guaranteed",
    "not covered",
    "pause not aligned",
]
"""Why nothing is proved: nothing is said to carry it; something that should promises nothing of the kind; it carries
itself; only times and availability are compared; there is no time in which it counts, or not enough before calendars
end; what carries it allows more; it promises enough, but not in all of the hours and dates; a support's clock may stand
still while its own runs on."""


@dataclass(frozen=True, slots=True)
class TimeProof:
    """The worst case of a promise of time in counted microseconds; the moment it is raised and finished, local times.

    `weakest` is the part that takes the most, `open_until` the year at which the search of an open term ends.
    """

    allowance_us: int
    worst_us: int
    start: dt.datetime = field(compare=False)
    finish: dt.datetime = field(compare=False)
    weakest: str = field(compare=False)
    open_until: int | None = field(default=None, compare=False)

    @property
    def slack_us(self) -> int:
        """What is left of the allowance; negative where there is too little."""
        return self.allowance_us - self.worst_us


@dataclass(frozen=True, slots=True)
class ShareProof:
    """The share of cases that is promised, from 0 to 1, against that which its supports guarantee and reach at best."""

    promised: Fraction
    guaranteed: Fraction
    independent: Fraction | None
    best: Fraction


@dataclass(frozen=True, slots=True)
class DowntimeProof:
    """The period in which a promise of availability is missed by most, or kept most narrowly; microseconds.

    `promised_us` is the downtime that the promise allows in it, `worst_us` what may lie behind it (an upper bound of
    that if it is not `exact`). Shares of time are from 0 to 1: `promised`, `guaranteed` in that period, `independent`
    if the parts fail independently (None: a part promises no share), `best` at the very best. `weakest` is the part
    that may be down for longest.
    """

    promised_us: int
    worst_us: int
    exact: bool
    promised: Fraction
    guaranteed: Fraction
    independent: Fraction | None
    best: Fraction
    period: str = field(compare=False)
    weakest: str | None = field(default=None, compare=False)

    @property
    def slack_us(self) -> int:
        """How much more downtime there could be; negative where there may be too much."""
        return self.promised_us - self.worst_us


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of a row in one version: of a promise of time `time` and `shares`, of availability `downtime`.

    `reason` and `why` say what stands against it where it does not hold or is not proved; `missing` are the supports
    that promise nothing for it.
    """

    verdict: Verdict
    reason: Reason | None = None
    why: str | None = None
    time: TimeProof | None = None
    shares: ShareProof | None = None
    downtime: DowntimeProof | None = None
    missing: tuple[str, ...] = ()

    @property
    def slack_us(self) -> int | None:
        """What is left at the worst, of a time or of a downtime; None where neither can be said."""
        known = self.time or self.downtime
        return known.slack_us if known else None

    @property
    def weakest(self) -> str | None:
        """The part that takes the most of it."""
        known = self.time or self.downtime
        return known.weakest if known else None

    @property
    def guaranteed(self) -> Fraction | None:
        """The share of the cases, or of the time, that what carries it guarantees, from 0 to 1."""
        known = self.shares or self.downtime
        return known.guaranteed if known else None


def say_share(share: Fraction) -> str:
    """A share from 0 to 1 in percent: exact to the fourth place, and rounded down behind it."""
    return say_percent(percent_of(share))


def say_promised(share: Fraction) -> str:
    """A share from 0 to 1 that somebody promises, in percent: every digit of it, as it was written."""
    return say_percent(promised_percent(share))


def promised_percent(share: Fraction) -> Decimal:
    """A share that was written as a percentage, as that percentage; one that was worked out to the fourth place."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return exact if Fraction(exact) == share * 100 else percent_of(share)


def percent_of(share: Fraction) -> Decimal:
    """A share from 0 to 1 in percent, to the fourth place."""
    places = (Decimal(share * 1_000_000 // 1) / 10_000).normalize()
    return places.quantize(Decimal(1)) if places == places.to_integral_value() else places
