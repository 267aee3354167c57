"""The pool that all penalties together may take, and `one credit per cause` (language reference, 7.8)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.amounts import Fees, compare_over
from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import AtRisk
from slacode.engine.model.values import Span
from slacode.engine.wording import say_amount

FIELDS = {"Version": frozenset({"at_risk", "one_credit_by"}), "AtRisk": frozenset({"amount", "per"})}


def compare(both: Both) -> Iterator[Found]:
    """A smaller pool leaves less; one credit for a cause takes all others of it away."""
    base, head = both.base.at_risk, both.head.at_risk
    if not same(base, head):
        message = f"at risk is {_say(head)}, it was {_say(base)}"
        yield both.differs("at risk", _effect(base, head, (both.base.fee, both.head.fee)), message, (base, head))
    before, after = both.base.one_credit_by, both.head.one_credit_by
    if before != after:
        effect: Effect = "weakened" if before is None else "strengthened" if after is None else "undecidable"
        said = "every credit stands" if after is None else f"one credit stands for each `{after}`"
        was = "every credit stood" if before is None else f"it was one for each `{before}`"
        yield both.differs("one credit per cause", effect, f"{said}, {was}")


def _say(pool: AtRisk | None) -> str:
    return "all there is" if pool is None else f"{say_amount(pool.amount)} per {pool.per}"


def _effect(base: AtRisk | None, head: AtRisk | None, fees: Fees) -> Effect:
    if base is None or head is None:
        return "weakened" if base is None else "strengthened"
    if base.per != head.per:
        return "undecidable"
    return compare_over(base.amount, head.amount, fees, Span(count=1, unit=base.per), more="strengthened")
