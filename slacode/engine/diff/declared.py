"""Declarations that come, go or change without changing what any agreement promises."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slacode.engine.diff.both import Found, World, matched
from slacode.engine.diff.content import PLACES, same
from slacode.engine.diff.names import DECLARED, Kind
from slacode.engine.model.base import Node
from slacode.engine.model.policy import PolicyModel

_EVERY = {
    "Party": {"kind", "title", "of", "name"},
    "Calendar": {"title", "body", "name"},
    "WeeklyHours": {"kind", "timezone", "open", "closed", "open_on"},
    "AlwaysOpen": {"kind"},
    "Combined": {"kind", "first", "rest"},
    "Joined": {"op", "name"},
    "ClosedDate": {"kind", "date", "reason"},
    "ClosedYearly": {"kind", "month", "day", "reason"},
    "ClosedHolidays": {"kind", "country", "subdivision"},
    "OpenOn": {"date", "spans"},
    "Log": {"title", "name"},
    "Metric": {"title", "name"},
    "Service": {"name"},
    "Terms": {"title", "extends", "name"},
    "Objective": {"title", "customer", "kpis", "name"},
    "Kpi": {"name", "metric", "obligation", "per"},
    "PolicyModel": {"language", "format_version", "tests"},
}
FIELDS = {name: frozenset(fields) for name, fields in _EVERY.items()}
_OF_HOURS = frozenset({"hours", "business days", "share of time", "zone"})


def compare(world: World, said: Collection[tuple[str, str]]) -> Iterator[Found]:
    """What of each declaration was not `said` yet, by its name and what it is, as something that changes a promise."""
    for kind in DECLARED:
        if kind != "agreement":
            yield from _of_kind(world, kind, said)
    yield from _tests(world.base.model, world.head.model)
    if world.base.model.language != world.head.model.language:
        message = f"is written in language {world.head.model.language}, was in {world.base.model.language}"
        yield Found("language", "undecidable", f"the policy {message}", of="policy")


def _of_kind(world: World, kind: Kind, said: Collection[tuple[str, str]]) -> Iterator[Found]:
    names = {name for name, what in said if what not in ("calendar", "metric")}
    field = DECLARED[kind]
    mine: tuple[Node, ...] = getattr(world.base.model, field)
    yours: tuple[Node, ...] = getattr(world.head.model, field)
    for base, head in matched(mine, yours, _name):
        if base is None and head is not None:
            name = _name(head)
            yield Found(kind, "neutral", f"{kind} `{name}` is new", change="added", of=name, after=head.at)
        elif head is None and base is not None:
            name = _name(base)
            yield Found(kind, "neutral", f"{kind} `{name}` is gone", change="removed", of=name, before=base.at)
        elif base is not None and head is not None and _name(head) not in names and not same(base, head):
            message = f"{kind} `{_name(head)}` has {_differing(base, head)}; {_comes_to(base, head, said)}"
            yield Found(kind, "neutral", message, of=_name(head), before=base.at, after=head.at)


def _name(node: Node) -> str:
    name: str = node.name  # type: ignore[attr-defined]  # each that is declared has one
    return name


def _differing(base: Node, head: Node) -> str:
    words = ("clauses" if name == "body" else name for name in _fields(base, head))
    return "other " + ", ".join(words)


def _comes_to(base: Node, head: Node, said: Collection[tuple[str, str]]) -> str:
    """Hours that change with those of their agreements are told there, each with what it does."""
    if "body" not in _fields(base, head):
        return "what is promised stays as it is"
    if any(what in _OF_HOURS for _, what in said):
        return "what that changes is told at what counts in it"
    return "every promise counts in the same time as before"


def _fields(base: Node, head: Node) -> list[str]:
    every = (name for name in type(head).model_fields if name not in PLACES)
    return [name for name in every if not same(getattr(base, name), getattr(head, name))]


def _tests(base: PolicyModel, head: PolicyModel) -> Iterator[Found]:
    """Tests say what a policy comes to, and are no part of what it promises."""
    for was, now in matched(base.tests, head.tests, lambda test: test.title):
        one = now or was
        assert one is not None  # noqa: S101 - one of the two is there
        at = was.at if was else None, now.at if now else None
        if was is None or now is None:
            word = "new" if was is None else "gone"
            change = "added" if was is None else "removed"
            yield Found("test", "neutral", f"test `{one.title}` is {word}", "", change, *at, of="tests")  # type: ignore[arg-type]
        elif not same(was, now):
            yield Found("test", "neutral", f"test `{one.title}` says something else", "", "changed", *at, of="tests")
