"""What a service is made of and what stands behind a target: references found, rows mapped (language reference, 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from slacode.diagnostics import Label, Location
from slacode.engine.lower.context import at, declared_at, nearest, word_at
from slacode.engine.lower.values import Reader, whole
from slacode.engine.model.support import Operation, ServiceRef, Support, SupportRef
from slacode.grammar import tree

Labels = tuple[str | None, ...]
Resolve = Callable[[Reader, tree.Ref], Support | None]

_OPS = {tree.InTurn: "then", tree.SideBySide: "and", tree.OneOfThem: "or", tree.AllOf: "all"}


@dataclass(frozen=True, slots=True)
class KnownTarget:
    """What a reference needs to know of a target in any version: where it is, and its rows' labels."""

    at: Location
    labels: Labels


TargetIndex = Mapping[str, Mapping[str, KnownTarget]]
"""Every agreement's targets, by name, over all its versions."""


def expression(reader: Reader, node: tree.Support, resolve: Resolve) -> Support | None:
    """An expression with every reference resolved; None if one cannot be."""
    match node:
        case tree.Ref():
            return resolve(reader, node)
        case tree.AnyOf():
            reason = tree.unquoted(node.never_together) if node.never_together else None
            return _operation(reader, node, "any", resolve, never_together=reason)
        case tree.KOf():
            if not 1 <= whole(node.k) <= len(node.parts):
                message = f"`{node.k} of` {len(node.parts)} parts cannot be"
                reader.impossible(node.k, message, f"name a number from 1 to {len(node.parts)}")
                return None
            return _operation(reader, node, "k of", resolve, k=whole(node.k))
        case _:
            return _operation(reader, node, _OPS[type(node)], resolve)


def _operation(
    reader: Reader,
    node: tree.InTurn | tree.SideBySide | tree.OneOfThem | tree.AllOf | tree.AnyOf | tree.KOf,
    op: str,
    resolve: Resolve,
    k: int | None = None,
    never_together: str | None = None,
) -> Support | None:
    parts = [expression(reader, part, resolve) for part in node.parts]
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts):
        return None
    place = at(reader.source, node)
    return Operation(at=place, op=op, parts=known, k=k, never_together=never_together)  # type: ignore[arg-type]


def service_part(reader: Reader, ref: tree.Ref) -> Support | None:
    """A part of a service: the name of a service, and nothing more."""
    if ref.target is not None or ref.row is not None or ref.rows:
        message = "a service is made of services, which have no targets or rows"
        help_ = [f"write `{ref.agreement}` alone"]
        reader.context.report("type-mismatch", message, at(reader.source, ref), mend=help_)
        return None
    found = reader.context.find(ref.agreement, "service", reader.source)
    return None if found is None else ServiceRef(at=at(reader.source, ref), service=found.name)


@dataclass(frozen=True, slots=True)
class SupportedTarget:
    """The target whose support is read: its name and the labels of its rows that promise anything."""

    name: str
    labels: Labels
    index: TargetIndex

    def resolve(self, reader: Reader, ref: tree.Ref) -> Support | None:
        """The supporting target that a reference names, with the rows that carry ours."""
        agreement = reader.context.find(ref.agreement, "agreement", reader.source)
        targets = self.index.get(agreement.name) if agreement else None
        if agreement is None or targets is None:
            return None
        name = self._target_name(reader, ref, targets)
        if name is None:
            return None
        row = self._row(reader, ref, targets[name])
        if ref.row is not None and row is None:
            return None
        mapping = self._mapping(reader, ref, targets[name])
        rows = tuple(self._carried(targets[name].labels, row if ref.row is not None else None, mapping, ref))
        return SupportRef(at=at(reader.source, ref), agreement=agreement.name, target=name, row=row, rows=rows)

    def _target_name(self, reader: Reader, ref: tree.Ref, targets: Mapping[str, KnownTarget]) -> str | None:
        """The target named; else the one of our own name, else the only one there is."""
        if ref.target is not None and str(ref.target) in targets:
            return str(ref.target)
        if ref.target is None and (self.name in targets or len(targets) == 1):
            return self.name if self.name in targets else next(iter(targets))
        word = ref.target if ref.target is not None else ref.agreement
        declared = declared_at(reader.context.declarations[str(ref.agreement)])
        several = f"`{ref.agreement}` has several targets: say which one is meant"
        none = f"`{ref.agreement}` has no target" + (f" `{word}`" if ref.target is not None else "")
        reader.context.report(
            "unknown-name",
            several if ref.target is None and targets else none,
            word_at(reader.source, word),
            labels=[Label(declared, f"`{ref.agreement}` is declared here")],
            mend=nearest(str(word), targets),
        )
        return None

    def _row(self, reader: Reader, ref: tree.Ref, target: KnownTarget) -> str | None:
        return None if ref.row is None else self._label(reader, ref.row, target.labels, target.at)

    def _label(self, reader: Reader, word: tree.Word, labels: Labels, place: Location | None) -> str | None:
        text = tree.unquoted(word)
        if text in labels:
            return text
        reader.context.report(
            "unknown-name",
            f"there is no row `{text}` in the target",
            word_at(reader.source, word),
            labels=[Label(place, "the target")] if place else [],
            mend=nearest(text, (label for label in labels if label)),
        )
        return None

    def _mapping(self, reader: Reader, ref: tree.Ref, target: KnownTarget) -> dict[str, str]:
        mapping: dict[str, str] = {}
        for pair in ref.rows:
            own = self._label(reader, pair.own, self.labels, None)
            theirs = self._label(reader, pair.theirs, target.labels, target.at)
            if own is not None and theirs is not None:
                mapping[own] = theirs
        return mapping

    def _carried(
        self, theirs: Labels, row: str | None, mapping: Mapping[str, str], ref: tree.Ref
    ) -> Iterable[tuple[str | None, str | None]]:
        """For each row of ours the row that carries it: the one named, mapped, of the same label, or the only one."""
        for own in self.labels:
            if ref.row is not None:
                yield own, row
            elif own is not None and own in mapping:
                yield own, mapping[own]
            elif own in theirs:
                yield own, own
            elif len(theirs) == 1:
                yield own, theirs[0]
