"""What a backtest gives: plain records, of which every output format is a rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from slacode.diagnostics import JsonValue, json_value
from slacode.engine.calendar.instants import SECOND
from slacode.engine.evaluate.result import Result, TargetResult, say_instant
from slacode.engine.settle.money import in_full, plain
from slacode.engine.settle.record import Right, Settlement
from slacode.engine.wording import say_ref

NOT_COUNTED = "not counted"
"""The verdict of a case that a side does not judge, or not in the periods that were asked for."""


@dataclass(frozen=True, slots=True)
class ChangedResult:
    """A row of a target in a period (and of an entity) that comes out otherwise; None on a side that has none."""

    before: TargetResult | None
    after: TargetResult | None

    @property
    def either(self) -> TargetResult:
        """The head's, or the base's where the head has none."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    @property
    def ref(self) -> str:
        """The row."""
        return say_ref(self.either.agreement, self.either.target, self.either.row)

    @property
    def flips(self) -> bool:
        """Whether the status is another one."""
        return (self.before and self.before.status) != (self.after and self.after.status)

    @property
    def size(self) -> Fraction:
        """By how much the figure changed."""
        figures = [one.figure if one and one.figure is not None else Fraction(0) for one in (self.before, self.after)]
        return abs(figures[1] - figures[0])

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `diff --format json`."""
        return {
            "ref": self.ref,
            "entity": self.either.entity,
            "period": self.either.period,
            "before": self.before.to_json() if self.before else None,
            "after": self.after.to_json() if self.after else None,
        }


@dataclass(frozen=True, slots=True)
class ChangedAmount:
    """A penalty, a bonus, or what of one is earned back, of one period that comes to another amount."""

    before: Settlement | None
    after: Settlement | None

    @property
    def either(self) -> Settlement:
        """The head's, or the base's where the head has none."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - one of the two is there
        return found

    @property
    def units(self) -> int:
        """What it comes to more, in minor units; less below zero."""
        return (self.after.units if self.after else 0) - (self.before.units if self.before else 0)

    @property
    def size(self) -> Fraction:
        """By how much it changed, in whole units of its currency."""
        return abs(in_full(self.units, self.either.currency))

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `diff --format json`."""
        one = self.either
        return {
            "ref": say_ref(one.agreement, one.penalty),
            "kind": one.kind,
            "entity": one.entity,
            "period": one.period.name,
            "currency": one.currency,
            "before": self.before.amount if self.before else None,
            "after": self.after.amount if self.after else None,
            "change": _signed(self.units, one.currency),
        }


def _signed(units: int, currency: str) -> str:
    return f"{'-' if units < 0 else ''}{plain(abs(units), currency)}"


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that comes out otherwise: its verdicts, and by how much it is late on the side on which it is breached
    (microseconds; 0 where it is on none)."""

    agreement: str
    target: str
    case: str
    cycle: int
    rows: tuple[str | None, str | None]
    verdicts: tuple[str, str]
    late: int

    @property
    def ref(self) -> str:
        """The row that it falls under now, or fell under before."""
        after, before = self.rows[1], self.rows[0]
        return say_ref(self.agreement, self.target, after if self.verdicts[1] != NOT_COUNTED else before)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `diff --format json`."""
        return {
            "ref": self.ref,
            "case": self.case,
            "cycle": self.cycle,
            "before": self.verdicts[0],
            "after": self.verdicts[1],
            "late_s": json_value(Decimal(self.late) / SECOND),
        }


@dataclass(frozen=True)
class Backtest:
    """What two versions of a policy come to by the same events, up to `as_of` (UTC microseconds).

    `flip_counts` are all cases that flip, by target and by their two verdicts; `flips` the first of them, the latest
    first, as all lists begin with the largest effect.
    """

    as_of: int
    base: Result
    head: Result
    results: tuple[ChangedResult, ...]
    amounts: tuple[ChangedAmount, ...]
    rights: tuple[tuple[Right, ...], tuple[Right, ...]]
    flips: tuple[Flip, ...]
    flip_counts: Mapping[tuple[str, str, str], int]

    @property
    def changes_nothing(self) -> bool:
        """Whether both come to the same."""
        return not (self.results or self.amounts or any(self.rights) or self.flip_counts)

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `diff --format json`."""
        lost, gained = self.rights
        return {
            "as_of": say_instant(self.as_of),
            "logs": [log.to_json() for log in self.head.logs],
            "results": [one.to_json() for one in self.results],
            "amounts": [one.to_json() for one in self.amounts],
            "rights": {"gone": [one.to_json() for one in lost], "new": [one.to_json() for one in gained]},
            "flip_counts": [
                {"ref": ref, "before": before, "after": after, "count": count}
                for (ref, before, after), count in self.flip_counts.items()
            ],
            "flips": [one.to_json() for one in self.flips],
        }
