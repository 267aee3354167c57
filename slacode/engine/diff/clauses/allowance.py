"""The time that a promise allows: `95% within 4h`, `within 3 business days` (language reference, 5.3, 5.4)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.hours_words import say_hours
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Obligation, Within
from slacode.engine.model.values import BusinessDays, Duration
from slacode.engine.wording import say_allowance, say_duration

FIELDS = {
    "Within": frozenset({"allowance"}),
    "Duration": frozenset({"us"}),
    "BusinessDays": frozenset({"days", "to_the_hour"}),
}


def compare(both: Both) -> Iterator[Found]:
    """A longer one weakens; a time and a number of business days cannot be told from each other."""
    for pair, base, head in both.promises:
        effect = between(base.obligation, head.obligation)
        if effect is not None and isinstance(base.obligation, Within) and isinstance(head.obligation, Within):
            hours = say_hours(both.world.head, both.head, head.obligation)
            message = f"{pair.called(head)} {_say(base.obligation, head.obligation)}; {hours}"
            yield pair.differs("allowance", effect, message, (base, head))


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of another allowance; None where it is the same, or there are not two."""
    if not isinstance(base, Within) or not isinstance(head, Within) or base.allowance == head.allowance:
        return None
    match base.allowance, head.allowance:
        case Duration(us=before), Duration(us=after):
            return by_size(before, after, more="weakened")
        case BusinessDays() as mine, BusinessDays() as yours:
            # On one and the same date the hour of the start comes before the close.
            before, after = (2 * one.days - one.to_the_hour for one in (mine, yours))
            sure = mine.days == yours.days or mine.to_the_hour == yours.to_the_hour
            return by_size(before, after, more="weakened") if sure else "undecidable"
    return "undecidable"


def _say(base: Within, head: Within) -> str:
    was = f"({say_allowance(head.allowance)}, was {say_allowance(base.allowance)})"
    match base.allowance, head.allowance:
        case Duration(us=before), Duration(us=after):
            return f"now allows {say_duration(abs(after - before))} {'more' if after > before else 'less'} {was}"
        case BusinessDays(days=few), BusinessDays(days=many) if few != many:
            count = abs(many - few)
            days = "business day" if count == 1 else "business days"
            return f"now allows {count} {days} {'more' if many > few else 'less'} {was}"
    return f"now allows another time {was}"
