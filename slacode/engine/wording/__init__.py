"""The one way to say what the model holds in the words of the language, so that every output says it alike.

What these functions return is text that the grammar reads back as the same value, unless their docstring says less.
"""

from slacode.engine.wording.clauses import say_obligation, say_support
from slacode.engine.wording.conditions import say_condition
from slacode.engine.wording.hours import say_calendar, say_day_hours, say_hours_name
from slacode.engine.wording.penalties import say_cap, say_each_breach, say_step, say_tier
from slacode.engine.wording.values import (
    quote,
    say_allowance,
    say_amount,
    say_clock_time,
    say_decimal,
    say_duration,
    say_moment,
    say_money,
    say_name,
    say_percent,
    say_period,
    say_quantity,
    say_ref,
    say_seconds,
    say_span,
    say_worst,
)

__all__ = [
    "quote",
    "say_allowance",
    "say_amount",
    "say_calendar",
    "say_cap",
    "say_clock_time",
    "say_condition",
    "say_day_hours",
    "say_decimal",
    "say_duration",
    "say_each_breach",
    "say_hours_name",
    "say_moment",
    "say_money",
    "say_name",
    "say_obligation",
    "say_percent",
    "say_period",
    "say_quantity",
    "say_ref",
    "say_seconds",
    "say_span",
    "say_step",
    "say_support",
    "say_tier",
    "say_worst",
]
