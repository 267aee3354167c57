"""What attribution gives: plain records, of which every output format is a rendering."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.calendar.instants import SECOND
from slacode.engine.evaluate.attribution.path import SupportName
from slacode.engine.evaluate.outcome import say_exactly
from slacode.engine.settle.money import plain
from slacode.engine.settle.record import Standing
from slacode.engine.wording import say_ref


@dataclass(frozen=True, slots=True)
class SupportPart:
    """What one support has to do with some breached cycles; all times are sums in microseconds.

    `cases` are the cycles in which its clock ran, `broke` those of them in which it broke its promise; `took` is what
    its own clock counted. Of the target's own counted time `attributed` is its own, `shared` what it had together with
    others, and `late` what of `attributed` came after it had broken its promise. `kept_though_broke` are cycles that
    were kept although it broke its promise; they are in no other figure.
    """

    support: SupportName
    cases: int
    broke: int
    kept_though_broke: int
    took: int
    attributed: int
    shared: int
    late: int

    def to_json(self, allowance: int) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`; the share is that of the allowance of all the cycles."""
        return {
            "support": say_ref(*self.support),
            "cases": self.cases,
            "broke": self.broke,
            "kept_though_broke": self.kept_though_broke,
            "took_s": _seconds(self.took),
            "attributed_s": _seconds(self.attributed),
            "shared_s": _seconds(self.shared),
            "late_s": _seconds(self.late),
            "share": share_of(self.attributed, allowance),
        }


@dataclass(frozen=True, slots=True)
class Attribution:
    """The breached cycles of one row of a target that count in a period, by whose time it was; sums in microseconds.

    `breached` of them are parted into those in which a support broke its promise, those that were broken though every
    support held (which the agreement itself made so), and those in which no support took part. `elapsed` is the sum of
    what is attributed to supports and `unattributed`; `overdue` is what was counted after the breach, `unexplained`
    what of it is no support's late time. `kept_though_broke`: cycles that were kept although a support broke.
    """

    agreement: str
    version: int
    target: str
    row: str | None
    period: str
    breached: int
    support_broke: int
    supports_held: int
    no_support: int
    kept_though_broke: int
    elapsed: int
    allowance: int
    overdue: int
    supports: tuple[SupportPart, ...]
    unattributed: int
    unexplained: int

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        names = "agreement", "version", "target", "row", "period"
        counts = "breached", "support_broke", "supports_held", "no_support", "kept_though_broke"
        times = "elapsed", "allowance", "overdue", "unattributed", "unexplained"
        return {
            **{name: getattr(self, name) for name in (*names, *counts)},
            **{f"{name}_s": _seconds(getattr(self, name)) for name in times},
            "supports": [part.to_json(self.allowance) for part in self.supports],
        }


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """What of an amount is due to a support (None: to the agreement itself), in minor units. `contract_pays` is what
    the support's own contract pays on the supporting target for its periods that end within the one of the amount, by
    currency; None where it was not evaluated."""

    support: SupportName | None
    units: int
    contract_pays: tuple[tuple[str, int], ...] | None

    def to_json(self, currency: str) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        pays: list[JsonValue] | None = None
        if self.contract_pays is not None:
            pays = [{"amount": plain(units, paid_in), "currency": paid_in} for paid_in, units in self.contract_pays]
        return {
            "support": None if self.support is None else say_ref(*self.support),
            "amount": plain(self.units, currency),
            "contract_pays": pays,
        }


@dataclass(frozen=True, slots=True)
class AttributedMoney:
    """The amount of a penalty in a period, in minor units of its currency, divided among those it is due to."""

    agreement: str
    version: int
    penalty: str
    target: str
    period: str
    status: Standing
    units: int
    currency: str
    parts: tuple[MoneyPart, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        names = "agreement", "version", "penalty", "target", "period", "status"
        return {
            **{name: getattr(self, name) for name in names},
            "amount": plain(self.units, self.currency),
            "currency": self.currency,
            "parts": [part.to_json(self.currency) for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class NotFollowed:
    """A support whose time cannot be told from the log of the target that it stands behind, and why."""

    agreement: str
    version: int
    target: str
    support: SupportName
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        names = "agreement", "version", "target", "reason"
        return {"support": say_ref(*self.support), **{name: getattr(self, name) for name in names}}


def share_of(part: int, whole: int) -> str | None:
    """A time in percent of another, cut at six places; None where there is nothing to compare with."""
    if not whole:
        return None
    return say_exactly(Fraction(100 * part, whole), round_up=False)


def _seconds(micros: int) -> JsonValue:
    return json_value(Decimal(micros) / SECOND)
