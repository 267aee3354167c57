"""The promises whose proofs change: whether what carries them can keep them, and how much is left."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Location
from slacode.engine.diff.both import World
from slacode.engine.diff.record import Slack
from slacode.engine.proofs.standing import Proof
from slacode.engine.support.carriers import Promise, RowKey
from slacode.engine.wording import say_ref

_VERDICTS = ("does not hold", "not proved", "holds")


def changed_standings(world: World) -> Iterator[Slack]:
    """Each row by how it stands in its weakest version, where that is not the same on both sides. What nothing is said
    to carry, on either side, is left out."""
    before, after = (_weakest(world, side) for side in (0, 1))
    for key in sorted(before.keys() | after.keys(), key=lambda key: (key[0], key[1], key[2] or "")):
        (was, _), (now, at) = before.get(key, (None, None)), after.get(key, (None, None))
        if was != now and not (_is_unsupported(was) and _is_unsupported(now)):
            yield Slack(say_ref(*key), was, now, at)


def _is_unsupported(proof: Proof | None) -> bool:
    return proof is None or proof.reason == "no support"


def _weakest(world: World, side: int) -> dict[RowKey, tuple[Proof, Location | None]]:
    found: dict[RowKey, tuple[Proof, Location | None]] = {}
    for promise in world.provers[side].promises():
        proof = _proof(world, side, promise)
        known = found.get(promise.key)
        if known is None or _firmness(proof) < _firmness(known[0]):
            found[promise.key] = proof, promise.row.at
    return found


def _proof(world: World, side: int, promise: Promise) -> Proof:
    proof = world.proof(side, promise)
    assert proof is not None  # noqa: S101 - what is asked for promises something
    return proof


def _firmness(proof: Proof) -> tuple[int, int]:
    return _VERDICTS.index(proof.verdict), 0 if proof.slack_us is None else proof.slack_us
