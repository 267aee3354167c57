"""The whole set: every declaration entered by name, then read in the order in which one kind needs another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TypeVar

from slacode.diagnostics import Diagnostic
from slacode.engine.lower.agreements import owner_of
from slacode.engine.lower.calendars import lower_calendar, usable
from slacode.engine.lower.conditions import Fields
from slacode.engine.lower.context import KINDS, Context, Declaration, at, declared_at, name_of, text_or_none
from slacode.engine.lower.logs import lower_log
from slacode.engine.lower.metrics import lower_metric
from slacode.engine.lower.policy_tests import Tests
from slacode.engine.lower.support import expression, service_part
from slacode.engine.lower.targets import Catalogue, obligation
from slacode.engine.lower.units import check_units
from slacode.engine.lower.values import Reader, whole
from slacode.engine.lower.versions import Versions
from slacode.engine.model.calendar import Calendar
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.policy import Kpi, Objective, Party, PolicyModel, Service, Terms
from slacode.grammar import tree
from slacode.source import Source

LANGUAGE = 1
"""The version of the language that is understood."""

Made = TypeVar("Made")


def lower(
    files: Iterable[tuple[Source, tree.File]], broken: Collection[str] = ()
) -> tuple[PolicyModel, list[Diagnostic]]:
    """The model of a policy set, and the errors of names and types in it.

    `broken` are names whose declarations could not be parsed; that they are not there is not reported again.
    """
    context = Context(broken=broken)
    tests = _declare(context, files)
    calendars = _named(lower_calendar(context, declaration) for declaration in context.of_kind("calendar"))
    calendars = usable(context, calendars)
    logs = _named(lower_log(context, declaration) for declaration in context.of_kind("log"))
    metrics = _named(lower_metric(context, declaration, logs) for declaration in context.of_kind("metric"))
    catalogue = Catalogue(logs, metrics, {name: Fields(log) for name, log in logs.items()})
    versions = Versions(context, catalogue, calendars)
    agreements = versions.agreements()
    reader = Tests(context, {agreement.name: agreement for agreement in agreements}, logs, metrics)
    model = PolicyModel(
        language=LANGUAGE,
        parties=tuple(_party(context, declaration) for declaration in context.of_kind("party")),
        calendars=tuple(calendars.values()),
        logs=tuple(logs.values()),
        metrics=tuple(metrics.values()),
        services=tuple(_service(context, declaration) for declaration in context.of_kind("service")),
        terms=tuple(_terms(versions, declaration) for declaration in context.of_kind("terms")),
        agreements=agreements,
        objectives=tuple(_objective(context, declaration, catalogue) for declaration in context.of_kind("objective")),
        tests=tuple(reader.test(declaration) for declaration in tests),
    )
    return model, context.diagnostics


def _declare(context: Context, files: Iterable[tuple[Source, tree.File]]) -> list[Declaration]:
    """Enter every name, in the order of files; the tests, which have none, are given back."""
    tests: list[Declaration] = []
    for source, file in files:
        if file.language is not None and whole(file.language) != LANGUAGE:
            Reader(context, source).impossible(
                file.language, f"there is no version {file.language} of the language", "write `language 1`"
            )
        for item in file.items:
            if isinstance(item, tree.Test):
                tests.append(Declaration("test", str(item.title), item, source))
            else:
                context.declare(KINDS[type(item)], name_of(item), item, source)
    return tests


Thing = TypeVar("Thing", Calendar, Log, Metric)


def _named(things: Iterable[Thing | None]) -> dict[str, Thing]:
    return {thing.name: thing for thing in things if thing is not None}


def _party(context: Context, declaration: Declaration) -> Party:
    node = declaration.node
    assert isinstance(node, tree.Party)
    belongs_to = context.find(node.of, "party", declaration.source) if node.of is not None else None
    return Party(
        at=declared_at(declaration),
        kind=str(node.kind),  # type: ignore[arg-type]
        name=declaration.name,
        title=text_or_none(node.title),
        of=belongs_to.name if belongs_to else None,
    )


def _terms(versions: Versions, declaration: Declaration) -> Terms:
    node = declaration.node
    assert isinstance(node, tree.Terms)
    extends = versions.extends(declaration)
    return Terms(at=declared_at(declaration), name=declaration.name, title=text_or_none(node.title), extends=extends)


def _service(context: Context, declaration: Declaration) -> Service:
    node = declaration.node
    assert isinstance(node, tree.Service)
    reader = Reader(context, declaration.source)
    said: dict[str, object] = {}
    uses: list[str] = []
    for clause in node.clauses:
        match clause:
            case tree.Owner():
                said["owner"] = owner_of(reader, clause)
            case tree.Needs():
                said["needs"] = expression(reader, clause.structure, service_part)
            case tree.Tier():
                said["tier"] = str(clause.name)
            case tree.Description():
                said["description"] = tree.unquoted(clause.text)
            case tree.Uses():
                found = (context.find(name, "service", declaration.source) for name in clause.names)
                uses += [service.name for service in found if service]
    place, title = declared_at(declaration), text_or_none(node.title)
    return Service(at=place, name=declaration.name, title=title, uses=tuple(dict.fromkeys(uses)), **said)  # type: ignore[arg-type]


def _objective(context: Context, declaration: Declaration, catalogue: Catalogue) -> Objective:
    node = declaration.node
    assert isinstance(node, tree.Objective)
    reader = Reader(context, declaration.source)
    customer = context.find(node.customer, "party", declaration.source)
    return Objective(
        at=declared_at(declaration),
        name=declaration.name,
        title=text_or_none(node.title),
        customer=customer.name if customer else str(node.customer),
        kpis=tuple(kpi for part in node.kpis if (kpi := _kpi(reader, part, catalogue))),
    )


def _kpi(reader: Reader, node: tree.Kpi, catalogue: Catalogue) -> Kpi | None:
    found = reader.context.find(node.metric, "metric", reader.source)
    metric = catalogue.metrics.get(found.name) if found else None
    promise = obligation(reader, node.obligation)
    if metric is None or promise is None:
        return None
    check_units(reader, node.obligation, promise, metric, catalogue.logs.get(metric.measure.log))
    return Kpi(
        at=at(reader.source, node),
        name=str(node.name),
        metric=metric.name,
        obligation=promise,
        per=reader.unit(node.period),
    )
