"""Clauses on top of clauses: what a block says, merged over what it extends or amends (language reference, 7.1, 7.3).

A layer keeps every clause with the reader of its file. The layer above replaces clause by clause: a target is merged
clause by clause and its rows label by label; a penalty is replaced by one of the same name, an exclusion by one of the
same reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from slacode.diagnostics import Label
from slacode.engine.lower.context import at, text_or_none
from slacode.engine.lower.values import Reader
from slacode.grammar import tree

Key = TypeVar("Key", str, type[tree.Tree])


class Entry(NamedTuple):
    """A clause, and the reader of the file it stands in."""

    reader: Reader
    clause: tree.Tree


# Clauses that may stand several times in one block and then add up.
_SEVERAL = (tree.Covers, tree.Serves, tree.Signed, tree.Terminate, tree.CapPenalties, tree.Extends)
# Two ways to write one clause.
_SAME: Mapping[type[tree.Tree], type[tree.Tree]] = {tree.TermFrom: tree.Term, tree.FeeFrom: tree.Fee}


@dataclass(slots=True)
class RowLayer:
    """The rows of a target: those of its `by` table, those with conditions, and the plain `require`."""

    by_field: Entry | None = None
    by: dict[str, Entry] = field(default_factory=dict)
    when: list[Entry] = field(default_factory=list)
    require: Entry | None = None

    def __bool__(self) -> bool:
        return bool(self.by_field or self.when or self.require)

    def over(self, base: RowLayer) -> RowLayer:
        """These rows on top of others: a row of the same label is replaced, other ways to promise give way."""
        if not self:
            return base
        if self.by_field and base.by_field and _field(self.by_field) == _field(base.by_field):
            return RowLayer(self.by_field, {**base.by, **self.by}, self.when or base.when, self.require or base.require)
        if self.when and base.when and not self.by_field:
            return RowLayer(base.by_field, base.by, _replaced(base.when, self.when), self.require or base.require)
        return self


def _field(entry: Entry) -> str:
    assert isinstance(entry.clause, tree.ByTable)
    return str(entry.clause.field)


def _replaced(base: list[Entry], above: list[Entry]) -> list[Entry]:
    """Rows with conditions: one of the same condition takes the place of the one before, others follow."""

    def same(one: Entry, other: Entry) -> bool:
        assert isinstance(one.clause, tree.WhenRow)
        assert isinstance(other.clause, tree.WhenRow)
        return one.clause.condition == other.clause.condition

    kept = [next((new for new in above if same(new, old)), old) for old in base]
    return kept + [new for new in above if not any(same(new, old) for old in base)]


@dataclass(slots=True)
class TargetLayer:
    """What a block says of one target."""

    name: tree.Word
    reader: Reader
    title: str | None = None
    single: dict[type[tree.Tree], Entry] = field(default_factory=dict)
    rows: RowLayer = field(default_factory=RowLayer)

    def over(self, base: TargetLayer | None) -> TargetLayer:
        """This target on top of the one it extends or amends."""
        if base is None:
            return self
        single = {**base.single, **self.single}
        return TargetLayer(self.name, self.reader, self.title or base.title, single, self.rows.over(base.rows))


@dataclass(slots=True)
class Layer:
    """What a block says, clause by clause."""

    single: dict[type[tree.Tree], Entry] = field(default_factory=dict)
    several: dict[type[tree.Tree], list[Entry]] = field(default_factory=dict)
    targets: dict[str, TargetLayer] = field(default_factory=dict)
    penalties: dict[str, Entry] = field(default_factory=dict)
    exclusions: dict[str, Entry] = field(default_factory=dict)
    amendments: list[Entry] = field(default_factory=list)

    def over(self, base: Layer) -> Layer:
        """This layer on top of another; its amendments are its own alone."""
        targets = {name: target.over(base.targets.get(name)) for name, target in self.targets.items()}
        return Layer(
            single={**base.single, **self.single},
            several={**base.several, **self.several},
            targets={**base.targets, **targets},
            penalties={**base.penalties, **self.penalties},
            exclusions={**base.exclusions, **self.exclusions},
            amendments=self.amendments,
        )


def layer_of(reader: Reader, clauses: Iterable[tree.AgreementClause]) -> Layer:
    """The clauses of one block; one that is said twice there is reported."""
    layer = Layer()
    for clause in clauses:
        match clause:
            case tree.Target():
                _add_target(layer, reader, clause)
            case tree.Penalty():
                _add(layer.penalties, penalty_key(clause), Entry(reader, clause))
            case tree.Exclude():
                reason = text_or_none(clause.reason)
                key = reason if reason is not None else f"#{reader.source.path}:{clause.span[0]}"
                _add(layer.exclusions, key, Entry(reader, clause))
            case tree.Amend():
                layer.amendments.append(Entry(reader, clause))
            case _ if isinstance(clause, _SEVERAL):
                layer.several.setdefault(type(clause), []).append(Entry(reader, clause))
            case _:
                _add(layer.single, _SAME.get(type(clause), type(clause)), Entry(reader, clause))
    return layer


def penalty_key(clause: tree.Penalty) -> str:
    """What makes two penalties the same one: the name, or else what they are on."""
    kind = str(clause.kind)
    return f"{kind} {clause.name}" if clause.name is not None else f"{kind} on {clause.target}[{clause.row}]"


def _add_target(layer: Layer, reader: Reader, node: tree.Target) -> None:
    before = layer.targets.get(node.name)
    if before is not None:
        _twice(Entry(reader, node), reader, before.name, f"target `{node.name}` is declared twice", node.name)
        return
    target = TargetLayer(node.name, reader, text_or_none(node.title))
    for clause in node.clauses:
        entry = Entry(reader, clause)
        match clause:
            case tree.ByTable():
                _add_table(target.rows, entry, clause)
            case tree.WhenRow():
                target.rows.when.append(entry)
            case tree.Require():
                if target.rows.require is not None:
                    _twice(entry, reader, target.rows.require.clause)
                target.rows.require = target.rows.require or entry
            case _:
                _add(target.single, type(clause), entry)
    layer.targets[str(node.name)] = target


def _add_table(rows: RowLayer, entry: Entry, table: tree.ByTable) -> None:
    if rows.by_field is not None:
        _twice(entry, entry.reader, rows.by_field.clause)
        return
    rows.by_field = entry
    for row in table.rows:
        _add(rows.by, tree.unquoted(row.label), Entry(entry.reader, row))


def _add(entries: dict[Key, Entry], key: Key, entry: Entry) -> None:
    before = entries.setdefault(key, entry)
    if before is not entry:
        _twice(entry, before.reader, before.clause)


def _twice(
    entry: Entry,
    first_reader: Reader,
    first: tree.Tree | tree.Word,
    message: str = "this is said twice in one block",
    place: tree.Word | None = None,
) -> None:
    entry.reader.context.report(
        "duplicate-name" if place is not None else "duplicate-clause",
        message,
        at(entry.reader.source, place if place is not None else entry.clause),
        labels=[Label(at(first_reader.source, first), "said here first")],
        mend=["keep one of the two"],
    )
