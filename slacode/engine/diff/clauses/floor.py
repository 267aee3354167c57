"""From how many cases on a promise counts: `if at least 20 cases` (language reference, 6.6)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, Pair, by_size
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Exempt, Obligation

_FLOOR = frozenset({"at_least_cases"})
FIELDS = {"Within": _FLOOR, "ByField": _FLOOR, "Level": _FLOOR}


def compare(both: Both) -> Iterator[Found]:
    """A higher floor lets more periods go unjudged."""
    for pair, base, head in both.promises:
        effect = between(base.obligation, head.obligation)
        if effect is not None:
            if pair.base.no_data_counts_as == "missed" or pair.head.no_data_counts_as == "missed":
                effect = "undecidable"  # then a period with too few cases is against who provides
            if _has_bonus(pair):
                effect = "undecidable"  # which is due for a period that is judged, and not for another
            was, now = (_say(_floor(row.obligation)) for row in (base, head))
            yield pair.differs("floor", effect, f"{pair.called(head)} counts with {now}, was {was}", (base, head))


def _has_bonus(pair: Pair) -> bool:
    rewards = (*pair.both.base.penalties, *pair.both.head.penalties)
    return any(one.kind == "bonus" and one.target == pair.head.name for one in rewards)


def between(base: Obligation, head: Obligation) -> Effect | None:
    """The effect of another floor; None where it is the same."""
    before, after = _floor(base), _floor(head)
    return None if before == after else by_size(before, after, more="weakened")


def _say(floor: int) -> str:
    return f"at least {floor} cases" if floor > 1 else "any number of cases"


def _floor(obligation: Obligation) -> int:
    return 1 if isinstance(obligation, Exempt) else obligation.at_least_cases or 1
