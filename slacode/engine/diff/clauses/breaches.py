"""What each breach costs, as a function of how late it is (language reference, 7.6)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from slacode.engine.diff.both import Both, Found
from slacode.engine.diff.clauses.penalties import say_sum
from slacode.engine.diff.content import same
from slacode.engine.diff.record import Effect
from slacode.engine.diff.tariff import Run, TooManyPointsError, effect_of, latenesses, of_lateness, rate_of, runs
from slacode.engine.model.agreements import Row
from slacode.engine.model.money import EachBreach, Penalty
from slacode.engine.wording import say_duration, say_name

FIELDS = {
    "Penalty": frozenset({"each_breach"}),
    "EachBreach": frozenset({"row", "amount", "per_started", "up_to"}),
}

_ROW = "\0"
"""Where a message names the row."""


def compare(both: Both) -> Iterator[Found]:
    """Row by row, what one late case comes to."""
    for base, head in both.rewards:
        if same(base.each_breach, head.each_breach):
            continue
        said: set[str] = set()
        for pair, mine, yours in both.promises:
            if pair.head.name == head.target:
                clauses = _of(base, mine), _of(head, yours)
                effect, message = _change(clauses, both, head)
                row = f" of {say_name(yours.label)}" if yours.label and clauses != ((), ()) else ""
                if message and message not in said:
                    said.add(message)
                    yield both.rewarded("each breach", effect, message.replace(_ROW, row), (base, head))
        if _has_other_rows(both, head):
            message = "says otherwise what each breach costs, of rows for other cases"
            yield both.rewarded("each breach", "undecidable", message, (base, head))
        elif not said:
            message = "says otherwise what each breach costs, and it comes to the same"
            yield both.rewarded("each breach", "neutral", message, (base, head))


def _has_other_rows(both: Both, head: Penalty) -> bool:
    """Whether both sides have rows without a counterpart; where only one has, it is told that they come or go."""
    pair = next((pair for pair in both.targets if pair.head.name == head.target), None)
    return pair is None or len(pair.rows) < min(len(pair.base.rows), len(pair.head.rows))


def _of(penalty: Penalty, row: Row) -> tuple[EachBreach, ...]:
    """The clauses that a breach of a row falls under."""
    wanted = ((each, each.row if each.row is not None else penalty.row) for each in penalty.each_breach)
    return tuple(each for each, label in wanted if label in (None, row.label))


def _change(
    clauses: tuple[tuple[EachBreach, ...], tuple[EachBreach, ...]], both: Both, head: Penalty
) -> tuple[Effect, str]:
    target = both.head.target(head.target)
    rate = rate_of(both.base, both.head, target) if target else None
    try:
        points = latenesses(clauses)
    except TooManyPointsError:
        return "undecidable", f"each breach{_ROW} costs otherwise, in too many steps to be compared"
    before, after = (of_lateness(side, rate) for side in clauses)
    found = runs(before, after, points, open_end=True, first=False, near=Fraction(0))
    said = [_say(run, say_sum(before(run.at)), say_sum(after(run.at))) for run in found]
    return effect_of(found, more="strengthened"), "; ".join(said)


def _say(run: Run, was: str, now: str) -> str:
    more = {1: "more", -1: "less", 0: "other amounts"}[run.sign]
    late = say_duration(int(run.low))
    where = f"late by more than {late}" if run.high is None else f"late by {late} to {say_duration(int(run.high))}"
    return f"each breach{_ROW} {where} comes to {more}: {now}, was {was}"
