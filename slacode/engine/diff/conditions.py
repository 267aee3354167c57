"""Compares conditions by what they imply on the typed fields of a log (language reference, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, opposite
from slacode.engine.logic import Example, Space, TooManyCasesError
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log

Relation = Literal["same", "wider", "narrower", "other", "unknown"]
"""Whether the rows that satisfy it now are those from before, more, fewer, some other ones; or it is not known."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How a condition changed, with a row that satisfies it only now (`come`), and one that no longer does (`gone`)."""

    relation: Relation
    come: Example | None = None
    gone: Example | None = None

    def effect(self, wider: Effect) -> Effect:
        """The effect on who receives, given that of a wider condition."""
        match self.relation:
            case "same":
                return "neutral"
            case "wider":
                return wider
            case "narrower":
                return opposite(wider)
            case _:
                return "undecidable"

    @property
    def example(self) -> str:
        """What is told apart now that was not, or no longer is: `, such as one in which ...`."""
        shown = [
            f"{word} where {example}" for word, example in (("now", self.come), ("no longer", self.gone)) if example
        ]
        return " and ".join(shown)


def compare(base: Condition | None, head: Condition | None, log: Log | None, *, absent: bool) -> Compared:
    """How a condition on a log changed; `absent` says whether one that is not there is satisfied always, or never."""
    if same(base, head):
        return Compared("same")
    if log is None:
        return Compared("unknown")
    try:
        space = Space.of(log, [base, head])
        nothing = space.everything if absent else 0
        before, after = (nothing if one is None else space.where(one) for one in (base, head))
    except (TooManyCasesError, KeyError):  # KeyError: a field that this side's log has not
        return Compared("unknown")
    come, gone = space.example(after & ~before), space.example(before & ~after)
    relation: Relation = ("other" if gone else "wider") if come else ("narrower" if gone else "same")
    return Compared(relation, come, gone)
