"""Penalties, bonuses and caps (language reference, 7.6 to 7.8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from slacode.diagnostics import Label
from slacode.engine.lower.context import at, nearest, text_or_none, word_at
from slacode.engine.lower.layers import Entry
from slacode.engine.lower.units import is_set_against
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import ByField, Target, Within
from slacode.engine.model.money import Cap, ClaimWithin, EachBreach, EarnBack, Edge, InARow, Penalty, Step, Tier
from slacode.engine.model.values import Quantity, Span
from slacode.engine.wording import say_quantity
from slacode.grammar import tree

Clause = TypeVar("Clause", bound=tree.Tree)


def lower_penalty(entry: Entry, targets: dict[str, Target]) -> Penalty | None:
    """A penalty or bonus on a target of its agreement; None after reporting that there is no such target or row."""
    node = entry.clause
    assert isinstance(node, tree.Penalty)
    return _PenaltyReader(entry.reader, node).penalty(targets)


def cap_of(reader: Reader, node: tree.Cap | tree.CapPenalties) -> Cap | None:
    """`cap 20% of fee per month`, or `per rolling 12 months`."""
    amount, per = reader.amount(node.amount), reader.period(node.per)
    if amount is None or per is None:
        return None
    place = at(reader.source, node)
    return Cap(at=place, amount=amount, span=Span(count=per.count, unit=per.unit), rolling=per.rolling)


class _PenaltyReader:
    def __init__(self, reader: Reader, node: tree.Penalty) -> None:
        self.reader = reader
        self.node = node

    def penalty(self, targets: dict[str, Target]) -> Penalty | None:
        target = targets.get(str(self.node.target))
        if target is None:
            self.reader.context.unknown(self.node.target, "target", targets, self.reader.source)
            return None
        double = next(self._all(tree.Double), None)
        claim = next(self._claims(), None)
        return Penalty(
            at=at(self.reader.source, self.node),
            kind=str(self.node.kind),  # type: ignore[arg-type]
            name=text_or_none(self.node.name),
            target=target.name,
            row=self._row(self.node.row, target),
            tiers=tuple(tier for clause in self._all(tree.TierRow) if (tier := self._tier(clause, target))),
            steps=tuple(step for clause in self._all(tree.Step) if (step := self._step(clause, target))),
            each_breach=tuple(each for clause in self._all(tree.EachBreach) if (each := self._each(clause, target))),
            caps=tuple(cap for clause in self._all(tree.Cap) if (cap := cap_of(self.reader, clause))),
            double_after_missed=self.reader.unit(double.period) if double else None,
            in_a_row=tuple(after for clause in self._all(tree.InARow) if (after := self._in_a_row(clause))),
            earn_back=tuple(self._earn_back()),
            claim=claim,
        )

    def _all(self, kind: type[Clause]) -> Iterator[Clause]:
        return (clause for clause in self.node.clauses if isinstance(clause, kind))

    def _row(self, word: tree.Word | None, target: Target) -> str | None:
        if word is None:
            return None
        labels = [row.label for row in target.rows if row.label is not None]
        if tree.unquoted(word) in labels:
            return tree.unquoted(word)
        self.reader.context.report(
            "unknown-name",
            f"target `{target.name}` has no row `{tree.unquoted(word)}`",
            word_at(self.reader.source, word),
            labels=[Label(target.at, "the target")] if target.at else [],
            mend=nearest(tree.unquoted(word), labels),
        )
        return None

    def _tier(self, node: tree.TierRow, target: Target) -> Tier | None:
        edges = [edge for part in node.edges if (edge := self._edge(part, target))]
        amount = self.reader.amount(node.amount)
        if amount is None or len(edges) < len(node.edges):
            return None
        return Tier(at=at(self.reader.source, node), edges=tuple(edges), amount=amount)

    def _edge(self, node: tree.Edge, target: Target) -> Edge | None:
        bound = node.bound
        if isinstance(node.quantity, tree.Word) and node.quantity.type == "PROMISE":
            return Edge(bound=bound)  # type: ignore[arg-type]
        quantity = self._figure(node.quantity, target)
        return None if quantity is None else Edge(bound=bound, quantity=quantity)  # type: ignore[arg-type]

    def _figure(self, node: tree.Quantity, target: Target) -> Quantity | None:
        """A quantity in the unit of what the target attains; None after reporting one that it is never set against."""
        quantity = self.reader.quantity(node)
        named = tree.unquoted(self.node.row) if self.node.row else None
        rows = [row for row in target.rows if named in (None, row.label)]
        if quantity is None or not rows or any(is_set_against(quantity, row.obligation) for row in rows):
            return quantity
        self.reader.context.report(
            "unit-mismatch",
            f"`{say_quantity(quantity)}` cannot be set against what `{target.name}` attains",
            word_at(self.reader.source, node) if isinstance(node, tree.Word) else at(self.reader.source, node),
            labels=[Label(row.at, "promised here") for row in rows if row.at],
            mend=["write it in the unit of what is attained: a share of cases is a percentage"],
        )
        return None

    def _step(self, node: tree.Step, target: Target) -> Step | None:
        amount = self.reader.amount(node.amount)
        step, origin = self._figure(node.step, target), self._figure(node.origin, target)
        if amount is None or step is None or origin is None:
            return None
        return Step(
            at=at(self.reader.source, node),
            amount=amount,
            started=node.started is not None,
            step=step,
            bound=str(node.bound),  # type: ignore[arg-type]
            origin=origin,
        )

    def _each(self, node: tree.EachBreach, target: Target) -> EachBreach | None:
        if target.rows and not any(isinstance(row.obligation, Within | ByField) for row in target.rows):
            self.reader.context.report(
                "unit-mismatch",
                f"no case can breach `{target.name}`, which does not promise a time for each case",
                at(self.reader.source, node),
                labels=[Label(row.at, "promised here") for row in target.rows if row.at],
                mend=["say what a figure costs, as `below promise: ...`"],
            )
            return None
        amount = self.reader.amount(node.amount)
        up_to = self.reader.amount(node.up_to) if node.up_to else None
        if amount is None or (node.up_to and up_to is None):
            return None
        return EachBreach(
            at=at(self.reader.source, node),
            row=self._row(node.row, target),
            amount=amount,
            per_started=text_or_none(node.late_unit),  # type: ignore[arg-type]
            up_to=up_to,
        )

    def _in_a_row(self, node: tree.InARow) -> InARow | None:
        count, amount = self.reader.positive(node.count, "times in a row"), self.reader.amount(node.amount)
        if count is None or amount is None:
            return None
        return InARow(at=at(self.reader.source, node), count=count, amount=amount)

    def _earn_back(self) -> Iterator[EarnBack]:
        for part in (back for clause in self._all(tree.EarnBack) for back in clause.parts):
            share, span = self.reader.share(part.share), self.reader.counted_span(part.count, part.unit)
            if share is not None and span is not None:
                yield EarnBack(at=at(self.reader.source, part), share=share, span=span)

    def _claims(self) -> Iterator[ClaimWithin]:
        for clause in self._all(tree.ClaimSpan):
            span = self.reader.counted_span(clause.count, clause.unit)
            if span is not None:
                yield ClaimWithin(at=at(self.reader.source, clause), span=span)
        for given in self._all(tree.ClaimDuration):
            duration = self.reader.allowance(given.allowance)
            if duration is not None:
                yield ClaimWithin(at=at(self.reader.source, given), duration=duration)
