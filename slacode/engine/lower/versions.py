"""The versions of every agreement: what it extends, its amendments in the order of their dates, and their supports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from slacode.diagnostics import Label
from slacode.engine.lower.agreements import Stage, VersionReader
from slacode.engine.lower.context import Context, Declaration, at, declared_at, text_or_none
from slacode.engine.lower.layers import Entry, Layer, layer_of
from slacode.engine.lower.support import KnownTarget, TargetIndex
from slacode.engine.lower.targets import Catalogue, with_support
from slacode.engine.lower.values import Reader
from slacode.engine.model.agreements import Agreement, Exempt, Version
from slacode.engine.model.calendar import Calendar
from slacode.engine.support.circles import circles, say_circle
from slacode.grammar import tree

_DAY = dt.timedelta(days=1)
Block = tree.Agreement | tree.Terms | tree.Amend


@dataclass(frozen=True, slots=True)
class Draft:
    """An agreement with its versions read, all but their supports, which need the targets of all agreements."""

    declaration: Declaration
    extends: tuple[str, ...]
    versions: tuple[tuple[Version, Layer], ...]


class Versions:
    """Reads all agreements of a policy set."""

    def __init__(self, context: Context, catalogue: Catalogue, calendars: Mapping[str, Calendar]) -> None:
        self.context = context
        self.catalogue = catalogue
        self.calendars = calendars
        self._layers: dict[str, Layer] = {}
        self._extends: dict[str, tuple[str, ...]] = {}
        self._circular = self._circles()

    def agreements(self) -> tuple[Agreement, ...]:
        """Every agreement, by name; terms that nothing extends are read too, for what is wrong in them."""
        self._read_layers()
        drafts = [self._draft(declaration) for declaration in self.context.of_kind("agreement")]
        self._unused_terms(drafts)
        index = _index(drafts)
        return tuple(_agreement(draft, index) for draft in drafts)

    def extends(self, declaration: Declaration) -> tuple[str, ...]:
        """The names that a declaration extends, as written."""
        if declaration.name not in self._extends:
            node = declaration.node
            assert isinstance(node, tree.Agreement | tree.Terms)
            names = tuple(str(clause.name) for clause in node.clauses if isinstance(clause, tree.Extends))
            self._extends[declaration.name] = names
        return self._extends[declaration.name]

    def _read_layers(self) -> None:
        """Read what is extended before what extends it, so that a chain of any length nests no deeper than one."""
        waiting = [*self.context.of_kind("agreement"), *self.context.of_kind("terms")]
        opened: set[str] = set()
        while waiting:
            last = waiting[-1]
            extended = (self.context.declarations.get(name) for name in self.extends(last))
            missing = [d for d in extended if d and d.kind in ("terms", "agreement") and d.name not in opened]
            opened.add(last.name)
            if missing and last.name not in self._layers:
                waiting += missing
            else:
                self._layer(waiting.pop())

    def _unused_terms(self, drafts: list[Draft]) -> None:
        used = {name for draft in drafts for name in draft.extends}
        used |= {name for terms in self.context.of_kind("terms") for name in self.extends(terms)}
        for terms in self.context.of_kind("terms"):
            if terms.name not in used:
                self._draft(terms)

    def _draft(self, declaration: Declaration) -> Draft:
        stages = self._stages(declaration)
        versions = [
            VersionReader(self.context, stage, self.catalogue, self.calendars).version(number, declaration)
            for number, stage in enumerate(stages, start=1)
        ]
        bounded = _bounded(versions)
        layers = [stage.layer for stage in stages]
        self._within_term(bounded, stages)
        return Draft(declaration, self.extends(declaration), tuple(zip(bounded, layers, strict=True)))

    def _stages(self, declaration: Declaration) -> list[Stage]:
        layer = self._layer(declaration)
        dated = [(date, entry) for entry in layer.amendments if (date := _date(entry))]
        stages = [Stage(layer, None, None)]
        for date, entry in sorted(dated, key=lambda pair: pair[0]):
            before = stages[-1]
            if before.start == date and before.amendment is not None:
                self._same_date(entry, before.amendment, date)
                continue
            stages.append(Stage(self._amended(entry, declaration).over(before.layer), entry, date))
        return stages

    def _layer(self, declaration: Declaration) -> Layer:
        """What a declaration says on top of all it extends."""
        if declaration.name not in self._layers:
            node = declaration.node
            assert isinstance(node, tree.Agreement | tree.Terms)
            reader = Reader(self.context, declaration.source)
            self._layers[declaration.name] = layer_of(reader, node.clauses).over(self._extended(node, declaration))
        return self._layers[declaration.name]

    def _amended(self, entry: Entry, declaration: Declaration) -> Layer:
        node = entry.clause
        assert isinstance(node, tree.Amend)
        layer = layer_of(entry.reader, node.clauses).over(self._extended(node, declaration))
        for nested in layer.amendments:
            help_ = "amend the agreement itself: each amendment stands on the version before it"
            entry.reader.impossible(nested.clause, "an amendment cannot be amended inside it", help_)
        return layer

    def _extended(self, node: Block, declaration: Declaration) -> Layer:
        base = Layer()
        for clause in node.clauses:
            if isinstance(clause, tree.Extends):
                found = self._extendable(clause, declaration)
                if found is not None:
                    base = self._layer(found).over(base)
        return base

    def _extendable(self, clause: tree.Extends, declaration: Declaration) -> Declaration | None:
        """What is extended: terms, or another agreement without its amendments; None if that leads in a circle."""
        found = self.context.declarations.get(clause.name)
        if found is None or found.kind != "agreement":
            found = self.context.find(clause.name, "terms", declaration.source)
        if found is None:
            return None
        return None if {found.name, declaration.name} <= self._circular else found

    def _circles(self) -> set[str]:
        """The names of all that extends itself, each circle reported once."""
        declared = {d.name: d for kind in ("terms", "agreement") for d in self.context.of_kind(kind)}
        found = list(circles({name: self.extends(declaration) for name, declaration in declared.items()}))
        for circle in found:
            self._report_circle([declared[name] for name in circle])
        return {name for circle in found for name in circle}

    def _report_circle(self, circle: Sequence[Declaration]) -> None:
        first, second = circle[0], circle[1 % len(circle)]
        assert isinstance(first.node, tree.Agreement | tree.Terms)
        clauses = (clause for clause in first.node.clauses if isinstance(clause, tree.Extends))
        self.context.report(
            "extends-cycle",
            f"`{first.name}` extends itself: {say_circle([declaration.name for declaration in circle])}",
            at(first.source, next(clause for clause in clauses if clause.name == second.name)),
            labels=[Label(declared_at(other), f"`{other.name}` is part of the circle") for other in circle[1:]],
            mend=["take one `extends` out of the circle"],
        )

    def _same_date(self, entry: Entry, before: Entry, date: dt.date) -> None:
        self.context.report(
            "duplicate-amendment",
            f"two amendments are in force from {date}",
            at(entry.reader.source, entry.clause),
            labels=[Label(at(before.reader.source, before.clause), "the first one")],
            mend=["write both changes in one amendment, or give them different dates"],
        )

    def _within_term(self, versions: list[Version], stages: list[Stage]) -> None:
        first, last = versions[0].first, versions[-1].last
        for stage in stages[1:]:
            assert stage.amendment is not None
            assert stage.start is not None
            if first is not None and stage.start <= first:
                self._outside(stage.amendment, f"not after the first day of the term, {first}", versions[0])
            elif last is not None and stage.start > last:
                self._outside(stage.amendment, f"after the last day of the term, {last}", versions[0])

    def _outside(self, amendment: Entry, how: str, version: Version) -> None:
        assert isinstance(amendment.clause, tree.Amend)
        self.context.report(
            "amendment-outside-term",
            f"the amendment from {amendment.clause.date} begins {how}",
            at(amendment.reader.source, amendment.clause.date),
            labels=[Label(version.at, "the agreement")] if version.at else [],
            mend=["an amendment makes a further version: its first day lies within the term, after the first"],
        )


def _date(entry: Entry) -> dt.date | None:
    assert isinstance(entry.clause, tree.Amend)
    return entry.reader.date(entry.clause.date)


def _bounded(versions: list[Version]) -> list[Version]:
    """Each version ends on the day before the next, the last with the term that it states."""
    starts = [version.start for version in versions[1:]]
    ends = [start - _DAY if start else None for start in starts]
    return [
        version.model_copy(update={"end": end})
        for version, end in zip(versions, [*ends, versions[-1].last], strict=True)
    ]


def _index(drafts: Iterable[Draft]) -> TargetIndex:
    """Every agreement's targets with the labels of their rows over all versions."""
    index: dict[str, dict[str, KnownTarget]] = {}
    for draft in drafts:
        targets = index.setdefault(draft.declaration.name, {})
        for version, _ in draft.versions:
            for target in version.targets:
                before = targets[target.name].labels if target.name in targets else ()
                own = [row.label for row in target.rows if not isinstance(row.obligation, Exempt)]
                place = target.at or declared_at(draft.declaration)
                targets[target.name] = KnownTarget(place, tuple(dict.fromkeys((*before, *own))))
    return index


def _agreement(draft: Draft, index: TargetIndex) -> Agreement:
    node = draft.declaration.node
    assert isinstance(node, tree.Agreement)
    versions = tuple(_supported(version, layer, index) for version, layer in draft.versions)
    return Agreement(
        at=declared_at(draft.declaration),
        kind=str(node.kind),  # type: ignore[arg-type]
        name=draft.declaration.name,
        title=text_or_none(node.title),
        extends=draft.extends,
        versions=versions,
    )


def _supported(version: Version, layer: Layer, index: TargetIndex) -> Version:
    targets = (with_support(target, layer.targets[target.name], index) for target in version.targets)
    return version.model_copy(update={"targets": tuple(targets)})
