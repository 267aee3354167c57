"""What to say of a difference between base and head beside its message."""

from __future__ import annotations

from slacode.engine.diff import Difference
from slacode.engine.diff.record import SIDES


def say_effects(one: Difference) -> str:
    """For whom it is what: `weakened for the customer, strengthened for the provider`."""
    effects = [(side, getattr(one.effect, side)) for side in SIDES]
    said = [f"{effect} for the {side}" for side, effect in effects if effect != "neutral"]
    return ", ".join(said) or "the same for everybody"


def say_place(one: Difference) -> str:
    """Where the text says so now, or said what is gone."""
    at = one.after or one.before
    return f"{at.path}:{at.line}" if at else ""
