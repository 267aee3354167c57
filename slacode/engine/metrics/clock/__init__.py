"""Clocks: from the rows of whole cases to cycles with a verdict, column by column (language reference, 5)."""

from slacode.engine.metrics.clock.judge import judge
from slacode.engine.metrics.clock.kind import judge_of, unclear
from slacode.engine.metrics.clock.rules import ClockRule, RowRule, conditions_of, instants_of
from slacode.engine.metrics.clock.shared import Shared
from slacode.engine.metrics.clock.table import CycleTable, Verdict

__all__ = [
    "ClockRule",
    "CycleTable",
    "RowRule",
    "Shared",
    "Verdict",
    "conditions_of",
    "instants_of",
    "judge",
    "judge_of",
    "unclear",
]
