"""Which targets there are: one that is gone is promised no longer (language reference, 7.1)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.record import Effect
from slacode.engine.model.agreements import Exempt, Target
from slacode.engine.wording import say_obligation

FIELDS = {"Version": frozenset({"targets"}), "Target": frozenset({"name"})}


def compare(both: Both) -> Iterator[Found]:
    """A target that promises something is worth having."""
    for target in both.base.targets:
        if both.head.target(target.name) is None:
            effect: Effect = "weakened" if _promises(target) else "neutral"
            message = f"`{target.name}` is promised no longer: {_say(target)}"
            yield Found("target", effect, message, target.name, "removed", before=target.at)
    for target in both.head.targets:
        if both.base.target(target.name) is None:
            effect = "strengthened" if _promises(target) else "neutral"
            yield Found(
                "target", effect, f"`{target.name}` is new: {_say(target)}", target.name, "added", after=target.at
            )


def _promises(target: Target) -> bool:
    return any(not isinstance(row.obligation, Exempt) for row in target.rows)


def _say(target: Target) -> str:
    rows = (
        f"{row.label}: {say_obligation(row.obligation)}" if row.label else say_obligation(row.obligation)
        for row in target.rows
    )
    return ", ".join(f"`{row}`" for row in rows) or "it has no rows"
