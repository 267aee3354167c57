"""What the formats for people share: the groups of differences, and standings in words."""

from __future__ import annotations

from collections.abc import Iterable

from slacode.diagnostics import Diagnostic
from slacode.engine.diff import Difference, Effect, Effects, Slack
from slacode.engine.proofs.standing import Proof
from slacode.engine.wording import say_duration
from slacode.reports._proofs import say_slack
from slacode.reports.diff import Review

GROUPS: tuple[tuple[Effect, str], ...] = (
    ("weakened", "weakened for the customer"),
    ("undecidable", "undecidable: it depends on what happens"),
    ("strengthened", "strengthened for the customer"),
    ("neutral", "neutral for the customer"),
)
"""From what a reviewer must see to what changes nothing."""


def of_effect(review: Review, effect: Effect) -> list[Difference]:
    """The differences of an effect on the customer, retroactive ones first."""
    found = [one for one in review.comparison.differences if one.effect.customer == effect]
    return sorted(found, key=lambda one: not one.retroactive)


def others(difference: Difference) -> str:
    """What it is for the other sides, where it is not just the opposite for who provides: `supplier strengthened`."""
    effect = difference.effect
    if effect == Effects.of("sla", effect.customer):
        return ""
    return f"for the provider {effect.provider}, for the supplier {effect.supplier}"


def say_standing(slack: Slack) -> tuple[str, str]:
    """How a promise stood, and how it stands."""
    return _say(slack.before), _say(slack.after)


def _say(proof: Proof | None) -> str:
    if proof is None:
        return "not promised"
    left = proof.slack_us
    if left is None:
        return f"{proof.verdict} ({proof.why})" if proof.why else proof.verdict
    figure = f"{say_slack(left)} to spare" if left >= 0 else f"{say_duration(-left)} too much"
    return f"{proof.verdict}, {figure}"


def summary(review: Review) -> str:
    """What it comes to, in a sentence."""
    differences = review.comparison.differences
    counts = [(sum(one.effect.customer == effect for one in differences), effect) for effect, _ in GROUPS]
    retroactive = sum(one.retroactive for one in differences)
    parts = [] if differences else ["nothing differs: both sides promise the same"]
    parts += [f"{number} {word}" for number, word in counts if number]
    parts += [f"{retroactive} of them retroactive"] if retroactive else []
    comparison = review.comparison
    allowed = sum(one.allowed is not None for one in comparison.new)
    parts += _counted(len(comparison.new) - allowed, "new finding") + _counted(len(comparison.mended), "mended one")
    parts += [f"{allowed} newly allowed"] if allowed else []
    return ", ".join(parts)


def say_finding(finding: Diagnostic) -> str:
    """What it says, and why a policy allows it if one does."""
    return f"{finding.message} (allowed: {finding.allowed.reason})" if finding.allowed else finding.message


def _counted(number: int, noun: str) -> list[str]:
    return [f"{number} {noun}{'' if number == 1 else 's'}"] if number else []


def failing(review: Review) -> Iterable[Difference]:
    """The differences that the run fails on."""
    return (one for one in review.comparison.differences if review.is_failing(one))
