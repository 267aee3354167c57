"""Tests that stand beside the agreements: the rows of small logs, and what is expected of them (section 10)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from slacode.diagnostics import Location
from slacode.engine.model.base import Node, Value
from slacode.engine.model.values import Money


class Reference(Value):
    """`agreement.target[row]`, or `agreement.penalty`."""

    agreement: str
    target: str | None = None
    row: str | None = None


class TestRow(Node):
    """One row of a test's log. The instant is in UTC.

    `values` are the given fields as texts that a log reader understands: numbers plain, durations in seconds,
    instants in ISO 8601 in UTC, all else as it was written.
    """

    case: str
    time: datetime
    values: tuple[tuple[str, str], ...]


class TestLog(Node):
    """The rows that a test writes into one log."""

    log: str
    rows: tuple[TestRow, ...]


class ExpectVerdict(Node):
    """`expect REF CASE cycle 2 met after 2h15min`, or `expect REF CASE not judged`."""

    kind: Literal["verdict"] = "verdict"
    ref: Reference
    case: str
    cycle: int | None = None
    verdict: Literal["met", "breached", "pending", "excluded", "cancelled", "not judged"]
    after_us: int | None = None


class ExpectFigure(Node):
    """`expect REF of ENTITY in 2026-03 is 100%`: a figure, an amount of money, or a word.

    Exactly one of `percent`, `money`, `number`, `duration_us` and `word` is given. The word is `met`, `missed`, `open`
    or `no data` of a target, `terminable` of an agreement. `negated`: it must be anything but that.
    """

    kind: Literal["figure"] = "figure"
    ref: Reference
    entity: str | None = None
    period: str
    negated: bool = False
    percent: Decimal | None = None
    money: Money | None = None
    number: Decimal | None = None
    duration_us: int | None = None
    word: Literal["met", "missed", "open", "no data", "terminable"] | None = None


class ExpectFinding(Node):
    """`expect finding CHECK on REF`, or `expect no finding`, of any check if none is named.

    `places` are where what the reference means is declared.
    """

    kind: Literal["finding"] = "finding"
    negated: bool = False
    check: str | None = None
    ref: Reference | None = None
    places: tuple[Location, ...] = ()


Expectation = Annotated[ExpectVerdict | ExpectFigure | ExpectFinding, Field(discriminator="kind")]


class PolicyTest(Node):
    """A `test` block. `zone` is the one its times were read in (language reference, 2.5).

    `as_of` is the instant, in UTC, after which it sees nothing, and `today` the local date of it; None: not said.
    """

    title: str
    zone: str
    as_of: datetime | None = None
    today: date | None = None
    logs: tuple[TestLog, ...] = ()
    expectations: tuple[Expectation, ...] = ()
