"""Penalties and bonuses by what they come to for a figure that is attained, not by their text (7.6)."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.engine.diff.both import Both, Found, Pair, say_reward
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect, opposite, together
from slacode.engine.diff.tariff import (
    Rate,
    Run,
    Sum,
    TooManyPointsError,
    effect_of,
    figures,
    of_figure,
    of_missing,
    rate_of,
    runs,
    say_figure,
    sign_of,
    unit_of,
)
from slacode.engine.model.agreements import Exempt, Row
from slacode.engine.model.money import Penalty
from slacode.engine.settle.amounts import promised
from slacode.engine.settle.money import say
from slacode.engine.wording import say_ref

FIELDS = {
    "Version": frozenset({"penalties"}),
    "Penalty": frozenset({"kind", "name", "target", "row", "tiers", "steps"}),
    "Tier": frozenset({"edges", "amount"}),
    "Edge": frozenset({"bound", "quantity"}),
    "Step": frozenset({"amount", "started", "step", "bound", "origin"}),
    "Money": frozenset({"kind", "currency", "amount"}),
    "FeeShare": frozenset({"kind", "percent"}),
    "AtRiskShare": frozenset({"kind", "percent"}),
}

_SHOWN = 4
"""So many runs of figures are told of one by one."""


def compare(both: Both) -> Iterator[Found]:
    """A penalty that comes or goes; else where it pays more or less than before."""
    for base, head in both.penalties:
        if base is None or head is None:
            yield _alone(base, head)
            continue
        if base.name != head.name:
            message = f"is now called so, it was {say_reward(base)}"
            found = both.rewarded(head.kind, "neutral", message, (base, head))
            yield Found(base.kind, "neutral", found.message, found.ref, "renamed", before=base.at, after=head.at)
        if (base.target, base.row) != (head.target, head.row):
            where = (f"`{say_ref(one.target, None, one.row)}`" for one in (head, base))
            message = "is on {}, it was on {}".format(*where)
            yield both.rewarded(head.kind, _of_place(base, head), message, (base, head))
        yield from _of_rows(both, base, head)


def _alone(base: Penalty | None, head: Penalty | None) -> Found:
    one = base or head
    assert one is not None  # noqa: S101 - one of the two is there
    ref = one.name or say_ref(one.target, None, one.row)
    effect: Effect = "strengthened" if one.kind == "penalty" else "weakened"
    if head is None:
        return Found(one.kind, opposite(effect), f"{say_reward(one)} is gone", ref, "removed", before=one.at)
    return Found(one.kind, effect, f"{say_reward(one)} is new", ref, "added", after=one.at)


def _of_place(base: Penalty, head: Penalty) -> Effect:
    """On a target with rows the largest amount of any row applies: on one row alone, it is no larger."""
    if base.target != head.target or None not in (base.row, head.row):
        return "undecidable"
    return "weakened" if base.row is None else "strengthened"


def _of_rows(both: Both, base: Penalty, head: Penalty) -> Iterator[Found]:
    rows = _rows(both, base, head)
    unchanged = same(base.tiers, head.tiers) and same(base.steps, head.steps)
    if unchanged and all(promised(mine) == promised(yours) for _, mine, yours in rows):
        return
    said: set[tuple[Effect, str]] = set()
    for pair, mine, yours in rows:
        effect, message = _of_row(pair, (base, mine), (head, yours))
        if message and (effect, message) not in said:
            said.add((effect, message))
            yield both.rewarded(f"{head.kind} amount", effect, message, (base, head))
    if not said and not unchanged:
        message = "is written otherwise, and comes to the same" if rows else "is written otherwise"
        yield both.rewarded(f"{head.kind} amount", "neutral" if rows else "undecidable", message, (base, head))


def _rows(both: Both, base: Penalty, head: Penalty) -> list[tuple[Pair, Row, Row]]:
    """The rows that both look at, and that promise something on both sides."""
    return [
        (pair, mine, yours)
        for pair, mine, yours in both.promises
        if pair.head.name == head.target and base.row in (None, mine.label) and head.row in (None, yours.label)
        if not isinstance(mine.obligation, Exempt)
    ]


_Side = tuple[Penalty, Row]


def _of_row(pair: Pair, base: _Side, head: _Side) -> tuple[Effect, str]:
    units = unit_of(base[1]), unit_of(head[1])
    if units[0] != units[1]:
        return "undecidable", "is of a figure of another kind: what it comes to cannot be compared"
    rate = rate_of(pair.both.base, pair.both.head, pair.head)
    found = [_of_figures(base, head, units[1], rate)]
    if pair.base.no_data_counts_as == pair.head.no_data_counts_as == "missed":
        found.append(_of_no_data(base, head, units[1], rate))
    return together(effect for effect, _ in found), "; ".join(message for _, message in found if message)


def _of_no_data(base: _Side, head: _Side, unit: str, rate: Rate | None) -> tuple[Effect, str]:
    """A period without data that counts as missed has no figure, and reaches what follows from a miss alone (7.6)."""
    before, after = of_missing(*base, unit, rate), of_missing(*head, unit, rate)
    sign = sign_of(before, after)
    if sign is None:
        return "neutral", ""
    return _EFFECTS[sign], f"{_CHANGES[sign]} without data ({say_sum(after)}, was {say_sum(before)})"


def _of_figures(base: _Side, head: _Side, unit: str, rate: Rate | None) -> tuple[Effect, str]:
    try:
        points, open_end = figures((base, head), unit)
    except TooManyPointsError:
        return "undecidable", "changes with the figure in too many steps to be compared"
    before, after = of_figure(*base, unit, rate), of_figure(*head, unit, rate)
    near = points[0] if _grows(head[0]) else points[-1]
    found = runs(before, after, points, open_end=open_end, near=near)
    said = [
        f"{_say_run(run, unit)} (at {say_figure(run.at, unit)} {say_sum(after(run.at))},"
        f" was {say_sum(before(run.at))})"
        for run in found
    ]
    rest = [f"and so on, {len(said) - _SHOWN} times more"] if len(said) > _SHOWN else []
    return effect_of(found, more="strengthened"), "; ".join([*said[-_SHOWN:][::-1], *rest])


def _grows(penalty: Penalty) -> bool:
    """Whether it is for high figures: those next to what is promised are low then."""
    bounds = [edge.bound for tier in penalty.tiers for edge in tier.edges] + [step.bound for step in penalty.steps]
    return not any(bound in ("below", "at most") for bound in bounds)


_CHANGES = {1: "comes to more", -1: "comes to less", 0: "comes to other amounts"}
_EFFECTS: dict[int, Effect] = {1: "strengthened", -1: "weakened", 0: "undecidable"}


def _say_run(run: Run, unit: str) -> str:
    word = _CHANGES[run.sign]
    if run.high is None:
        return f"{word} from {say_figure(run.low, unit)} on"
    if run.low == run.high:
        return f"{word} at exactly {say_figure(run.low, unit)}"
    return f"{word} from {say_figure(run.low, unit)} to {say_figure(run.high, unit)}"


def say_sum(total: Sum) -> str:
    """`EUR 500`, `10% of fee`, `5% of fee and EUR 100`, `nothing`."""
    parts = [
        say(unit, value) if unit not in ("fee", "at risk") else f"{say_figure(value, '%')} of {unit}"
        for unit, value in sorted(total.items())
        if value
    ]
    return " and ".join(parts) or "nothing"
