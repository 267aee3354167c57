"""Recognises by their content what was renamed, and gives the base the names of the head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from slacode.diagnostics import Location
from slacode.engine.diff.content import leaves, likeness
from slacode.engine.diff.field_names import FieldRename, field_renames, with_fields
from slacode.engine.diff.names import DECLARED, Kind, places_of, with_names, with_targets
from slacode.engine.model.agreements import Agreement, Target
from slacode.engine.model.base import Node
from slacode.engine.model.policy import Party, PolicyModel
from slacode.engine.wording import say_ref

_ALIKE = 0.5
"""From so much in common on, two declarations of different names are one that was renamed."""

_Features = Counter[tuple[str, object]]


@dataclass(frozen=True, slots=True)
class Rename:
    """Something that has another name now. `kind` is that of its declaration, `target` or `field`."""

    kind: str
    before: str
    after: str
    was_at: Location | None
    is_at: Location | None


def renamed(base: PolicyModel, head: PolicyModel) -> tuple[PolicyModel, tuple[Rename, ...]]:
    """The base with the names of the head, and what was renamed. What rests on a declaration is looked at after it."""
    found: list[Rename] = []
    for kind in DECLARED:
        pairs = dict(_pairs(base, head, kind))
        found += [_rename(kind, base, head, before, after) for before, after in pairs.items()]
        base = with_names(base, kind, pairs)
    fields = list(field_renames(base, head))
    found += [_field_rename(one) for one in fields]
    base = with_fields(base, {(one.log, one.before.name): one.after.name for one in fields})
    targets = dict(_target_pairs(base, head))
    found += [_target_rename(base, head, agreement, *names) for (agreement, *names) in _flat(targets)]
    return with_targets(base, targets), tuple(found)


def _pairs(base: PolicyModel, head: PolicyModel, kind: Kind) -> Iterator[tuple[str, str]]:
    ours, theirs = _declared(base, kind), _declared(head, kind)
    gone = {name: node for name, node in ours.items() if name not in theirs}
    come = {name: node for name, node in theirs.items() if name not in ours}
    if not gone or not come:
        return
    used = [_used(model, kind) for model in (base, head)]
    before = {name: _features(node, used[0].get(name)) for name, node in gone.items()}
    after = {name: _features(node, used[1].get(name)) for name, node in come.items()}
    yield from _matched(before, after, lambda one, other: _may_be_one(gone[one], come[other]))


def _may_be_one(one: Node, other: Node) -> bool:
    """A party of another title is another party, and an agreement of another kind another agreement."""
    if isinstance(one, Party) and isinstance(other, Party):
        return (one.kind, one.title) == (other.kind, other.title)
    return getattr(one, "kind", None) == getattr(other, "kind", None)


def _matched(
    before: Mapping[str, _Features], after: Mapping[str, _Features], may_be_one: Callable[[str, str], bool]
) -> Iterator[tuple[str, str]]:
    """Pairs of names by likeness, the most alike first."""
    scored = [
        (-likeness(mine, yours), one, other)
        for one, mine in before.items()
        for other, yours in after.items()
        if may_be_one(one, other)
    ]
    taken: tuple[set[str], set[str]] = (set(), set())
    for score, one, other in sorted(scored):
        if -score >= _ALIKE and one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield one, other


def _features(node: Node, used: list[str] | None) -> _Features:
    said: _Features = Counter(leaves(node, left_out=("name",)))
    said.update(("used", where) for where in used or ())
    return said


def _used(model: PolicyModel, kind: Kind) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, name, where in places_of(model):
        if one == kind:
            found.setdefault(name, []).append(where)
    return found


def _declared(model: PolicyModel, kind: Kind) -> dict[str, Node]:
    return {node.name: node for node in getattr(model, DECLARED[kind])}


def _rename(kind: Kind, base: PolicyModel, head: PolicyModel, before: str, after: str) -> Rename:
    return Rename(kind, before, after, _declared(base, kind)[before].at, _declared(head, kind)[after].at)


def _field_rename(one: FieldRename) -> Rename:
    return Rename("field", f"{one.log}.{one.before.name}", f"{one.log}.{one.after.name}", one.before.at, one.after.at)


def _target_pairs(base: PolicyModel, head: PolicyModel) -> Iterator[tuple[tuple[str, str], str]]:
    theirs = {agreement.name: agreement for agreement in head.agreements}
    for agreement in base.agreements:
        if agreement.name in theirs:
            before, after = _targets(agreement), _targets(theirs[agreement.name])
            gone = {name: _features(target, None) for name, target in before.items() if name not in after}
            come = {name: _features(target, None) for name, target in after.items() if name not in before}
            for one, other in _matched(gone, come, lambda *_: True):
                yield (agreement.name, one), other


def _targets(agreement: Agreement) -> dict[str, Target]:
    """The targets of all versions, each as the last of them says it."""
    return {target.name: target for version in agreement.versions for target in version.targets}


def _flat(targets: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    return ((agreement, before, after) for (agreement, before), after in targets.items())


def _target_rename(base: PolicyModel, head: PolicyModel, agreement: str, before: str, after: str) -> Rename:
    was, now = (_targets(next(one for one in model.agreements if one.name == agreement)) for model in (base, head))
    names = say_ref(agreement, before), say_ref(agreement, after)
    return Rename("target", *names, was[before].at, now[after].at)
