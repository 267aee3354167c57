"""What running tests gives: plain records, of which every output format is a rendering."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Literal

from slacode.diagnostics import Location

if TYPE_CHECKING:  # tests of findings alone load nothing that evaluates
    from slacode.engine.evaluate.why import CaseHistory

Status = Literal["passed", "failed", "undetermined"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one expectation.

    `text` is the expectation in the words of the language, `at` its place. `got` is what there was instead, or why
    nothing can be said; None where it passed. `as_of` is the instant, in UTC microseconds, that it looked back from.
    `notes` are further lines of the reason, `history` the timeline of the case that it is about.
    """

    text: str
    at: Location | None
    status: Status
    got: str | None = None
    as_of: int | None = None
    notes: tuple[str, ...] = ()
    history: CaseHistory | None = None


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """What became of a test. `zone` is that of its times."""

    title: str
    at: Location | None
    zone: str
    outcomes: tuple[Outcome, ...]

    @property
    def status(self) -> Status:
        """Failed if any expectation failed, else undetermined if any is, else passed."""
        found = {outcome.status for outcome in self.outcomes}
        return "failed" if "failed" in found else "undetermined" if "undetermined" in found else "passed"


Kind = Literal["target", "row", "tier", "pause", "exclusion"]


@dataclass(frozen=True, slots=True)
class Covered:
    """Something that tests may exercise: `name` says what it is of, `text` the clause in the words of the language."""

    kind: Kind
    name: str
    text: str
    at: Location | None
    exercised: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a policy the tests exercise."""

    items: tuple[Covered, ...]

    @property
    def exercised(self) -> int:
        """How many are."""
        return sum(item.exercised for item in self.items)

    @property
    def percent(self) -> Decimal:
        """The share that is exercised, cut to one place; 100 where there is nothing to exercise."""
        if not self.items:
            return Decimal(100)
        return (Decimal(1000 * self.exercised) / len(self.items)).to_integral_value(ROUND_FLOOR) / 10


@dataclass(frozen=True, slots=True)
class TestReport:
    """All tests that were run, in the order of their places, and, if it was asked for, what they cover."""

    tests: tuple[TestOutcome, ...]
    coverage: Coverage | None = None

    def count(self, status: Status) -> int:
        """How many tests ended so."""
        return sum(test.status == status for test in self.tests)
