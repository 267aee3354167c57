"""The share of the cases that a promise is for: `95% within 4h`, `all by due_at` (language reference, 6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, by_size
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import ByField, Obligation, Within
from slacode.engine.wording import say_percent

FIELDS = {"Within": frozenset({"share"}), "ByField": frozenset({"share"}), "Percent": frozenset({"value"})}


def compare(both: Both) -> Iterator[Found]:
    """A higher one strengthens."""
    for pair, base, head in both.promises:
        effect, was, now = between(base.obligation, head.obligation), base.obligation, head.obligation
        if effect is not None and isinstance(was, Within | ByField) and isinstance(now, Within | ByField):
            direction = "more" if now.share > was.share else "fewer"
            said = f"is now promised for {direction} cases: {say_percent(now.share)}, was {say_percent(was.share)}"
            yield pair.differs("share", effect, f"{pair.called(head)} {said}", (base, head))


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of another share; None where it is the same, or there are not two."""
    if not isinstance(base, Within | ByField) or not isinstance(head, Within | ByField) or base.share == head.share:
        return None
    return by_size(base.share, head.share, more="strengthened")
