"""What changed between two policies, for whom, and what it does to the proofs: models compared, not texts.

In the order of reading: `record` is what comes out, `renames` gives both sides the same names, `timeline` sets versions
against each other, `compare` asks every part in `clauses` what differs, `findings` and `standings` say what that does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from slacode.diagnostics import Diagnostic
from slacode.engine.diff.both import World
from slacode.engine.diff.compare import differences
from slacode.engine.diff.findings import mended, new
from slacode.engine.diff.record import Comparison, Difference, Effect, Effects, Slack
from slacode.engine.diff.renames import renamed
from slacode.engine.diff.standings import changed_standings
from slacode.engine.model.policy import PolicyModel

__all__ = ["Comparison", "Difference", "Effect", "Effects", "Slack", "compare"]

Checks = tuple[Callable[[PolicyModel], Sequence[Diagnostic]], Callable[[PolicyModel], Sequence[Diagnostic]]]
"""Give what is found in a model of the base, and of the head."""


def compare(base: PolicyModel, head: PolicyModel, as_of: dt.date, checks: Checks) -> Comparison:
    """All that differs as of a local date, the findings of `check` that are new and mended, and proofs that change."""
    base, renames = renamed(base, head)
    world = World(base, head, as_of)
    found = differences(world, renames)
    before, after = checks[0](base), checks[1](head)
    standings = tuple(changed_standings(world)) if found else ()
    return Comparison(as_of, found, new(before, after), mended(before, after), standings)
