"""A comparison as workflow commands, which GitHub shows as annotations on the lines of a pull request."""

from __future__ import annotations

from slacode.engine.diff import Difference
from slacode.reports import Findings
from slacode.reports.diff import Review
from slacode.reports.diff._words import others
from slacode.reports.github import command, findings


def diff(review: Review, color: bool = False) -> str:
    """A command for each difference, on the line that says it now, then one for each new finding."""
    told = [_command(one, review) for one in review.comparison.differences]
    return "".join(told) + findings(Findings.of(review.comparison.new), color)


def _command(one: Difference, review: Review) -> str:
    level = "notice"
    if review.is_failing(one):
        level = "error"
    elif one.effect.customer in ("weakened", "undecidable"):
        level = "warning"
    effects = f"customer {one.effect.customer}" + (f", {others(one)}" if others(one) else "")
    retroactive = ", retroactive" if one.retroactive else ""
    was = f"\nit was said in {one.before.path}:{one.before.line}" if one.before and one.after is None else ""
    return command(
        level, f"{one.what} {one.effect.customer}", f"{one.ref}: {one.message}\n{effects}{retroactive}{was}", one.after
    )
