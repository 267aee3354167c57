"""The part of the graph that one agreement is: its versions, targets, rows and penalties, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.graph.nodes import node_id
from slacode.engine.graph.sketch import Sketch
from slacode.engine.lookup import Lookup
from slacode.engine.model.agreements import Agreement, ExcludedCases, ExcludedState, Exempt, Target, Version
from slacode.engine.model.money import Penalty
from slacode.engine.support.carriers import Promise, is_derived, promises_in, support_of
from slacode.engine.wording import (
    say_cap,
    say_each_breach,
    say_hours_name,
    say_obligation,
    say_ref,
    say_step,
    say_tier,
)


def add_agreement(sketch: Sketch, lookup: Lookup, agreement: Agreement) -> None:
    """Add an agreement with all of its versions; what supports their rows stands in its own last version."""
    node = sketch.node(
        "agreement", agreement.name, title=agreement.title, at=agreement.at, type=agreement.kind,
        agreement=agreement.name,
    )  # fmt: skip
    for name in agreement.extends:
        sketch.edge(node, "extends", node_id("terms", name))
    for version in agreement.versions:
        _add_header(sketch, node, version)
        _add_version(sketch, node, agreement, version)
        for target in version.targets:
            _add_target(sketch, lookup, agreement, version, target)
        for name, penalty in _named_penalties(version):
            _add_penalty(sketch, node, agreement, penalty, name)


def _add_header(sketch: Sketch, node: str, version: Version) -> None:
    for role, party in (("provider", version.provider), ("receiver", version.receiver)):
        if party:
            sketch.edge(node, "between", node_id("party", party), role=role)
    if version.owner:
        sketch.edge(node, "owned by", node_id("party", version.owner))
    for service in version.covers:
        sketch.edge(node, "covers", node_id("service", service))
    for objective in version.serves:
        sketch.edge(node, "serves", node_id("objective", objective))
    if version.hours:
        sketch.edge(node, "during", node_id("calendar", version.hours))
    for log in _logs(version):
        sketch.edge(node, "reads", node_id("log", log))


def _logs(version: Version) -> Iterator[str]:
    """The logs that the agreement itself takes facts from: charges, and what its exclusions look at."""
    if version.fee and version.fee.log:
        yield version.fee.log
    for exclusion in version.exclusions:
        if isinstance(exclusion, ExcludedState | ExcludedCases):
            yield from (condition.log for condition in exclusion.conditions)


def _add_version(sketch: Sketch, agreement_node: str, agreement: Agreement, version: Version) -> None:
    path = f"{agreement.name}@{version.number}"
    until = f" to {version.end.isoformat()}" if version.end else ""
    text = f"from {version.start.isoformat()}{until}" if version.start else None
    node = sketch.node("version", path, title=version.title, at=version.at, text=text, agreement=agreement.name)
    sketch.edge(agreement_node, "has", node)
    if version.number > 1:
        sketch.edge(node, "amends", node_id("version", f"{agreement.name}@{version.number - 1}"))
    for target in version.targets:
        sketch.edge(node, "has", node_id("target", say_ref(agreement.name, target.name)))


def _add_target(sketch: Sketch, lookup: Lookup, agreement: Agreement, version: Version, target: Target) -> None:
    versions = tuple(v.number for v in agreement.versions if v.target(target.name))
    node = sketch.node(
        "target", say_ref(agreement.name, target.name), name=target.name, title=target.title, at=target.at,
        agreement=agreement.name, versions=versions,
    )  # fmt: skip
    for row in target.rows:
        promise = Promise(agreement, version, target, row)
        sketch.edge(node, "has", _add_row(sketch, lookup, promise))


def _add_row(sketch: Sketch, lookup: Lookup, promise: Promise) -> str:
    agreement, version, target, row = promise.agreement, promise.version, promise.target, promise.row
    exempt = isinstance(row.obligation, Exempt)
    hours = None if exempt else say_hours_name(version, row.obligation)
    node = sketch.node(
        "row", promise.ref, name=row.label or target.name, title=target.title, at=row.at or target.at,
        text=say_obligation(row.obligation), hours=hours, agreement=agreement.name, target=target.name,
        versions=_versions_with(promise),
    )  # fmt: skip
    if hours is not None:
        sketch.edge(node, "during", node_id("calendar", hours))
    if target.metric and not exempt:
        sketch.edge(node, "measured by", node_id("metric", target.metric))
    derived = is_derived(lookup, promise)
    for below, _via in promises_in(support_of(lookup, promise)):
        sketch.edge(node, "supported by", node_id("row", below.ref), derived=derived)
    return node


def _versions_with(promise: Promise) -> tuple[int, ...]:
    stated = ((v.number, v.target(promise.target.name)) for v in promise.agreement.versions)
    return tuple(n for n, target in stated if target and any(row.label == promise.row.label for row in target.rows))


def _named_penalties(version: Version) -> Iterator[tuple[str, Penalty]]:
    """The penalties of a version, with a name for those that have none; a name given twice gets a number."""
    seen: dict[str, int] = {}
    for penalty in version.penalties:
        name = penalty.name or f"{penalty.kind} on {say_ref(penalty.target, None, penalty.row)}"
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} {seen[name]}", penalty


def _add_penalty(sketch: Sketch, agreement_node: str, agreement: Agreement, penalty: Penalty, name: str) -> None:
    versions = tuple(v.number for v in agreement.versions if name in dict(_named_penalties(v)))
    node = sketch.node(
        "penalty", f"{agreement.name}.{name}", name=name, at=penalty.at, type=penalty.kind,
        text="; ".join(_say_clauses(penalty)) or None, agreement=agreement.name, versions=versions,
    )  # fmt: skip
    sketch.edge(agreement_node, "has", node)
    kind = "target" if penalty.row is None else "row"
    sketch.edge(node, "penalises", node_id(kind, say_ref(agreement.name, penalty.target, penalty.row)))


def _say_clauses(penalty: Penalty) -> Iterator[str]:
    yield from (say_tier(tier) for tier in penalty.tiers)
    yield from (say_step(step) for step in penalty.steps)
    yield from (say_each_breach(each) for each in penalty.each_breach)
    yield from (f"cap {say_cap(cap)}" for cap in penalty.caps)
