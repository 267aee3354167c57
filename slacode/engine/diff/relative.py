"""Promises that are relative: a share, an average, anything that cases which keep to it can make up for."""

from __future__ import annotations

from slacode.engine.model.agreements import ByField, Level, Obligation, Within
from slacode.engine.model.metrics import Count, Measure

_ONLY_GROW = ("total", "longest", "max")


def is_relative(obligation: Obligation, measure: Measure | None) -> bool:
    """Whether more cases, or more time, that keep to a promise make up for some that do not."""
    match obligation:
        case Within(share=share) | ByField(share=share):
            return share < 100
        case Level(aggregate=None):
            return not isinstance(measure, Count)
        case Level(aggregate=aggregate, bound=bound):
            return not (aggregate in _ONLY_GROW and bound == "at most")
    return False
