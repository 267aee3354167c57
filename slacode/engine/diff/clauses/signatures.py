"""Who has signed: what is not signed may not bind (language reference, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Signature

FIELDS = {"Version": frozenset({"signatures"}), "Signature": frozenset({"on", "by"})}

_Signers = frozenset[str | None]


def compare(both: Both) -> Iterator[Found]:
    """A signature binds both sides: with one less, both have less in hand; another date binds as much."""
    base, head = both.base.signatures, both.head.signatures
    if same(base, head):
        return
    effect = _effect(_signers(base), _signers(head))
    message = f"is signed {_say(head)}, was {_say(base)}"
    found = both.differs("signature", effect, message, (next(iter(base), None), next(iter(head), None)))
    yield Found("signature", effect, message, before=found.before, after=found.after, giver=effect)


def _signers(signatures: tuple[Signature, ...]) -> _Signers:
    """The parties by name; None for a signature that names none."""
    return frozenset(name for one in signatures for name in one.by or (None,))


def _effect(base: _Signers, head: _Signers) -> Effect:
    if base == head:
        return "neutral"
    return "strengthened" if base < head else "weakened" if head < base else "undecidable"


def _say(signatures: tuple[Signature, ...]) -> str:
    return " and ".join(f"{one.on} by {', '.join(one.by) or 'nobody named'}" for one in signatures) or "by nobody"
