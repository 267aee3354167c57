"""A review as the one comment on a pull request, which `slacode comment` knows again by its first line."""

from __future__ import annotations

import re

from slacode.reports._markdown import inline, table
from slacode.reports.diff import render_diff
from slacode.reports.markdown import findings
from slacode.reports.review import Reviewed
from slacode.reports.review._sum import parts


def review(record: Reviewed, color: bool = False) -> str:  # noqa: ARG001 - as every format takes it
    """The verdict, what each part comes to, the findings, and every difference."""
    title = f": {inline(record.title)}" if record.title else ""
    verdict = "passes" if record.passes else "fails"
    rows = [(name, inline(said)) for name, said in parts(record).items()]
    shown = [f"{_marker(record.title)}\n### slacode review{title} {verdict}\n", table(("part", "result"), rows)]
    if record.findings.diagnostics:
        shown.append(findings(record.findings))
    if record.changes is not None:
        shown.append(f"### What changes, and for whom\n\n{render_diff('markdown', record.changes)}")
    return "\n".join(shown)


def _marker(title: str | None) -> str:
    """An HTML comment; two hyphens would end it."""
    name = re.sub(r"[^\w .-]|-(?=-)", "", title or "")
    return f"<!-- slacode review{f': {name}' if name else ''} -->"
