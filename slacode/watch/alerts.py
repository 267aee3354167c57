"""What a round has to warn of: open cases that reached a share of their allowance, breaches, and periods in danger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

from slacode.diagnostics import JsonValue

if TYPE_CHECKING:
    from slacode.engine.evaluate.ahead.open_cases import OpenCase
    from slacode.engine.evaluate.ahead.record import Ahead
    from slacode.engine.evaluate.result import Result, TargetResult

Warned = Literal["used", "breach", "at risk", "lost"]


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that is told once, as of an instant in UTC microseconds.

    A case that has `used` the `share` of its allowance, in percent, or is in `breach`; or a period that is `at risk` or
    `lost`. Whoever moves to another row of the target is not warned of anew.
    """

    warned: Warned
    as_of: int
    case: OpenCase | None = None
    share: Decimal | None = None
    period: TargetResult | None = None

    @property
    def id(self) -> str:
        """A name of its own, the same in every run."""
        return hashlib.sha256(json.dumps(self._about()).encode()).hexdigest()[:32]

    def _about(self) -> list[JsonValue]:
        share = None if self.share is None else f"{self.share.normalize():f}"
        if self.case is not None:
            return [self.warned, self.case.agreement, self.case.target, self.case.case, self.case.cycle, share]
        assert self.period is not None, "a warning is about a case or a period"  # noqa: S101
        names = "agreement", "version", "target", "row", "entity", "period"
        return [self.warned, *(getattr(self.period, name) for name in names)]


def alerts_of(result: Result, since: int) -> Iterator[Alert]:
    """All that is to be warned of, whether it was told before or not: cases, the worst first, then periods.

    Of what is over, breaches that the evaluation was asked to tell and periods that ended after `since` (UTC
    microseconds) are told.
    """
    ahead = result.ahead
    assert ahead is not None, "a round looks ahead"  # noqa: S101
    # they stand in the order of the share used, cut: one percent below the least of interest nothing more is to come
    least = min(Fraction(100), Fraction(ahead.warn_at[0])) - 1
    for case in takewhile(lambda case: case.share is None or case.share >= least, ahead.cases):
        yield from _of_case(case, ahead, result.as_of)
    standing = {id(period.result): period.standing for period in ahead.periods}
    for target in result.targets:
        if standing.get(id(target)) == "lost" or (target.status == "missed" and target.end > since):
            yield Alert("lost", result.as_of, period=target)
        elif standing.get(id(target)) == "at risk":
            yield Alert("at risk", result.as_of, period=target)


def _of_case(case: OpenCase, ahead: Ahead, as_of: int) -> Iterator[Alert]:
    if not case.is_stopped:
        for share in ahead.warn_at:
            if case.reached(share):
                yield Alert("used", as_of, case, share)
    if case.breached is not None:
        yield Alert("breach", as_of, case)
