"""Targets: metric, period, rows and what stands behind them (language reference, 6.4 to 6.6, 7.5, 8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from slacode.diagnostics import Label
from slacode.engine.lower.conditions import Conditions, Fields, say_type
from slacode.engine.lower.context import at, text_or_none, word_at
from slacode.engine.lower.layers import Entry, RowLayer, TargetLayer
from slacode.engine.lower.support import SupportedTarget, TargetIndex, expression
from slacode.engine.lower.units import check_units
from slacode.engine.lower.values import Reader, whole
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Row, Target, Within
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Metric
from slacode.engine.model.values import Period
from slacode.engine.wording import say_condition
from slacode.grammar import tree

Node = TypeVar("Node", bound=tree.Tree)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What targets refer to: metrics, their logs, and what conditions on these may name."""

    logs: Mapping[str, Log]
    metrics: Mapping[str, Metric]
    fields: Mapping[str, Fields]
    promised: dict[tuple[str, tree.Obligation], Obligation] = field(default_factory=dict)
    """What was promised of a metric in the same words before: most rows of a large set say what others do."""


def obligation(reader: Reader, node: tree.Obligation) -> Obligation | None:
    """`95% within 4h during always` and the other forms; None after reporting a value that cannot be."""
    match node:
        case tree.Exempt():
            return Exempt()
        case tree.Within():
            share, allowance = reader.share(node.share), reader.allowance(node.allowance)
            during = _during(reader, node.during)
            if share is None or allowance is None:
                return None
            return Within(share=share, allowance=allowance, during=during, at_least_cases=_floor(node.floor))
        case tree.ByField():
            share = reader.share(node.share)
            floor = _floor(node.floor)
            return None if share is None else ByField(share=share, field=str(node.field), at_least_cases=floor)
        case tree.Level():
            quantity, during = reader.quantity(node.quantity), _during(reader, node.during)
            if quantity is None or not _is_figure(reader, node.aggregate):
                return None
            return Level(
                aggregate=text_or_none(node.aggregate),
                bound=node.bound,  # type: ignore[arg-type]
                quantity=quantity,
                during=during,
                at_least_cases=_floor(node.floor),
            )


def _is_figure(reader: Reader, word: tree.Word | None) -> bool:
    """Whether a figure can be taken of values, as `p95` can and `p101` cannot (language reference, 6.2)."""
    if word is None or word.type != "PERCENTILE" or 0 < Decimal(word[1:]) <= 100:
        return True
    reader.impossible(word, f"there is no percentile `{word}`", "write one above 0 and up to 100, such as `p95`")
    return False


def _during(reader: Reader, node: tree.During | None) -> str | None:
    found = reader.context.find(node.calendar, "calendar", reader.source) if node else None
    return found.name if found else None


def _floor(node: tree.Floor | None) -> int | None:
    return whole(node.cases) if node else None


class TargetReader:
    """Reads one target as it stands after inheritance and amendments, all but what supports it."""

    def __init__(self, layer: TargetLayer, catalogue: Catalogue) -> None:
        self.layer = layer
        self.catalogue = catalogue
        self.reader = layer.reader
        self.metric = self._metric()
        self.fields = catalogue.fields.get(self.metric.measure.log) if self.metric else None

    def target(self) -> Target:
        """The target with all that could be read of it; what could not was reported."""
        return Target(
            at=word_at(self.reader.source, self.layer.name),
            name=str(self.layer.name),
            title=self.layer.title,
            clause=self._text(),
            metric=self.metric.name if self.metric else None,
            per=self._period(),
            count_by=self._word(tree.CountBy) or "verdict",  # type: ignore[arg-type]
            classify_at=self._word(tree.Classify) or "end",  # type: ignore[arg-type]
            no_data_counts_as=self._no_data(),  # type: ignore[arg-type]
            where=self._where(),
            by_field=self._by_field(),
            rows=tuple(self._rows(self.layer.rows)),
        )

    def _get(self, kind: type[Node]) -> tuple[Reader, Node] | None:
        entry = self.layer.single.get(kind)
        return (entry.reader, entry.clause) if entry and isinstance(entry.clause, kind) else None

    def _metric(self) -> Metric | None:
        given = self._get(tree.TargetMetric)
        if given is None:
            return None
        reader, clause = given
        found = reader.context.find(clause.metric, "metric", reader.source)
        return self.catalogue.metrics.get(found.name) if found else None

    def _text(self) -> str | None:
        given = self._get(tree.ClauseText)
        return tree.unquoted(given[1].text) if given else None

    def _word(self, kind: type[tree.CountBy | tree.Classify]) -> str | None:
        given = self._get(kind)
        return str(given[1].at) if given else None

    def _no_data(self) -> str | None:
        given = self._get(tree.NoData)
        return str(given[1].counts_as) if given else None

    def _period(self) -> Period:
        given = self._get(tree.TargetPer)
        period = given[0].period(given[1].per, given[1].from_day) if given else None
        return period or Period(unit="month")

    def _where(self) -> Condition | None:
        given = self._get(tree.Where)
        return self._condition(given[0], given[1].condition) if given else None

    def _condition(self, reader: Reader, node: tree.Condition) -> Condition | None:
        return Conditions(reader, self.fields).typed(node) if self.fields else None

    def _by_field(self) -> str | None:
        table = self.layer.rows.by_field
        return str(table.clause.field) if table and isinstance(table.clause, tree.ByTable) else None

    def _rows(self, rows: RowLayer) -> list[Row]:
        table = self._table(rows) if rows.by_field else []
        conditional = [row for entry in rows.when if (row := self._when(entry))]
        plain = self._require(rows.require) if rows.require else None
        return [*table, *conditional, *([plain] if plain else [])]

    def _table(self, rows: RowLayer) -> list[Row]:
        entry = rows.by_field
        if entry is None or self.fields is None or not isinstance(entry.clause, tree.ByTable):
            return []
        if Conditions(entry.reader, self.fields).field(entry.clause.field) is None:
            return []
        field = entry.clause.field
        return [row for label, given in rows.by.items() if (row := self._by(field, label, given))]

    def _by(self, field: tree.Word, label: str, entry: Entry) -> Row | None:
        reader, node = entry
        assert isinstance(node, tree.Row)
        condition = Conditions(reader, self.fields).equality(field, node.label, node.span) if self.fields else None
        promise = self._obligation(reader, node.obligation)
        if promise is None or condition is None:
            return None
        return Row(at=at(reader.source, node), label=label, condition=condition, obligation=promise)

    def _when(self, entry: Entry) -> Row | None:
        reader, node = entry
        assert isinstance(node, tree.WhenRow)
        condition, promise = self._condition(reader, node.condition), self._obligation(reader, node.obligation)
        if condition is None or promise is None:
            return None
        label = say_condition(condition)
        return Row(at=at(reader.source, node), label=label, condition=condition, obligation=promise)

    def _require(self, entry: Entry) -> Row | None:
        reader, node = entry
        assert isinstance(node, tree.Require)
        promise = self._obligation(reader, node.obligation)
        return None if promise is None else Row(at=at(reader.source, node), obligation=promise)

    def _obligation(self, reader: Reader, node: tree.Obligation) -> Obligation | None:
        if self.metric is None:
            return obligation(reader, node)
        key = self.metric.name, node
        promise = self.catalogue.promised.get(key) or self._new_obligation(reader, node, self.metric)
        if promise is not None:
            self.catalogue.promised[key] = promise
        return promise

    def _new_obligation(self, reader: Reader, node: tree.Obligation, metric: Metric) -> Obligation | None:
        promise = obligation(reader, node)
        if promise is None:
            return None
        if isinstance(promise, ByField):
            return promise if self._is_instant(reader, node) else None
        log = self.catalogue.logs.get(metric.measure.log)
        return promise if check_units(reader, node, promise, metric, log) else None

    def _is_instant(self, reader: Reader, node: tree.Obligation) -> bool:
        if self.fields is None or not isinstance(node, tree.ByField):
            return False
        field = Conditions(reader, self.fields).field(node.field)
        if field is None or field.type == "instant":
            return field is not None
        reader.context.report(
            "type-mismatch",
            f"`{field.name}` is {say_type(field)}, where the deadline of a case is needed",
            word_at(reader.source, node.field),
            labels=[Label(field.at, "declared here")] if field.at else [],
            mend=[f"declare it as `field {field.name}: instant`"],
        )
        return False


def with_support(target: Target, layer: TargetLayer, index: TargetIndex) -> Target:
    """The target with its `supported by`, once all targets of all agreements are known."""
    entry = layer.single.get(tree.Supported)
    if entry is None or not isinstance(entry.clause, tree.Supported):
        return target
    labels = tuple(row.label for row in target.rows if not isinstance(row.obligation, Exempt))
    resolver = SupportedTarget(target.name, labels, index)
    return target.model_copy(update={"support": expression(entry.reader, entry.clause.by, resolver.resolve)})
