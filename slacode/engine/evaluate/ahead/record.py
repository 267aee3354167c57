"""What is ahead as one record: the open cases, the worst first, and the open periods."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from slacode.diagnostics import JsonValue
from slacode.engine.evaluate.ahead.open_cases import OpenCase, OpenCases
from slacode.engine.evaluate.ahead.open_periods import OpenPeriod


@dataclass(frozen=True)
class Ahead:
    """What is ahead as of the evaluation's instant; `warn_at` are shares of an allowance in percent, ascending."""

    warn_at: tuple[Decimal, ...]
    cases: OpenCases
    periods: tuple[OpenPeriod, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """The object of `evaluate --format json`."""
        return {
            "warn_at": [f"{share:f}" for share in self.warn_at],
            "open_cases": [self._case(case) for case in self.cases if not case.is_stopped],
            "open_periods": [period.to_json() for period in self.periods],
        }

    def _case(self, case: OpenCase) -> dict[str, JsonValue]:
        reached = [share for share in self.warn_at if case.reached(share)]
        return {**case.to_json(), "reached": f"{reached[-1]:f}" if reached else None}
