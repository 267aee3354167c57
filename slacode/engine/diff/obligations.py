"""One promise in place of another: what all that differs between them comes to for who receives."""

from __future__ import annotations

from slacode.engine.diff.clauses import allowance, bound, deadline, floor, promise, share
from slacode.engine.diff.record import Effect, together
from slacode.engine.model.agreements import Exempt, Level, Obligation, Within

_LOOKED_AT = (promise, allowance, share, deadline, bound, floor)


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
