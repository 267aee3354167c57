"""The whole of a comparison: what differs, the findings that come and go, and the proofs that change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from slacode.diagnostics import Diagnostic
from slacode.engine.diff.both import World
from slacode.engine.diff.compare import differences
from slacode.engine.diff.findings import mended, new
from slacode.engine.diff.record import Comparison
from slacode.engine.diff.renames import renamed
from slacode.engine.diff.standings import changed_standings
from slacode.engine.model.policy import PolicyModel

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
