"""The whole of a policy set: every declaration, in the order of their names within each kind."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from slacode.engine.model.agreements import Agreement, Obligation
from slacode.engine.model.base import Node, Value
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.support import Support
from slacode.engine.model.values import Money, PeriodUnit


class Party(Node):
    """A provider, customer, supplier or team; `of` names the party it belongs to."""

    kind: Literal["provider", "customer", "supplier", "team"]
    name: str
    title: str | None = None
    of: str | None = None


class Service(Node):
    """A service of the catalogue; `needs` is its structure, `uses` its soft dependencies."""

    name: str
    title: str | None = None
    owner: str | None = None
    needs: Support | None = None
    uses: tuple[str, ...] = ()
    tier: str | None = None
    description: str | None = None


class Terms(Node):
    """Clauses to be extended; their content stands in the versions that extend them."""

    name: str
    title: str | None = None
    extends: tuple[str, ...] = ()


class Kpi(Node):
    """One figure of an objective."""

    name: str
    metric: str
    obligation: Obligation
    per: PeriodUnit


class Objective(Node):
    """What a customer wants from the services, whatever the agreements say."""

    name: str
    title: str | None = None
    customer: str
    kpis: tuple[Kpi, ...] = ()


class Reference(Value):
    """`agreement.target[row]`, or `agreement.penalty`."""

    agreement: str
    target: str | None = None
    row: str | None = None


class TestRow(Node):
    """One row of a test's log: the fields as texts, still to be read as their types. The instant is in UTC."""

    case: str
    time: datetime
    values: tuple[tuple[str, str], ...]


class TestLog(Node):
    """The rows that a test writes into one log."""

    log: str
    rows: tuple[TestRow, ...]


class ExpectVerdict(Node):
    """`expect REF CASE met after 2h15min`."""

    kind: Literal["verdict"] = "verdict"
    ref: Reference
    case: str
    verdict: Literal["met", "breached", "pending", "excluded"]
    after_us: int | None = None


class ExpectFigure(Node):
    """`expect REF in 2026-03 is 100%` (or an amount of money, or a status in a word)."""

    kind: Literal["figure"] = "figure"
    ref: Reference
    period: str
    percent: Decimal | None = None
    money: Money | None = None
    word: str | None = None


class PolicyTest(Node):
    """A `test` block. `zone` is the one its times were read in (language reference, 2.5)."""

    title: str
    zone: str
    logs: tuple[TestLog, ...] = ()
    expectations: tuple[Annotated[ExpectVerdict | ExpectFigure, Field(discriminator="kind")], ...] = ()


class PolicyModel(Value):
    """Everything a policy set says: parsed, resolved and typed. This is what `slacode export` writes."""

    format_version: Literal[1] = 1
    language: int = 1
    parties: tuple[Party, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    logs: tuple[Log, ...] = ()
    metrics: tuple[Metric, ...] = ()
    services: tuple[Service, ...] = ()
    terms: tuple[Terms, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    objectives: tuple[Objective, ...] = ()
    tests: tuple[PolicyTest, ...] = ()


