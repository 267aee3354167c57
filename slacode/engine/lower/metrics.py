"""Metrics: what each is made of, on the fields of its log (language reference, 5 and 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from slacode.diagnostics import Label
from slacode.engine.lower.conditions import Conditions, Fields, say_type
from slacode.engine.lower.context import Context, Declaration, at, declared_at, text_or_none
from slacode.engine.lower.values import Reader
from slacode.engine.model.conditions import Condition, Or
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Clock, Count, Measure, Metric, RowValue, Share
from slacode.grammar import tree

Conditional = (
    tree.StartWhen
    | tree.PauseWhile
    | tree.StopWhen
    | tree.CancelWhen
    | tree.AgainWhen
    | tree.DownWhile
    | tree.Where
)
Clause = TypeVar("Clause", bound=tree.Tree)


def _given(node: tree.Clock | tree.Availability, kind: type[Clause]) -> list[Clause]:
    return [clause for clause in node.clauses if isinstance(clause, kind)]


def lower_metric(context: Context, declaration: Declaration, logs: Mapping[str, Log]) -> Metric | None:
    """A metric as declared; None after reporting why it cannot be measured."""
    node = declaration.node
    assert isinstance(node, tree.Metric)
    measured = node.measure
    found = context.find(measured.log, "log", declaration.source)
    log = logs.get(found.name) if found else None
    if log is None:
        return None
    measure = _MetricReader(Reader(context, declaration.source), node, log).measure()
    if measure is None:
        return None
    return Metric(at=declared_at(declaration), name=declaration.name, title=text_or_none(node.title), measure=measure)


class _MetricReader:
    def __init__(self, reader: Reader, node: tree.Metric, log: Log) -> None:
        self.reader = reader
        self.node = node
        self.log = log
        self.conditions = Conditions(reader, Fields(log))

    def measure(self) -> Measure | None:
        match self.node.measure:
            case tree.Clock() as clock:
                return self._clock(clock)
            case tree.Availability() as availability:
                return self._availability(availability)
            case tree.RowValue() as value:
                return self._value(value)
            case tree.CaseShare() as share:
                each, good = self.conditions.typed(share.each), self.conditions.typed(share.good)
                return None if each is None or good is None else Share(log=self.log.name, each=each, good=good)
            case tree.CaseCount() as count:
                each_one = self.conditions.typed(count.each)
                return None if each_one is None else Count(log=self.log.name, each=each_one)

    def _clock(self, node: tree.Clock) -> Clock | None:
        start = self._either(_given(node, tree.StartWhen), "when the clock starts", "start when status == new")
        stop = self._either(_given(node, tree.StopWhen), "when the clock stops", "stop when status == resolved")
        reopen = _given(node, tree.Reopen)
        if len(reopen) > 1:
            self._twice(reopen[1], reopen[0])
        if start is None or stop is None:
            return None
        return Clock(
            log=self.log.name,
            start=start,
            stop=stop,
            pause=self._either(_given(node, tree.PauseWhile)),
            cancel=self._either(_given(node, tree.CancelWhen)),
            again=self._either(_given(node, tree.AgainWhen)),
            reopen=str(reopen[0].mode) if reopen else "ignored",  # type: ignore[arg-type]
        )

    def _either(self, given: Sequence[Conditional], lacking: str = "", example: str = "") -> Condition | None:
        """The condition of a clause; of a clause given several times, that one of them holds."""
        if not given and lacking:
            message = f"metric `{self.node.name}` does not say {lacking}"
            self.reader.context.report(
                "missing-clause", message, at(self.reader.source, self.node.name), mend=[f"add such as `{example}`"]
            )
        parts = [self.conditions.typed(clause.condition) for clause in given]
        known = tuple(part for part in parts if part is not None)
        if not known or len(known) < len(parts):
            return None
        return known[0] if len(known) == 1 else Or(parts=known)

    def _twice(self, second: tree.Tree, first: tree.Tree) -> None:
        self.reader.context.report(
            "duplicate-clause",
            f"metric `{self.node.name}` says this twice",
            at(self.reader.source, second),
            labels=[Label(at(self.reader.source, first), "said here first")],
            mend=["keep one of the two"],
        )

    def _availability(self, node: tree.Availability) -> Availability | None:
        entity = self.conditions.field(node.entity)
        spans, states = _given(node, tree.DownFrom), _given(node, tree.DownWhile)
        if spans and states:
            self._twice(states[0], spans[0])
        elif len(spans) > 1:
            self._twice(spans[1], spans[0])
        if not spans and not states:
            message = f"metric `{self.node.name}` does not say when the {node.entity} is down"
            help_ = ["add `down while` and a condition, or `down from` one condition `to` another"]
            self.reader.context.report("missing-clause", message, at(self.reader.source, self.node.name), mend=help_)
        begin, end = (self.conditions.typed(c) for c in (spans[0].begin, spans[0].end)) if spans else (None, None)
        down_while = self._either(states)
        if entity is None or (down_while is None and (begin is None or end is None)):
            return None
        return Availability(
            log=self.log.name,
            entity=entity.name,
            down_while=down_while,
            down_from=begin,
            down_to=end,
            where=self._either(_given(node, tree.Where)),
        )

    def _value(self, node: tree.RowValue) -> RowValue | None:
        field = self.conditions.field(node.field)
        where = self.conditions.typed(node.where.condition) if node.where else None
        if field is None or (node.where and where is None):
            return None
        if field.type not in ("number", "duration"):
            self.reader.context.report(
                "type-mismatch",
                f"`{field.name}` is {say_type(field)}, where a number or a duration is measured",
                at(self.reader.source, node.field),
                labels=[Label(field.at, "declared here")] if field.at else [],
                mend=["declare the field as `number` or `duration`, or measure another one"],
            )
            return None
        return RowValue(log=self.log.name, field=field.name, where=where)
