"""Which cases a target is for: `where COND` (language reference, 7.5)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.conditions import compare as compare_conditions
from slacode.engine.diff.content import same
from slacode.engine.diff.dilution import say_diluted
from slacode.engine.wording import say_condition

FIELDS = {"Target": frozenset({"where"})}


def compare(both: Both) -> Iterator[Found]:
    """A target for fewer cases promises nothing to the others."""
    for pair in both.targets:
        if same(pair.base.where, pair.head.where):
            continue
        compared = compare_conditions(pair.base.where, pair.head.where, pair.log, absent=True)
        now, was = (
            "every case" if one is None else f"`{say_condition(one)}`" for one in (pair.head.where, pair.base.where)
        )
        said = f"`{pair.head.name}` is for {now}, it was for {was}"
        said += f": {compared.example}" if compared.example else ""
        yield pair.differs("where", compared.effect("strengthened"), said)
        if pair.is_relative and compared.relation != "same":
            yield pair.differs("cases counted", "undecidable", say_diluted("cases"))
