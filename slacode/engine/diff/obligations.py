"""One promise in place of another: what all that differs between them comes to for who receives."""

from __future__ import annotations

from slacode.engine.diff.clauses import allowance, bound, deadline, floor, promise, share
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import ByField, Exempt, Level, Obligation, Within
from slacode.engine.model.metrics import Count, Measure

_LOOKED_AT = (promise, allowance, share, deadline, bound, floor)
_ONLY_GROW = ("total", "longest", "max")


def effect_of(base: Obligation | None, head: Obligation | None) -> Effect:
    """The effect on a case that was promised `base` (None: nothing) and now is promised `head`."""
    before, after = base or Exempt(), head or Exempt()
    effects = [part.between(before, after) for part in _LOOKED_AT]
    if isinstance(before, Exempt) or isinstance(after, Exempt):
        effects = effects[:1]
    if _during(before) != _during(after) and not isinstance(before, Exempt) and not isinstance(after, Exempt):
        effects.append("undecidable")
    return together(effect for effect in effects if effect is not None)


def _during(obligation: Obligation) -> str | None:
    return obligation.during if isinstance(obligation, Within | Level) else None


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
