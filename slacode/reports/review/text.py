"""A review for people: the findings, then what changes, then what each part comes to."""

from __future__ import annotations

from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.diff import render_diff
from slacode.reports.review import Reviewed
from slacode.reports.review._sum import parts
from slacode.reports.text import findings


def review(record: Reviewed, color: bool = False) -> str:
    """The findings as `check` shows them, the differences as `diff` does, and the sum."""
    shown = [findings(record.findings, color)]
    shown += [render_diff("text", record.changes, color)] if record.changes else []
    verdict = paint("passes", "good", color) if record.passes else paint("fails", "error", color)
    said = {**{name: clean(text) for name, text in parts(record).items()}, "review": verdict}
    lines = [f"{paint(name.ljust(8), 'strong', color)}  {text}" for name, text in said.items()]
    return "\n".join([*shown, *lines]) + "\n"
