"""Builds the graph of a policy from its model: every declaration a node, every relation a typed edge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from slacode.engine.graph.agreements import add_agreement
from slacode.engine.graph.nodes import node_id
from slacode.engine.graph.sketch import Sketch
from slacode.engine.lookup import Lookup
from slacode.engine.model.calendar import Calendar, Combined
from slacode.engine.model.metrics import Metric
from slacode.engine.model.policy import Objective, Party, PolicyModel, Service, Terms
from slacode.engine.model.support import Operation, ServiceRef, Support
from slacode.engine.wording import say_calendar, say_obligation

if TYPE_CHECKING:
    import networkx as nx


def build_graph(model: PolicyModel) -> nx.DiGraph[str]:
    """The graph of a policy; see the package for its nodes, edges and attributes. Cycles are kept as they are."""
    sketch = Sketch()
    for party in model.parties:
        _add_party(sketch, party)
    for calendar in model.calendars:
        _add_calendar(sketch, calendar)
    for log in model.logs:
        sketch.node("log", log.name, title=log.title, at=log.at)
    for metric in model.metrics:
        _add_metric(sketch, metric)
    for service in model.services:
        _add_service(sketch, service)
    for terms in model.terms:
        _add_terms(sketch, terms)
    for objective in model.objectives:
        _add_objective(sketch, objective)
    lookup = Lookup(model)
    for agreement in model.agreements:
        add_agreement(sketch, lookup, agreement)
    return sketch.graph()


def _add_party(sketch: Sketch, party: Party) -> None:
    node = sketch.node("party", party.name, title=party.title, at=party.at, type=party.kind)
    if party.of:
        sketch.edge(node, "part of", node_id("party", party.of))


def _add_calendar(sketch: Sketch, calendar: Calendar) -> None:
    text = say_calendar(calendar)
    node = sketch.node(
        "calendar", calendar.name, title=calendar.title, at=calendar.at, type=calendar.body.kind, text=text
    )
    if isinstance(calendar.body, Combined):
        for part in (calendar.body.first, *(step.name for step in calendar.body.rest)):
            sketch.edge(node, "made of", node_id("calendar", part))


def _add_metric(sketch: Sketch, metric: Metric) -> None:
    node = sketch.node("metric", metric.name, title=metric.title, at=metric.at, type=metric.measure.kind)
    sketch.edge(node, "reads", node_id("log", metric.measure.log))


def _add_service(sketch: Sketch, service: Service) -> None:
    node = sketch.node("service", service.name, title=service.title, at=service.at, type=service.tier)
    for part in service_names(service.needs):
        sketch.edge(node, "needs", node_id("service", part))
    for part in service.uses:
        sketch.edge(node, "uses", node_id("service", part))
    if service.owner:
        sketch.edge(node, "owned by", node_id("party", service.owner))


def service_names(needs: Support | None) -> Iterable[str]:
    """The services that a structure names, from left to right."""
    if isinstance(needs, ServiceRef):
        yield needs.service
    elif isinstance(needs, Operation):
        for part in needs.parts:
            yield from service_names(part)


def _add_terms(sketch: Sketch, terms: Terms) -> None:
    node = sketch.node("terms", terms.name, title=terms.title, at=terms.at)
    for name in terms.extends:
        sketch.edge(node, "extends", node_id("terms", name))


def _add_objective(sketch: Sketch, objective: Objective) -> None:
    said = (f"{kpi.name}: {kpi.metric} {say_obligation(kpi.obligation)} per {kpi.per}" for kpi in objective.kpis)
    node = sketch.node(
        "objective", objective.name, title=objective.title, at=objective.at, text="; ".join(said) or None
    )
    sketch.edge(node, "for", node_id("party", objective.customer))
    for kpi in objective.kpis:
        sketch.edge(node, "measured by", node_id("metric", kpi.metric))
