"""A comparison as Markdown, fit for a comment on a pull request: what matters in tables, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slacode.diagnostics import Diagnostic, Location
from slacode.engine.diff import Difference, Slack
from slacode.engine.evaluate.backtest.record import Backtest
from slacode.reports._markdown import code, details, inline, table
from slacode.reports.diff import Review
from slacode.reports.diff._backtest import say_backtest, tables
from slacode.reports.diff._words import GROUPS, of_effect, others, say_finding, say_standing, summary


def diff(review: Review, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The sum, a table for each effect on the customer, the proofs and the findings; what is neutral is folded."""
    comparison = review.comparison
    sides = f"{code(review.base)} → {code(review.head)}, as of {comparison.as_of}"
    parts = [f"**{inline(summary(review))}** ({sides})\n"]
    for effect, heading in GROUPS:
        found = of_effect(review, effect)
        if found and effect == "neutral":
            parts.append(details(f"{len(found)} neutral", _differences(found)))
        elif found:
            parts.append(f"#### {inline(heading[:1].upper() + heading[1:])}\n\n{_differences(found)}")
    parts += [_standings(comparison.slack)] if comparison.slack else []
    parts += [f"#### New findings\n\n{_findings(comparison.new)}"] if comparison.new else []
    parts += [details(f"{len(comparison.mended)} mended", _findings(comparison.mended))] if comparison.mended else []
    parts += _backtest(comparison.backtest) if comparison.backtest else []
    return "\n".join(parts)


def _backtest(backtest: Backtest) -> Iterator[str]:
    yield f"#### By the same events\n\n{inline(say_backtest(backtest))}\n"
    for shown in tables(backtest):
        rows = [[inline(cell) for cell in row] for row in shown.rows]
        more = f"\nand {shown.others:,} more\n" if shown.others else ""
        content = table(shown.headings, rows) + more
        is_long = shown.title == "the latest of them"
        yield details(shown.title, content) if is_long else f"**{shown.title}**\n\n{content}"


def _differences(found: Iterable[Difference]) -> str:
    rows = [(code(one.ref), _what(one), _message(one), _places(one)) for one in found]
    return table(("promise", "what", "difference", "place"), rows)


def _message(one: Difference) -> str:
    return inline(f"{one.message} ({others(one)})" if others(one) else one.message)


def _what(one: Difference) -> str:
    said = inline(one.what if one.change == "changed" else f"{one.what} {one.change}")
    return f"{said} **retroactive**" if one.retroactive else said


def _places(one: Difference) -> str:
    return code(_place(one.after)) if one.after else f"was {code(_place(one.before))}" if one.before else ""


def _place(at: Location) -> str:
    return f"{at.path}:{at.line}"


def _standings(slacks: Iterable[Slack]) -> str:
    rows = [(code(one.ref), *(inline(said) for said in say_standing(one))) for one in slacks]
    return f"#### What the promises rest on\n\n{table(('promise', 'was', 'is'), rows)}"


def _findings(findings: Iterable[Diagnostic]) -> str:
    rows = [
        (one.severity.value, code(str(one.at)) if one.at else "", code(one.check), inline(say_finding(one)))
        for one in findings
    ]
    return table(("severity", "place", "check", "finding"), rows)
