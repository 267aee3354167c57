"""A backtest in words: rows of what came out, of money, of rights and of cases, for text and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slacode.engine.evaluate.backtest.record import Backtest, ChangedAmount, ChangedResult, Flip
from slacode.engine.evaluate.result import TargetResult, say_instant
from slacode.engine.settle.record import Settlement
from slacode.engine.wording import say_duration, say_ref

SHOWN = 20
"""So many lines of each kind are shown; the others are counted."""


class Table(NamedTuple):
    """Rows under headings, the first of them, and how many others there are."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    others: int


def say_backtest(backtest: Backtest) -> str:
    """What was judged, in a sentence."""
    logs = ", ".join(f"`{log.name}` ({log.rows:,} rows)" for log in backtest.head.logs) or "no log"
    until = f"by {logs}, up to {say_instant(backtest.as_of)}"
    return f"both sides judged {until}" + (": they come to the same" if backtest.changes_nothing else "")


def tables(backtest: Backtest) -> Iterator[Table]:
    """The tables that have a row."""
    lost, gained = backtest.rights
    rights = [("gone", one.message) for one in lost] + [("new", one.message) for one in gained]
    counts = [(ref, f"{was} -> {now}", f"{n:,}") for (ref, was, now), n in backtest.flip_counts.items()]
    flips = [_flip(one) for one in backtest.flips]
    flipped = sum(backtest.flip_counts.values())
    for title, headings, rows, every in (
        ("money", ("penalty", "period", "was", "is", "change"), [_amount(one) for one in backtest.amounts], None),
        ("targets", ("target", "period", "was", "is"), [_result(one) for one in backtest.results], None),
        ("rights", ("", "right"), rights, None),
        ("cases that flip", ("target", "verdict", "cases"), counts, None),
        ("the latest of them", ("case", "target", "verdict", "late"), flips, flipped),
    ):
        if rows:
            yield Table(title, headings, rows[:SHOWN], (every or len(rows)) - len(rows[:SHOWN]))


def _result(one: ChangedResult) -> tuple[str, ...]:
    ref = one.ref + (f" of {one.either.entity}" if one.either.entity else "")
    return ref, one.either.period, _say(one.before), _say(one.after)


def _say(result: TargetResult | None) -> str:
    if result is None:
        return "not judged"
    attained = f" {result.attained}{result.unit}" if result.attained is not None else ""
    counts = f" ({result.counts.met:,} of {result.counts.judged:,})" if result.counts.judged else ""
    return f"{result.status}{attained}{counts}"


def _amount(one: ChangedAmount) -> tuple[str, ...]:
    ref = say_ref(one.either.agreement, one.either.penalty) + (f" of {one.either.entity}" if one.either.entity else "")
    change = one.to_json()["change"]
    sign = "" if one.units < 0 else "+"
    named = ref if one.either.kind == "penalty" else f"{ref} ({one.either.kind})"
    return named, one.either.period.name, _money(one.before), _money(one.after), f"{sign}{change}"


def _money(amount: Settlement | None) -> str:
    return f"{amount.currency} {amount.amount}" if amount else "nothing"


def _flip(one: Flip) -> tuple[str, ...]:
    late = say_duration(one.late) if one.late else ""
    cycle = f" (cycle {one.cycle})" if one.cycle > 1 else ""
    return f"{one.case}{cycle}", one.ref, f"{one.verdicts[0]} -> {one.verdicts[1]}", late
