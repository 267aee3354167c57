"""Finds circles in what needs what: each as the shortest way back to where it begins."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")

_MOST_SHOWN = 8


def circles(needs: Mapping[Thing, Collection[Thing]]) -> Iterator[tuple[Thing, ...]]:
    """For everything that needs itself a circle that it is part of, each circle once, in the order of `needs`.

    A circle is given as the things on it, each of which needs the next and the last the first; a thing that needs
    itself directly is a circle of one.
    """
    left = entangled(needs)
    covered: set[Thing] = set()
    for thing in left:
        if thing not in covered:
            circle = _way_back(thing, left)
            covered.update(circle)
            if circle:
                yield circle


def entangled(needs: Mapping[Thing, Collection[Thing]]) -> Mapping[Thing, Collection[Thing]]:
    """What is left when all that needs nothing is taken away again and again, and then all that nothing needs."""
    ends = _without_ends({thing: [other for other in others if other in needs] for thing, others in needs.items()})
    needed_by: dict[Thing, list[Thing]] = {thing: [] for thing in ends}
    for thing, others in ends.items():
        for other in others:
            needed_by[other].append(thing)
    kept = _without_ends(needed_by)
    return {thing: [other for other in others if other in kept] for thing, others in ends.items() if thing in kept}


def _without_ends(needs: Mapping[Thing, Collection[Thing]]) -> dict[Thing, list[Thing]]:
    """What is left when all that needs nothing is taken away again and again."""
    needed_by: dict[Thing, list[Thing]] = {thing: [] for thing in needs}
    open_needs = {thing: len(others) for thing, others in needs.items()}
    for thing, others in needs.items():
        for other in others:
            needed_by[other].append(thing)
    done = [thing for thing, count in open_needs.items() if count == 0]
    for thing in done:
        for other in needed_by[thing]:
            open_needs[other] -= 1
            if open_needs[other] == 0:
                done.append(other)
    gone = set(done)
    return {
        thing: [other for other in others if other not in gone] for thing, others in needs.items() if thing not in gone
    }


def _way_back(start: Thing, needs: Mapping[Thing, Collection[Thing]]) -> tuple[Thing, ...]:
    """The shortest way from a thing back to itself, or nothing."""
    came_from: dict[Thing, Thing] = {}
    queue = [start]
    for thing in queue:
        for other in needs[thing]:
            if other == start:
                return _path(thing, start, came_from)
            if other not in came_from:
                came_from[other] = thing
                queue.append(other)
    return ()


def _path(last: Thing, start: Thing, came_from: Mapping[Thing, Thing]) -> tuple[Thing, ...]:
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def say_circle(circle: Sequence[str]) -> str:
    """A circle in words: `a` -> `b` -> `a`; of a long one only the beginning and the end."""
    names = [f"`{name}`" for name in (*circle, circle[0])]
    if len(names) > _MOST_SHOWN:
        names = [*names[: _MOST_SHOWN // 2], f"{len(names) - _MOST_SHOWN} more", *names[-_MOST_SHOWN // 2 :]]
    return " -> ".join(names)
