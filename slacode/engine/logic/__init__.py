"""Exact logic on the conditions of one log: what can hold, what follows, what two have in common.

Nothing is sampled: fields are told apart as finely as the conditions can tell them (language reference, 4.5), a missing
value being one of the things a field can be, and every combination is looked at. Where there are too many of them,
`TooManyCasesError` is raised: say nothing rather than guess.
"""

from __future__ import annotations

from slacode.engine.logic.space import Cases, Example, Space, TooManyCasesError
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log

__all__ = [
    "Cases",
    "Example",
    "Space",
    "TooManyCasesError",
    "counter_example",
    "equivalent",
    "implies",
    "overlap",
    "satisfiable",
]


def satisfiable(condition: Condition, log: Log) -> Example | None:
    """A row that satisfies a condition, or None if none ever does."""
    space = Space.of(log, [condition])
    return space.example(space.where(condition))


def implies(condition: Condition, other: Condition, log: Log) -> bool:
    """Whether every row that satisfies `condition` satisfies `other`, too."""
    return counter_example(condition, other, log) is None


def counter_example(condition: Condition, other: Condition, log: Log) -> Example | None:
    """A row that satisfies `condition` and not `other`, or None if there is none."""
    space = Space.of(log, [condition, other])
    return space.example(space.where(condition) & ~space.where(other))


def overlap(condition: Condition, other: Condition, log: Log) -> Example | None:
    """A row that satisfies both, or None if they exclude each other."""
    space = Space.of(log, [condition, other])
    return space.example(space.where(condition) & space.where(other))


def equivalent(condition: Condition, other: Condition, log: Log) -> bool:
    """Whether the same rows satisfy both."""
    space = Space.of(log, [condition, other])
    return space.where(condition) == space.where(other)
