"""What carries a promise: `supported by` (language reference, 8), by what can be proved with it and without."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, Pair, by_size
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Row
from slacode.engine.model.support import Operation, Support, SupportRef
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Promise
from slacode.engine.wording import say_support

FIELDS = {
    "Target": frozenset({"support"}),
    "SupportRef": frozenset({"kind", "agreement", "target", "row", "rows"}),
    "ServiceRef": frozenset({"kind", "service"}),
    "Operation": frozenset({"kind", "op", "parts", "k", "never_together"}),
}

_VERDICTS = ("does not hold", "not proved", "holds")


def compare(both: Both) -> Iterator[Found]:
    """A promise that less stands behind is a weaker one for who gets it, and a greater risk for who gives it."""
    for pair in both.targets:
        if same(*(_in_order(side.support) for side in (pair.base, pair.head))):
            continue
        now, was = (f"`{say_support(one)}`" if one else "nothing" for one in (pair.head.support, pair.base.support))
        effect = _effect(pair)
        message = f"`{pair.head.name}` is supported by {now}, it was by {was if was != now else 'other rows of it'}"
        found = pair.differs("support", effect, message)
        at = (side.support.at if side.support else side.at for side in (pair.base, pair.head))
        yield Found("support", effect, message, found.ref, before=next(at), after=next(at), giver=effect)


def _in_order(support: Support | None) -> Support | None:
    """The support with the rows that it maps in one order, whatever that of the rows of its target is."""
    match support:
        case SupportRef():
            return support.model_copy(update={"rows": tuple(sorted(support.rows, key=repr))})
        case Operation():
            return support.model_copy(update={"parts": tuple(map(_in_order, support.parts))})
    return support


def _effect(pair: Pair) -> Effect:
    if pair.base.support is None or pair.head.support is None:
        return "strengthened" if pair.base.support is None else "weakened"
    kept = {head.label for of, _, head in pair.both.promises if of is pair}
    effects: set[Effect] = {_of_row(pair, *rows) for rows in pair.rows if rows[1].label in kept} or {"neutral"}
    if len(effects) > 1:
        effects.discard("neutral")
    return effects.pop() if len(effects) == 1 else "undecidable"


def _of_row(pair: Pair, base: Row, head: Row) -> Effect:
    both = pair.both
    before = both.world.proof(0, Promise(both.agreements[0], both.base, pair.base, base))
    after = both.world.proof(1, Promise(both.agreements[1], both.head, pair.head, head))
    return compare_proofs(before, after)


def compare_proofs(before: Proof | None, after: Proof | None) -> Effect:
    """Whether a promise stands more or less firmly: by the verdict, then by what is left at the worst."""
    if before is None or after is None:
        return "neutral" if before is after else "undecidable"
    if before.verdict != after.verdict:
        places = _VERDICTS.index(before.verdict), _VERDICTS.index(after.verdict)
        return by_size(*places, more="strengthened")
    if before == after:
        return "neutral"
    if before.slack_us is None or after.slack_us is None:
        return "undecidable"
    return by_size(before.slack_us, after.slack_us, more="strengthened")
