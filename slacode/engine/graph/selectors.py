"""Selects a part of the graph by name, with what it rests on and what rests on it.

    checkout_support              that agreement, with all that it holds
    checkout_support.resolution   a target; `checkout_support.resolution[P1]` one of its rows
    service:checkout  uc:*        names of one kind (a kind of node, or of party, agreement, metric); `*` is any text
    +x   2+x                      x and everything it rests on, or only two steps down
    x+   x+1                      x and everything that rests on it, or only one step up
    +x+                           both

Several selectors are united. A step is any edge of the graph but those from a whole to its parts (`has`), which are
free: a promise rests on its agreement's parties, services and hours, but not on the agreement's other promises.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slacode.diagnostics import Diagnostic, PolicyError, Severity, did_you_mean
from slacode.engine.graph.nodes import KINDS
from slacode.engine.refs import parse_ref
from slacode.engine.wording import say_ref

if TYPE_CHECKING:
    import networkx as nx

_SELECTOR = re.compile(r"(?:(?P<down>\d*)\+)?(?P<body>[^+].*?)(?:\+(?P<up>\d*))?", re.DOTALL)
_LIKE_A_SELECTOR = re.compile(r"(?:\d*\+)?(?:[a-z]+:)?[*\w]+(?:@\d+)?(?:\.[^/]*)?(?:\+\d*)?", re.DOTALL)
_WHOLE = "has"
_REVERSED = "serves"


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector in its parts; `down` and `up` are how many steps to go, None for none, -1 for as far as it goes."""

    text: str
    kind: str | None
    name: str
    down: int | None
    up: int | None


def looks_like_selector(text: str) -> bool:
    """Whether a word that is no path can be a selector."""
    return _LIKE_A_SELECTOR.fullmatch(text) is not None and not text.endswith(".sla")


def parse_selector(text: str) -> Selector:
    """Read a selector; raises `PolicyError` with a diagnostic `syntax`."""
    read = _SELECTOR.fullmatch(text.strip())
    if read is None:
        raise _error("syntax", f"`{text}` is no selector", "write a name, such as `checkout_support`, with `+` before "
                     "it for what it rests on or after it for what rests on it")  # fmt: skip
    kind, colon, name = read["body"].partition(":")
    has_kind = bool(colon) and re.fullmatch(r"[a-z]+", kind) is not None
    return Selector(
        text,
        kind if has_kind else None,
        name if has_kind else read["body"],
        _steps(read["down"]),
        _steps(read["up"]),
    )


def _steps(text: str | None) -> int | None:
    return None if text is None else int(text) if text else -1


def select(graph: nx.DiGraph[str], selectors: Iterable[str]) -> frozenset[str]:
    """The ids of all nodes that some selectors mean, and of the wholes they are parts of.

    Raises `PolicyError` with a diagnostic `unknown-name` for a selector that means nothing.
    """
    walk = _Walk(graph)
    chosen: set[str] = set()
    for text in selectors:
        selector = parse_selector(text)
        start = _named(graph, selector)
        chosen.update(walk.parts(start))
        if selector.down is not None:
            chosen.update(walk.down(start, selector.down))
        if selector.up is not None:
            chosen.update(walk.up(start, selector.up))
    return frozenset(walk.with_wholes(chosen))


def _named(graph: nx.DiGraph[str], selector: Selector) -> list[str]:
    nodes: dict[str, list[str]] = {}
    kinds = set(KINDS)
    for id_, attributes in graph.nodes(data=True):
        kinds.add(attributes["type"] or attributes["kind"])
        if selector.kind in (None, attributes["kind"], attributes["type"]):
            nodes.setdefault(id_.partition(":")[2], []).append(id_)
    if selector.kind is not None and selector.kind not in kinds:
        raise _unknown(f"there is no kind `{selector.kind}`", selector.kind, kinds)
    wanted = re.compile(".*".join(re.escape(part) for part in _normal(selector.name).split("*")), re.DOTALL)
    found = [id_ for path, ids in nodes.items() if wanted.fullmatch(path) for id_ in ids]
    if not found:
        what = f"there is no {selector.kind}" if selector.kind else "there is nothing called"
        raise _unknown(f"{what} `{selector.name}`", selector.name, nodes)
    return found


def _normal(name: str) -> str:
    """The path of a row as ids write it: a label in quotes if it needs them."""
    if "*" in name or "[" not in name:
        return name
    try:
        ref = parse_ref(name)
    except PolicyError:
        return name
    return say_ref(ref.agreement, ref.target, ref.row)


def _unknown(message: str, word: str, known: Iterable[str]) -> PolicyError:
    near = did_you_mean(word, known)
    return _error("unknown-name", message, f"did you mean `{near}`?" if near else "see them all with `slacode graph`")


def _error(check: str, message: str, help_: str) -> PolicyError:
    return PolicyError([Diagnostic(check, Severity.ERROR, message, help=(help_,))])


@dataclass(frozen=True, slots=True)
class _At:
    """A node that was reached, with its parts, or only as the whole that a part belongs to."""

    id: str
    with_parts: bool


_Step = Callable[[_At], Iterable[tuple[_At, int]]]


@dataclass(frozen=True, slots=True)
class _Walk:
    graph: nx.DiGraph[str]

    def parts(self, start: Iterable[str]) -> set[str]:
        """Nodes and all that they hold."""
        return self._reached(start, 0, self._parts)

    def down(self, start: Iterable[str], steps: int) -> set[str]:
        """Nodes and what they rest on."""
        return self._reached(start, steps, self._below)

    def up(self, start: Iterable[str], steps: int) -> set[str]:
        """Nodes and what rests on them."""
        return self._reached(start, steps, self._above)

    def with_wholes(self, chosen: Iterable[str]) -> set[str]:
        """Nodes and the wholes that they are parts of."""
        return self._reached(chosen, 0, self._wholes)

    def _reached(self, start: Iterable[str], most: int, step: _Step) -> set[str]:
        """All that is reached in at most so many steps (-1: any number), the nearest first."""
        nearest: dict[_At, int] = {}
        queue = deque((_At(id_, True), 0) for id_ in start)
        while queue:
            place, distance = queue.popleft()
            if nearest.get(place, distance + 1) <= distance:
                continue
            nearest[place] = distance
            for next_, cost in step(place):
                if most < 0 or distance + cost <= most:
                    (queue.append if cost else queue.appendleft)((next_, distance + cost))
        return {place.id for place in nearest}

    def _parts(self, place: _At) -> Iterator[tuple[_At, int]]:
        yield from ((_At(part, True), 0) for part in self._over(place.id, _WHOLE, forward=True))

    def _wholes(self, place: _At) -> Iterator[tuple[_At, int]]:
        yield from ((_At(whole, False), 0) for whole in self._over(place.id, _WHOLE, forward=False))

    def _below(self, place: _At) -> Iterator[tuple[_At, int]]:
        return self._moves(place, forward=True)

    def _above(self, place: _At) -> Iterator[tuple[_At, int]]:
        return self._moves(place, forward=False)

    def _moves(self, place: _At, forward: bool) -> Iterator[tuple[_At, int]]:
        if place.with_parts:
            yield from self._parts(place)
        yield from self._wholes(place)
        yield from ((_At(other, True), 1) for other in self._others(place, forward))

    def _others(self, place: _At, forward: bool) -> Iterator[str]:
        left_out = {_WHOLE, _REVERSED} if place.with_parts else {_WHOLE, _REVERSED, "amends"}
        neighbours = self.graph.succ if forward else self.graph.pred
        for other, edge in neighbours[place.id].items():
            if not left_out.issuperset(edge["kinds"]):
                yield other
        yield from self._over(place.id, _REVERSED, forward=not forward)

    def _over(self, id_: str, kind: str, forward: bool) -> Iterator[str]:
        neighbours = self.graph.succ if forward else self.graph.pred
        return (other for other, edge in neighbours[id_].items() if kind in edge["kinds"])
