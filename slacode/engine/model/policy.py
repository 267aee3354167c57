"""The whole of a policy set: every declaration, in the order of their names within each kind."""

from __future__ import annotations

from typing import Literal

from slacode.engine.model.agreements import Agreement, Obligation
from slacode.engine.model.base import Node, Value
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.policy_tests import PolicyTest, Reference
from slacode.engine.model.support import Support
from slacode.engine.model.values import PeriodUnit


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


__all__ = ["Kpi", "Objective", "Party", "PolicyModel", "PolicyTest", "Reference", "Service", "Terms"]
