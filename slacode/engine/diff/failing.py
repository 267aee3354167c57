"""Which differences fail a run: `--fail-on weakened:customer,retroactive`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast, get_args

from slacode.diagnostics import Severity, did_you_mean
from slacode.engine.diff.record import SIDES, Change, Comparison, Difference, Effect, Side

NEVER, RETROACTIVE, NEW_FINDINGS = "never", "retroactive", "new-findings"
EFFECTS: tuple[Effect, ...] = get_args(Effect)
CHANGES: tuple[Change, ...] = get_args(Change)
WORDS = (*EFFECTS, *CHANGES, RETROACTIVE, NEW_FINDINGS, NEVER)
DEFAULT = ("weakened", RETROACTIVE)


@dataclass(frozen=True, slots=True)
class Fails:
    """What fails a run: effects, each on one side; changes; and other words."""

    effects: frozenset[tuple[Side, Effect]]
    words: frozenset[str]

    def on(self, difference: Difference) -> bool:
        """Whether a difference does."""
        if RETROACTIVE in self.words and difference.retroactive:
            return True
        if difference.change in self.words:
            return True
        return any((side, getattr(difference.effect, side)) in self.effects for side in SIDES)

    def by(self, comparison: Comparison) -> bool:
        """Whether anything in a comparison does."""
        if any(self.on(difference) for difference in comparison.differences):
            return True
        worst = (finding for finding in comparison.new if finding.severity is not Severity.NOTE)
        return NEW_FINDINGS in self.words and any(finding.allowed is None for finding in worst)


def read_fails(words: Iterable[str]) -> Fails:
    """What some words mean, several with commas; `ValueError` with a sentence for one that means nothing.

    An effect with no side is that on who receives, the customer of the agreement.
    """
    effects: set[tuple[Side, Effect]] = set()
    others: set[str] = set()
    every = [part.strip() for text in words for part in text.split(",") if part.strip()]
    if not every:
        raise ValueError(f"`--fail-on` names nothing; `{NEVER}` is for a run that fails on nothing")
    for word in every:
        name, colon, side = word.partition(":")
        if name not in WORDS:
            raise ValueError(_unknown("`--fail-on` knows no", name, WORDS))
        if colon and (name not in EFFECTS or side not in SIDES):
            raise ValueError(_unknown("there is no side", side, SIDES) if name in EFFECTS else f"`{name}` has no sides")
        if name in EFFECTS:
            effects.add((cast(Side, side or "customer"), name))
        else:
            others.add(name)
    return Fails(frozenset(effects), frozenset(others - {NEVER}))


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    near = did_you_mean(word, known)
    hint = f"did you mean `{near}`?" if near else "there are " + ", ".join(f"`{one}`" for one in known)
    return f"{what} `{word}`; {hint}"
