"""A tree of promises: each node a row of a target, or a service or an operation between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from slacode.diagnostics import Location
from slacode.engine.model.agreements import AgreementKind
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Op

Remark = Literal["cycle", "repeated", "too deep", "no row", "no agreement"]


@dataclass(frozen=True, slots=True)
class TracedSupport:
    """What carries a node, and how. `k` is given for `k of`, `because` for parts that never fail together.

    A support that is a single reference has the operation `then` if it was written, `all` if it was derived.
    """

    op: Op
    parts: tuple[TraceNode, ...]
    derived: bool = False
    k: int | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class TraceNode:
    """One row of a target; or a service on the way to the agreements that cover it; or a nested operation (a group).

    `allowance_us` is in microseconds (None: there is none, or it is in business days, see `allowance`), `share` in
    percent. `at` is the clause that promises. `version` of so many `versions` of the agreement is in force from
    `begins` to `ends`, local dates, both inclusive. `hours` names the calendar the row is measured in, `hours_text`
    says what it says. `carries` is filled on the way up only: the promises that rest on this one, `via` these
    services. `remark` tells why a node stands without what is behind it.
    """

    ref: str | None
    kind: AgreementKind | Literal["service", "group"]
    at: Location | None = None
    title: str | None = None
    agreement: str | None = None
    version: int | None = None
    versions: int | None = None
    begins: date | None = None
    ends: date | None = None
    target: str | None = None
    row: str | None = None
    obligation: str | None = None
    allowance: str | None = None
    allowance_us: int | None = None
    share: Decimal | None = None
    hours: str | None = None
    hours_text: str | None = None
    metric: str | None = None
    per: str | None = None
    provider: str | None = None
    receiver: str | None = None
    services: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    clause: str | None = None
    via: tuple[str, ...] = ()
    remark: Remark | None = None
    support: TracedSupport | None = None
    proof: Proof | None = None
    carries: tuple[TraceNode, ...] | None = None
