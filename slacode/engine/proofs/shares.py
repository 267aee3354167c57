"""What promises for shares of the cases come to together along a path of support (consistency, 5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from slacode.engine.model.agreements import ByField, Obligation, Within
from slacode.engine.model.support import EVERY
from slacode.engine.support.carriers import Carrier, Group, NoRow, Part, Promise

MOST_WAYS = 4096
"""So many ways through a path that shares promises are looked at for the figure under independence."""


@dataclass(frozen=True, slots=True)
class ShareLeaf:
    """A promise, by what makes it the same promise, that keeps its time in a share of the cases, 0 to 1."""

    key: Hashable
    share: Fraction


@dataclass(frozen=True, slots=True)
class ShareJoin:
    """Parts in turn or side by side, of which `every` one must keep its time; or one of them, it is not known which."""

    every: bool
    parts: tuple[ShareTree, ...]


ShareTree = ShareLeaf | ShareJoin


@dataclass(frozen=True, slots=True)
class Shares:
    """The share of cases, 0 to 1, that a path keeps: at least `guaranteed`, at most `best`, whatever the dependence.

    `independent` is what it comes to if the promises are kept independently and, of several that could do it, the one
    does it with which that is least: no more than a figure between the two. None beyond `MOST_WAYS`.
    """

    guaranteed: Fraction
    independent: Fraction | None
    best: Fraction


def shares_of_path(tree: ShareTree) -> Shares:
    """The shares that the promises of a path come to together.

    Over `then` and `and` cases may be missed by one promise after the other: max(0, 1 - sum of 1 - p) is guaranteed,
    the smallest p the best. Over `or` it is the smallest that is guaranteed and the largest that is best. These hold
    if the cases of the supports are those of what they carry. A promise that stands in several places may miss another
    case in each of them; for the independent figure it counts once.
    """
    return Shares(_guaranteed(tree), _independent(tree), _best(tree))


def shares_behind(carrier: Carrier | None) -> Shares | None:
    """The shares behind a row; None if a part promises no share of cases, so that nothing follows."""
    tree = share_tree(carrier)
    return shares_of_path(tree) if tree else None


def share_tree(carrier: Carrier | None) -> ShareTree | None:
    """The promised shares of a carrier; None if a part of it promises none."""
    match carrier:
        case Promise():
            share = promised_share(carrier.row.obligation)
            key = carrier.key
            return None if share is None else ShareLeaf(key, share)
        case Group():
            parts = [share_tree(part) for part in carrier.parts]
            known = tuple(part for part in parts if part is not None)
            return ShareJoin(carrier.op in EVERY, known) if len(known) == len(parts) else None
        case Part():
            return share_tree(carrier.behind)
        case NoRow() | None:
            return None


def promised_share(obligation: Obligation) -> Fraction | None:
    """The share of cases, 0 to 1, that an obligation promises to keep: `95% within 4h` is 95/100."""
    return Fraction(obligation.share) / 100 if isinstance(obligation, Within | ByField) else None


def leaves_of(tree: ShareTree) -> Iterator[ShareLeaf]:
    """The promises of a path, one that stands in several places as often."""
    if isinstance(tree, ShareLeaf):
        yield tree
    else:
        for part in tree.parts:
            yield from leaves_of(part)


def _guaranteed(tree: ShareTree) -> Fraction:
    if isinstance(tree, ShareLeaf):
        return tree.share
    parts = [_guaranteed(part) for part in tree.parts]
    return max(Fraction(0), 1 - sum((1 - part for part in parts), Fraction(0))) if tree.every else min(parts)


def _best(tree: ShareTree) -> Fraction:
    if isinstance(tree, ShareLeaf):
        return tree.share
    parts = [_best(part) for part in tree.parts]
    return min(parts) if tree.every else max(parts)


def _independent(tree: ShareTree) -> Fraction | None:
    leaves = list(leaves_of(tree))
    shares = {leaf.key: leaf.share for leaf in leaves}
    if len(shares) == len(leaves):
        return _apart(tree)
    ways = _ways(tree)
    return None if ways is None else min(prod((shares[key] for key in way), start=Fraction(1)) for way in ways)


def _apart(tree: ShareTree) -> Fraction:
    """The independent share where no promise stands twice."""
    if isinstance(tree, ShareLeaf):
        return tree.share
    parts = [_apart(part) for part in tree.parts]
    return prod(parts, start=Fraction(1)) if tree.every else min(parts)


def _ways(tree: ShareTree) -> set[frozenset[Hashable]] | None:
    """Every set of promises that must be kept together, one way for each choice at an `or`; None if too many."""
    if isinstance(tree, ShareLeaf):
        return {frozenset((tree.key,))}
    found: set[frozenset[Hashable]] = {frozenset()} if tree.every else set()
    for part in tree.parts:
        ways = _ways(part)
        if ways is None:
            return None
        found = {one | other for one, other in product(found, ways)} if tree.every else found | ways
        if len(found) > MOST_WAYS:
            return None
    return found
