"""What is measured, on both sides: clocks by their conditions, availability, values, shares and counts (5 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slacode.engine.diff.conditions import Compared, compare
from slacode.engine.diff.record import Effect, opposite
from slacode.engine.model.conditions import Condition
from slacode.engine.model.logs import Log
from slacode.engine.model.metrics import Availability, Clock, Count, Measure, RowValue, Share
from slacode.engine.wording import say_condition

Bound = str
"""`at least` or `at most`, by which a figure is promised; of times of cases it plays no part."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that differs between two measures. `others`: other cases, or other time, are measured than before."""

    what: str
    effect: Effect
    message: str
    others: bool = False


def between(base: Measure, head: Measure, log: Log | None, bound: Bound | None) -> Iterator[Told]:
    """What differs, for a promise with a bound."""
    if base.log != head.log:
        yield Told("log", "undecidable", f"reads `{head.log}`, it read `{base.log}`", others=True)
    match base, head:
        case Clock(), Clock():
            yield from _clocks(base, head, log, bound)
        case Availability(), Availability():
            yield from _availabilities(base, head, log)
        case RowValue(), RowValue():
            yield from _values(base, head, log)
        case Share(), Share():
            yield from _shares(base, head, log, bound)
        case Count(), Count():
            wider: Effect = "strengthened" if bound == "at most" else "weakened" if bound else "undecidable"
            yield from _condition("each", "counts", (base.each, head.each), log, wider)
        case _:
            yield Told("metric", "undecidable", f"is a {head.kind}, it was a {base.kind}", others=True)


def _condition(
    what: str, does: str, conditions: tuple[Condition | None, Condition | None], log: Log | None, wider: Effect,
    *, absent: bool = False, others: bool = False,
) -> Iterator[Told]:  # fmt: skip
    compared = compare(*conditions, log, absent=absent)
    if conditions[0] != conditions[1]:
        effect, said = compared.effect(wider), _say(does, conditions, compared, "always" if absent else "never")
        yield Told(what, effect, said, others and compared.relation != "same")


def _say(does: str, conditions: tuple[Condition | None, Condition | None], compared: Compared, without: str) -> str:
    base, head = conditions
    now = without if head is None else f"when `{say_condition(head)}`"
    was = without if base is None else f"{'when ' if head is None else ''}`{say_condition(base)}`"
    if compared.relation == "same":
        return f"{does} {now}, it was {was}, which means the same"
    return f"{does} {now}, it was {was}" + (f": {compared.example}" if compared.example else "")


def _clocks(base: Clock, head: Clock, log: Log | None, bound: Bound | None) -> Iterator[Told]:
    """More that counts strengthens: an earlier start, shorter pauses, a later stop. Who starts, stops, is cancelled or
    reopened decides besides which cases there are, and in which state they are looked at."""
    more: Effect = "undecidable" if bound == "at least" else "strengthened"
    less = opposite(more)
    yield from _condition("start", "starts", (base.start, head.start), log, more, others=True)
    yield from _condition("pause", "pauses", (base.pause, head.pause), log, less)
    yield from _condition("stop", "stops", (base.stop, head.stop), log, less, others=True)
    yield from _condition("cancel", "is cancelled", (base.cancel, head.cancel), log, less, others=True)
    yield from _condition("again", "begins again", (base.again, head.again), log, "undecidable", others=True)
    if base.reopen != head.reopen:
        effects: dict[tuple[str, str], Effect] = {("ignored", "continues"): more, ("continues", "ignored"): less}
        effect = effects.get((base.reopen, head.reopen), "undecidable")
        message = f"is `reopen {head.reopen}`, it was `reopen {base.reopen}`"
        yield Told("reopen", effect, message, others=True)


def _availabilities(base: Availability, head: Availability, log: Log | None) -> Iterator[Told]:
    """What counts as down longer strengthens."""
    if base.entity != head.entity:
        message = f"is of each `{head.entity}`, it was of each `{base.entity}`"
        yield Told("entity", "undecidable", message, others=True)
    if (base.down_while is None) != (head.down_while is None):
        message = "reads states where it read events" if head.down_while else "reads events where it read states"
        yield Told("down", "undecidable", message)
    else:
        yield from _condition("down", "is down", (base.down_while, head.down_while), log, "strengthened")
        yield from _condition("down", "goes down", (base.down_from, head.down_from), log, "strengthened")
        yield from _condition("down", "is up again", (base.down_to, head.down_to), log, "weakened")
    yield from _condition("where", "counts", (base.where, head.where), log, "strengthened", absent=True)


def _values(base: RowValue, head: RowValue, log: Log | None) -> Iterator[Told]:
    if base.field != head.field:
        yield Told("field", "undecidable", f"measures `{head.field}`, it measured `{base.field}`", others=True)
    yield from _condition("where", "counts", (base.where, head.where), log, "strengthened", absent=True, others=True)


def _shares(base: Share, head: Share, log: Log | None, bound: Bound | None) -> Iterator[Told]:
    yield from _condition("each", "counts", (base.each, head.each), log, "strengthened", others=True)
    wider: Effect = "weakened" if bound == "at least" else "strengthened" if bound else "undecidable"
    yield from _condition("good", "counts as good", (base.good, head.good), log, wider)
