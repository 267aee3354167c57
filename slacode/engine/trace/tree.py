"""The tree behind a promise, down to OLAs and UCs, or up to all that rests on it (language reference, 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from slacode.diagnostics import Diagnostic, PolicyError, Severity
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.policy import PolicyModel
from slacode.engine.model.values import Duration, Percent
from slacode.engine.proofs.prover import Prover
from slacode.engine.proofs.standing import Proof
from slacode.engine.refs import Found, find, parse_ref
from slacode.engine.support.carriers import (
    Carrier,
    Group,
    NoRow,
    Part,
    Promise,
    is_derived,
    promises_in,
    support_of,
)
from slacode.engine.trace.node import Remark, TracedSupport, TraceNode
from slacode.engine.wording import say_allowance, say_calendar, say_hours_name, say_obligation, say_period, say_ref

# A tree for people ends somewhere: below so many levels, and, once it has so many nodes, where it would repeat itself.
_DEEPEST = 64
_MOST_NODES = 10_000


def trace(
    model: PolicyModel, ref: str, on: date | None = None, *, up: bool = False, all_versions: bool = False
) -> TraceNode | tuple[TraceNode, ...]:
    """The node of a reference to one row, or the nodes of a target or agreement with several: see `trace_nodes`."""
    nodes = trace_nodes(model, ref, on, up=up, all_versions=all_versions)
    return nodes[0] if len(nodes) == 1 else nodes


def trace_nodes(
    model: PolicyModel, ref: str, on: date | None = None, *, up: bool = False, all_versions: bool = False
) -> tuple[TraceNode, ...]:
    """One node for each row that a reference `agreement.target[row]` (or its beginning) means.

    Each agreement stands in its version in force on the local day `on`, without a day in its last one; with
    `all_versions` the named agreement stands in each of its versions in turn, on that version's first day, and a row
    is given again where it changed. `up` looks for what rests on the rows instead of what they rest on. Raises
    `PolicyError` for a reference that means nothing.
    """
    days = _days(model, ref) if all_versions else (on,)
    traced: dict[str | None, list[TraceNode]] = {}
    for day in days:
        for node in _traced(Lookup(model, day), ref, up, missing_ok=day is not days[-1]):
            seen = traced.setdefault(node.ref, [])
            if not seen or _undated(seen[-1]) != _undated(node):
                seen.append(node)
    return tuple(node for nodes in traced.values() for node in nodes)


def _undated(node: TraceNode) -> TraceNode:
    return replace(node, version=None, begins=None, ends=None)


def _days(model: PolicyModel, ref: str) -> tuple[date | None, ...]:
    versions = find(Lookup(model), parse_ref(parse_ref(ref).agreement)).agreement.versions
    return tuple(version.start or version.end for version in versions)


def _traced(lookup: Lookup, ref: str, up: bool, missing_ok: bool) -> Iterator[TraceNode]:
    try:
        found = find(lookup, parse_ref(ref))
    except PolicyError:
        if missing_ok:
            return
        raise
    tracer = _Tracer(lookup)
    for promise in _promises(found, ref):
        yield tracer.up(promise) if up else tracer.down(promise)


def _promises(found: Found, ref: str) -> tuple[Promise, ...]:
    if found.penalty is not None:
        target = say_ref(found.agreement.name, found.penalty.target, found.penalty.row)
        message = f"`{ref}` is a {found.penalty.kind}, which nothing carries"
        raise _cannot(message, f"trace what it is on: `{target}`")
    targets = found.version.targets if found.target is None else (found.target,)
    promises = tuple(
        Promise(found.agreement, found.version, target, row)
        for target in targets
        for row in target.rows
        if found.row is None or row is found.row
    )
    if not promises:
        raise _cannot(f"`{ref}` promises nothing that could be traced", "give it a target with an obligation")
    return promises


def _cannot(message: str, help_: str) -> PolicyError:
    return PolicyError([Diagnostic("unknown-name", Severity.ERROR, message, help=(help_,))])


@dataclass
class _Tracer:
    """Builds trees in one state of the policy; `_unfolded` counts nodes, and keeps whose support was shown."""

    lookup: Lookup
    _nodes: int = 0
    _unfolded: set[str] = field(default_factory=set)
    _proofs: dict[str, Proof] = field(default_factory=dict)

    def down(self, promise: Promise, path: tuple[str, ...] = ()) -> TraceNode:
        """A promise with all that it rests on; `path` are the promises above it."""
        node, ref = self._node(promise), promise.ref
        carrier = support_of(self.lookup, promise)
        if carrier is None:
            return node
        remark = self._folded(ref, path)
        if remark:
            return replace(node, remark=remark)
        derived = is_derived(self.lookup, promise)
        return replace(node, support=self._support(carrier, derived, (*path, ref)), proof=self._proof(promise))

    def _proof(self, promise: Promise) -> Proof:
        """Whether what carries a promise can keep it, worked out once."""
        ref = promise.ref
        if ref not in self._proofs:
            self._proofs[ref] = self._prover.proof(promise)
        return self._proofs[ref]

    @cached_property
    def _prover(self) -> Prover:
        return Prover(self.lookup.model)

    def up(self, promise: Promise, path: tuple[str, ...] = ()) -> TraceNode:
        """A promise with all that rests on it; `path` are the promises it was reached from."""
        node, ref = self._node(promise), promise.ref
        resting = self._resting.get(ref, ())
        remark = self._folded(ref, path) if resting else None
        if remark:
            return replace(node, remark=remark, carries=())
        carried = tuple(replace(self.up(above, (*path, ref)), via=via) for above, via in resting)
        return replace(node, carries=carried)

    def _folded(self, ref: str, path: tuple[str, ...]) -> Remark | None:
        """Why a promise is not unfolded here, or None, in which case it now counts as unfolded."""
        self._nodes += 1
        if ref in path:
            return "cycle"
        if len(path) >= _DEEPEST:
            return "too deep"
        if self._nodes > _MOST_NODES and ref in self._unfolded:
            return "repeated"
        self._unfolded.add(ref)
        return None

    def _support(self, carrier: Carrier, derived: bool, path: tuple[str, ...]) -> TracedSupport:
        if isinstance(carrier, Group):
            parts = tuple(self._part(part, derived, path) for part in carrier.parts)
            return TracedSupport(carrier.op, parts, derived, carrier.k, carrier.never_together)
        return TracedSupport("all" if derived else "then", (self._part(carrier, derived, path),), derived)

    def _part(self, carrier: Carrier, derived: bool, path: tuple[str, ...]) -> TraceNode:
        match carrier:
            case Promise():
                return self.down(carrier, path)
            case NoRow():
                ref = say_ref(carrier.agreement.name, carrier.ref.target)
                at = carrier.target.at if carrier.target else carrier.agreement.at
                return TraceNode(ref, carrier.agreement.kind, at, agreement=carrier.agreement.name, remark="no row")
            case Part():
                behind = None if carrier.behind is None else self._support(carrier.behind, derived, path)
                service = TraceNode(carrier.service.name, "service", carrier.service.at, carrier.service.title)
                return replace(service, support=behind, remark=None if behind else "no agreement")
            case Group():
                return TraceNode(None, "group", support=self._support(carrier, derived, path))

    @cached_property
    def _resting(self) -> Mapping[str, list[tuple[Promise, tuple[str, ...]]]]:
        """For each row the rows that rest on it directly."""
        found: defaultdict[str, list[tuple[Promise, tuple[str, ...]]]] = defaultdict(list)
        for above in promises_of(self.lookup):
            below = {promise.ref: via for promise, via in promises_in(support_of(self.lookup, above))}
            for ref, via in below.items():
                found[ref].append((above, via))
        return found

    def _node(self, promise: Promise) -> TraceNode:
        agreement, version, target, row = promise.agreement, promise.version, promise.target, promise.row
        hours = None if isinstance(row.obligation, Exempt) else say_hours_name(version, row.obligation)
        calendar = self.lookup.calendars.get(hours) if hours else None
        return TraceNode(
            ref=promise.ref,
            kind=agreement.kind,
            at=row.at or target.at or agreement.at,
            title=target.title or agreement.title,
            agreement=agreement.name,
            version=version.number,
            versions=len(agreement.versions),
            begins=version.start,
            ends=version.end,
            target=target.name,
            row=row.label,
            obligation=say_obligation(row.obligation),
            allowance=_allowance(row.obligation),
            allowance_us=_allowance_us(row.obligation),
            share=_share(row.obligation),
            hours=hours,
            hours_text=say_calendar(calendar) if calendar else hours,
            metric=target.metric,
            per=say_period(target.per),
            provider=version.provider,
            receiver=version.receiver,
            services=version.covers,
            objectives=version.serves,
            clause=target.clause or version.clause,
        )


def promises_of(lookup: Lookup) -> Iterator[Promise]:
    """Every row of every agreement in its version in force, in the order of the policy."""
    for agreement in lookup.agreements.values():
        version = lookup.version(agreement)
        for target in version.targets:
            for row in target.rows:
                yield Promise(agreement, version, target, row)


def _allowance(obligation: Obligation) -> str | None:
    return say_allowance(obligation.allowance) if isinstance(obligation, Within) else None


def _allowance_us(obligation: Obligation) -> int | None:
    if isinstance(obligation, Within) and isinstance(obligation.allowance, Duration):
        return obligation.allowance.us
    return None


def _share(obligation: Obligation) -> Decimal | None:
    """The share of cases, or the least percentage of the period, that is promised."""
    if isinstance(obligation, Within | ByField):
        return obligation.share
    if isinstance(obligation, Level) and obligation.bound == "at least" and isinstance(obligation.quantity, Percent):
        return obligation.quantity.value
    return None
