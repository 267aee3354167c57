"""The format `markdown`: findings as a table, fit for a comment on a pull request."""

from __future__ import annotations

from slacode.diagnostics import Diagnostic
from slacode.reports import Findings
from slacode.reports._markdown import code, details, inline, table
from slacode.reports._paragraphs import reasons
from slacode.reports.text import summary


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """The count, a row for each finding that no policy allows, the worst first, and folded below it what to do."""
    count = inline(summary(record).rstrip())
    if not record.open:
        return f"{count}\n"
    found = sorted(record.open, key=lambda d: d.severity, reverse=True)
    rows = [(d.severity.value, _place(d), code(d.check), inline(d.message)) for d in found]
    parts = [f"**{count}**\n", table(("severity", "place", "check", "finding"), rows)]
    told = [_reasons(d) for d in found if reasons(d)]
    if told:
        parts.append(details("Reasons and ways out", "\n".join(told)))
    return "\n".join(parts)


def _place(d: Diagnostic) -> str:
    return code(str(d.at)) if d.at else ""


def _reasons(d: Diagnostic) -> str:
    head = f"{_place(d)} {inline(d.message)}".strip()
    return "\n".join([f"- {head}", *(f"  - {inline(line)}" for line in reasons(d))])
