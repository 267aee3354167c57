"""How downtime of parts becomes that of a whole: needs all, any, k of n, nested, with shared parts (consistency, 7).

A structure is a tree of votes: a vote is down while at least `down` of its nodes are. The most downtime that budgets
allow is that of outages placed in the worst way. At each instant at which the whole is down all parts of some minimal
cut set are, so it is the most time that can be packed into the cut sets: each part within its budget, all of them
within the agreed time. Where every part stands once and all of them are limited all the time, a vote needs no such
search: outages of its nodes may be moved against each other at will, and the answer is a formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import lcm
from typing import NamedTuple

from slacode.engine.proofs.packing import pack

LARGEST = 128
"""So many pairs of a cut set and a span of equal coverage are packed exactly; beyond, the figure is an upper bound."""
MOST_JOINED = 4096
"""So many pairs of cut sets of two parts of a structure are joined at most."""
MOST_SHARED = 12
"""So many shared parts are looked at in every combination for the figure under independence."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A node that is down all the time, or never."""

    down: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part, by its place among the parts; the same part may stand in several places."""

    part: int


@dataclass(frozen=True, slots=True)
class Vote:
    """Down while at least `down` of its nodes are: all of n need 1, any of n needs n, k of n needs n - k + 1."""

    down: int
    nodes: tuple[Node, ...]


Node = Fixed | Leaf | Vote
DOWN, UP = Fixed(True), Fixed(False)


class Cell(NamedTuple):
    """A span of equal coverage: `time` microseconds in which the parts in `free` may be down as long as they like."""

    free: frozenset[int]
    time: int


@dataclass(frozen=True, slots=True)
class Most:
    """The most downtime in microseconds; an upper bound of it if it is not `exact`."""

    time: Fraction
    exact: bool = True


def parts_of(node: Node) -> Iterator[int]:
    """The part of every leaf, shared ones as often as they stand there."""
    if isinstance(node, Leaf):
        yield node.part
    elif isinstance(node, Vote):
        for inner in node.nodes:
            yield from parts_of(inner)


def with_known(node: Node, known: Mapping[int, bool]) -> Node:
    """The structure when some parts are known to be down (True) or up all the time."""
    if isinstance(node, Leaf):
        return Fixed(known[node.part]) if node.part in known else node
    if isinstance(node, Fixed):
        return node
    nodes = [with_known(inner, known) for inner in node.nodes]
    rest = tuple(inner for inner in nodes if not isinstance(inner, Fixed))
    down = node.down - nodes.count(DOWN)
    if down <= 0 or down > len(rest):
        return Fixed(down <= 0)
    return rest[0] if len(rest) == 1 else Vote(down, rest)


def dual(node: Node) -> Node:
    """The structure with up and down exchanged: its cut sets are the sets of parts that keep the whole up."""
    if isinstance(node, Vote):
        return Vote(len(node.nodes) - node.down + 1, tuple(dual(inner) for inner in node.nodes))
    return Fixed(not node.down) if isinstance(node, Fixed) else node


def most_downtime(node: Node, cells: Iterable[Cell], budgets: Sequence[int]) -> Most:
    """The most time that the whole can be down, part i being down for at most `budgets[i]` where it is not free."""
    time: dict[Node, int] = {}
    for cell in cells:
        limited = with_known(node, dict.fromkeys(cell.free, True))
        time[limited] = time.get(limited, 0) + cell.time
    down = time.pop(DOWN, 0)
    time.pop(UP, None)
    if not time:
        return Most(Fraction(down))
    if len(time) == 1:
        ((limited, span),) = time.items()
        if max(Counter(parts_of(limited)).values()) == 1:
            return Most(down + _in_turn(limited, span, budgets))
    found = _packed(time, budgets)
    if found is None:
        bound = sum((_in_turn(limited, span, budgets) for limited, span in time.items()), Fraction())
        return Most(down + bound, exact=False)
    return Most(down + found)


def _in_turn(node: Node, span: int, budgets: Sequence[int]) -> Fraction:
    """The most downtime within one span if no part stands twice; shared parts as if they were several: too much."""
    if isinstance(node, Leaf):
        return Fraction(min(budgets[node.part], span))
    if isinstance(node, Fixed):
        return Fraction(span if node.down else 0)
    return vote([_in_turn(inner, span, budgets) for inner in node.nodes], node.down, Fraction(span))


def vote(times: Sequence[Fraction], down: int, most: Fraction) -> Fraction:
    """The largest t up to `most` with sum of min(time, t) >= down * t, for at least as many times as `down`.

    With n times, those r that are shortest and n - r times t must suffice, for every r: t is the least of
    (sum of the r shortest) / (r - (n - down)), as far as that divisor is positive.
    """
    total = Fraction()
    for place, time in enumerate(sorted(times), start=down - len(times) + 1):
        total += time
        if place > 0:
            most = min(most, total / place)
    return most


def _packed(time: Mapping[Node, int], budgets: Sequence[int]) -> Fraction | None:
    """The exact figure over spans that share the budgets; None beyond the size that is stated."""
    items: list[frozenset[int]] = []
    for place, node in enumerate(time, start=len(budgets)):
        cuts = cut_sets(node, LARGEST - len(items))
        if cuts is None:
            return None
        items += [cut | {place} for cut in cuts]
    return pack(items, [*budgets, *time.values()])


def cut_sets(node: Node, most: int) -> list[frozenset[int]] | None:
    """The minimal sets of parts that, all down, take the whole down; None if more than `most` come up on the way."""
    if isinstance(node, Fixed):
        return [frozenset()] if node.down else []
    if isinstance(node, Leaf):
        return [frozenset((node.part,))]
    found: list[list[frozenset[int]]] = [[frozenset()], *([] for _ in range(node.down))]  # by how many nodes are down
    for inner in node.nodes:
        cuts = cut_sets(inner, most)
        if cuts is None:
            return None
        for count in range(node.down, 0, -1):
            if len(found[count - 1]) * len(cuts) > MOST_JOINED:
                return None
            joined = (one | other for one, other in product(found[count - 1], cuts))
            found[count] = _minimal([*found[count], *joined])
            if len(found[count]) > most:
                return None
    return found[-1]


def _minimal(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    kept: list[frozenset[int]] = []
    for one in sorted(set(sets), key=lambda one: (len(one), sorted(one))):
        if not any(smaller <= one for smaller in kept):
            kept.append(one)
    return kept


def independent_share(node: Node, shares: Sequence[Fraction]) -> Fraction | None:
    """The share of time, 0 to 1, in which the whole is up if its parts fail independently; a shared part counts once.

    None where more than `MOST_SHARED` parts are shared.
    """
    shared = [part for part, places in Counter(parts_of(node)).items() if places > 1]
    if len(shared) > MOST_SHARED:
        return None
    up = Fraction()
    for states in product((False, True), repeat=len(shared)):
        known = dict(zip(shared, states, strict=True))
        weight = Fraction(1)
        for part, down in known.items():
            weight *= 1 - shares[part] if down else shares[part]
        up += weight * (1 - _down(with_known(node, known), lambda part: 1 - shares[part]))
    return up


def _down(node: Node, share: Callable[[int], Fraction]) -> Fraction:
    """The share of time in which a structure is down whose parts are down for theirs, each standing once."""
    if isinstance(node, Fixed):
        return Fraction(node.down)
    if isinstance(node, Leaf):
        return share(node.part)
    exactly = [Fraction(1), *(Fraction() for _ in node.nodes)]  # by how many nodes are down
    for inner in node.nodes:
        down = _down(inner, share)
        for count in range(len(node.nodes), 0, -1):
            exactly[count] = exactly[count] * (1 - down) + exactly[count - 1] * down
        exactly[0] *= 1 - down
    return sum(exactly[node.down :], Fraction())


def best_share(node: Node, shares: Sequence[Fraction]) -> Fraction:
    """The largest share of time, 0 to 1, in which the whole can be up, however its parts depend on each other.

    All of several can reach the smallest of their shares, any of them 1, if their shares add up to it. Beyond the
    stated size it may be given too large.
    """
    scale = lcm(*(share.denominator for share in shares))
    whole = [int(share * scale) for share in shares]
    return most_downtime(dual(node), [Cell(frozenset(), scale)], whole).time / scale
