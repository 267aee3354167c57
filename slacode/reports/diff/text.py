"""A comparison for people: what is weaker and stronger, for whom, where it is said, and what proofs become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from slacode.diagnostics import Diagnostic, Location, one_line
from slacode.engine.diff import Difference, Slack
from slacode.engine.evaluate.backtest.record import Backtest
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.diff import Review
from slacode.reports.diff._backtest import say_backtest, tables
from slacode.reports.diff._words import GROUPS, of_effect, others, say_finding, say_standing, summary

_STYLES = {"weakened": "error", "undecidable": "warning", "strengthened": "good", "neutral": "strong"}


def diff(review: Review, color: bool = False) -> str:
    """The parts that there are, an empty line between them."""
    parts: list[list[str]] = []
    for effect, heading in GROUPS:
        found = of_effect(review, effect)
        if found:
            lines = [line for one in found for line in _difference(one, review, color)]
            parts.append([paint(heading, _STYLES[effect], color), *lines])
    comparison = review.comparison
    parts += _slack(comparison.slack, color)
    parts += _findings("new findings", comparison.new, color)
    parts += _findings("mended findings", comparison.mended, color)
    parts += _backtest(comparison.backtest, color) if comparison.backtest else []
    parts.append([f"{review.base} -> {review.head}, as of {comparison.as_of}: {summary(review)}"])
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def _difference(one: Difference, review: Review, color: bool) -> Iterator[str]:
    words = [
        paint(clean(one.ref), "strong", color),
        one.what if one.change == "changed" else f"{one.what} {one.change}",
    ]
    words += [paint("retroactive", "error", color)] if one.retroactive else []
    yield "  " + "  ".join(words)
    yield f"    {clean(one.message)}"
    if others(one):
        yield f"    {others(one)}"
    yield "    " + paint(_places(one, review), "second", color)


def _places(one: Difference, review: Review) -> str:
    """`was policies/a.sla:12 in main, is policies/a.sla:12`."""
    parts = [f"was {_place(one.before)}{_in(review.base, one.before)}"] if one.before else []
    parts += [f"is {_place(one.after)}"] if one.after else []
    return ", ".join(parts)


def _in(side: str, at: Location) -> str:
    """The name of a side, unless the path says it."""
    return "" if at.path.startswith(side) else f" in {side}"


def _place(at: Location) -> str:
    return f"{clean(at.path)}:{at.line}:{at.column}"


def _backtest(backtest: Backtest, color: bool) -> Iterator[list[str]]:
    yield [paint(clean(say_backtest(backtest)), "strong", color)]
    for table in tables(backtest):
        widths = [max(len(row[place]) for row in table.rows) for place in range(len(table.headings))]
        lines = [
            "  " + "  ".join(f"{clean(cell):{w}}" for cell, w in zip(row, widths, strict=True)) for row in table.rows
        ]
        more = [f"  and {table.others:,} more"] if table.others else []
        yield [paint(table.title, "strong", color), *(line.rstrip() for line in lines), *more]


def _slack(slacks: Iterable[Slack], color: bool) -> Iterator[list[str]]:
    lines = []
    for one in slacks:
        before, after = say_standing(one)
        lines += [f"  {paint(clean(one.ref), 'strong', color)}", f"    was {before}", f"    is  {after}"]
    if lines:
        yield [paint("what the promises rest on", "strong", color), *lines]


def _findings(heading: str, findings: Iterable[Diagnostic], color: bool) -> Iterator[list[str]]:
    lines = [f"  {clean(one_line(replace(finding, message=say_finding(finding))))}" for finding in findings]
    if lines:
        yield [paint(heading, "strong", color), *lines]
