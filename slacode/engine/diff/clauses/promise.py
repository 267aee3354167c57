"""What kind of promise a row makes: a time, a deadline, a bound, or, with `none`, nothing (language reference, 6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Exempt, Obligation
from slacode.engine.wording import say_obligation

_KIND = frozenset({"kind"})
FIELDS = {
    "Row": frozenset({"obligation"}),
    "Within": _KIND, "ByField": _KIND, "Level": _KIND, "Exempt": _KIND,
    "Duration": _KIND, "BusinessDays": _KIND, "Percent": _KIND, "Number": _KIND,
}  # fmt: skip


def compare(both: Both) -> Iterator[Found]:
    """Promises of different kinds cannot be compared but with none at all."""
    for pair in both.targets:
        for base, head in pair.rows:
            effect = between(base.obligation, head.obligation)
            if effect is not None:
                now, was = say_obligation(head.obligation), say_obligation(base.obligation)
                message = f"{pair.called(head)} promises `{now}`, was `{was}`"
                yield pair.differs("promise", effect, message, (base, head))


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of a promise of another kind; None where it is of the same."""
    if base.kind == head.kind:
        return None
    if isinstance(head, Exempt):
        return "weakened"
    return "strengthened" if isinstance(base, Exempt) else "undecidable"
