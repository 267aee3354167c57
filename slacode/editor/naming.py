"""Finds the names in a tree: what each is a name of, whether it declares or refers, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from slacode.engine.lower.context import KINDS, name_of
from slacode.grammar import tree

NameKind = Literal["name", "target", "penalty", "row", "field", "value", "kpi", "check"]
"""`name` is a declaration of the set, all of which share one namespace (language reference, 2.3)."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a name is at home: the agreement, target, metric or log that is being spoken of, and the field of a value.

    The log of a name in an agreement follows from the metrics of its targets, which may be declared in other files.
    """

    log: str | None = None
    metric: str | None = None
    agreement: str | None = None
    target: str | None = None
    field: str | None = None
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name in a text, from `start` up to `end`, quotes included; `text` is without them.

    `wants` is the kind of declaration that a `name` must be here: `calendar`, `party`, ...
    """

    kind: NameKind
    text: str
    start: int
    end: int
    home: Home
    declares: bool = False
    wants: str | None = None


# Words that name declarations: the kind that each must be.
_NAMES: dict[tuple[type[tree.Tree], str], str] = {
    (tree.Party, "of"): "party",
    (tree.CalendarSum, "parts"): "calendar",
    (tree.Clock, "log"): "log",
    (tree.Availability, "log"): "log",
    (tree.RowValue, "log"): "log",
    (tree.CaseShare, "log"): "log",
    (tree.CaseCount, "log"): "log",
    (tree.Uses, "names"): "service",
    (tree.Owner, "name"): "party",
    (tree.Between, "provider"): "party",
    (tree.Between, "receiver"): "party",
    (tree.Covers, "services"): "service",
    (tree.Signed, "by"): "party",
    (tree.Hours, "calendar"): "calendar",
    (tree.During, "calendar"): "calendar",
    (tree.FeeFrom, "log"): "log",
    (tree.Extends, "name"): "terms",
    (tree.Serves, "objective"): "objective",
    (tree.TargetMetric, "metric"): "metric",
    (tree.Kpi, "metric"): "metric",
    (tree.Objective, "customer"): "party",
    (tree.TestLog, "log"): "log",
    (tree.ExpectFigure, "entity"): "service",
}
# Words that name a field of the log that is spoken of.
_FIELDS = {
    (tree.Availability, "entity"), (tree.RowValue, "field"), (tree.Compare, "field"), (tree.OneOf, "field"),
    (tree.IsMissing, "field"), (tree.IsKnown, "field"), (tree.OneCredit, "field"), (tree.ByTable, "field"),
    (tree.ByField, "field"), (tree.FeeFrom, "field"), (tree.TestValue, "field"),
}  # fmt: skip
# Words that are values of the field named beside them; a name there may be another field too.
_VALUES = {(tree.Compare, "operand"), (tree.OneOf, "values"), (tree.TestValue, "value"), (tree.LogEvent, "event"),
           (tree.Enumeration, "values")}  # fmt: skip
_DECLARING = {tree.LogEvent, tree.Enumeration, tree.LogField, tree.Target, tree.Penalty, tree.Kpi, tree.Row}
_OWN: dict[type[tree.Tree], NameKind] = {
    tree.LogField: "field", tree.Target: "target", tree.Penalty: "penalty", tree.Kpi: "kpi",
}  # fmt: skip
_EVENT = "event"  # the field that a wide table implies (language reference, 4.1)


def names_in(file: tree.File) -> tuple[Occurrence, ...]:
    """Every name of a file, in the order of its text."""
    found = (one for item in file.items for one in _of_item(item))
    return tuple(sorted(found, key=lambda one: one.start))


def _of_item(item: tree.Item) -> Iterator[Occurrence]:
    name = name_of(item)
    if isinstance(item, tree.Test):
        yield from _parts(item, Home())
        return
    yield _word("name", name, Home(), declares=True, wants=KINDS[type(item)])
    match item:
        case tree.Log():
            home = Home(log=str(name))
        case tree.Metric():
            home = Home(log=str(item.measure.log))
        case tree.Agreement() | tree.Terms() | tree.Objective():
            home = Home(agreement=str(name))
        case _:
            home = Home(wants="service" if isinstance(item, tree.Service) else None)
    yield from _parts(item, home)


def _parts(node: tree.Tree, home: Home) -> Iterator[Occurrence]:
    """The names in the parts of a node; what the node says of where they are at home is added."""
    inner = _inside(node, home)
    if isinstance(node, tree.Ref):
        yield from _ref(node, inner)
        return
    for field in node.__match_args__:
        for part in flat(getattr(node, field)):
            if isinstance(part, tree.Tree):
                yield from _parts(part, inner)
            elif isinstance(part, tree.Word):
                yield from _named(node, field, part, inner)


def _inside(node: tree.Tree, home: Home) -> Home:
    match node:
        case tree.Target():
            return replace(home, target=str(node.name))
        case tree.Penalty():
            return replace(home, target=str(node.target))
        case tree.LogField():
            return replace(home, field=tree.unquoted(node.name))
        case tree.LogEvent():
            return replace(home, field=_EVENT)
        case tree.Compare() | tree.OneOf() | tree.TestValue() | tree.ByTable():
            return replace(home, field=str(node.field))
        case tree.TestLog() | tree.FeeFrom():
            return replace(home, log=str(node.log))
        case tree.Kpi():
            return replace(home, metric=str(node.metric))
    return home


def _named(node: tree.Tree, field: str, word: tree.Word, home: Home) -> Iterator[Occurrence]:
    """The name that a word of a node is, if it is one."""
    place = (type(node), field)
    if word.type not in ("NAME", "STRING"):
        if place in ((tree.ExpectFinding, "check"), (tree.ExpectNoFinding, "check")):
            yield _word("check", word, home)
    elif place in _NAMES and word.type == "NAME":
        yield _word("name", word, home, wants=_NAMES[place])
    elif place in _FIELDS:
        yield _word("field", word, home)
    elif place in _VALUES:
        yield _word("value", word, home, declares=type(node) in _DECLARING)
    elif field == "name" and type(node) in _OWN:
        yield _word(_OWN[type(node)], word, home, declares=True)
    elif place == (tree.Row, "label"):
        yield _word("row", word, home, declares=True)
    elif place == (tree.Penalty, "target"):
        yield _word("target", word, home)
    elif place in ((tree.Penalty, "row"), (tree.EachBreach, "row")):
        yield _word("row", word, home)


def _ref(node: tree.Ref, home: Home) -> Iterator[Occurrence]:
    """A reference `agreement.target[row]`, or the service that a service needs."""
    if home.wants == "service":
        yield _word("name", node.agreement, home, wants="service")
        return
    yield _word("name", node.agreement, home, wants="agreement")
    # Without a target its namesake is meant (language reference, 8.1).
    target = str(node.target) if node.target is not None else home.target
    there = Home(agreement=str(node.agreement), target=target)
    if node.target is not None:
        yield _word("target", node.target, there)
    if node.row is not None:
        yield _word("row", node.row, there)
    for pair in node.rows:
        yield _word("row", pair.own, home)
        yield _word("row", pair.theirs, there)


def _word(
    kind: NameKind, word: tree.Word, home: Home, *, declares: bool = False, wants: str | None = None
) -> Occurrence:
    start = word.start_pos
    return Occurrence(kind, tree.unquoted(word), start, start + len(word), home, declares, wants)


def bases(item: tree.Tree | None) -> tuple[str, ...]:
    """The names that a declaration extends."""
    return tuple(str(clause.name) for clause in clauses(item) if isinstance(clause, tree.Extends))


def clauses(item: tree.Tree | None) -> Iterator[tree.AgreementClause]:
    """The clauses of an agreement or terms, those of its amendments too."""
    if isinstance(item, tree.Agreement | tree.Terms | tree.Amend):
        for clause in item.clauses:
            yield clause
            yield from clauses(clause if isinstance(clause, tree.Amend) else None)


def flat(part: object) -> Iterator[object]:
    """A part of a node, or all that a tuple of them holds."""
    if isinstance(part, tuple):
        for one in part:
            yield from flat(one)
    else:
        yield part
