"""The gap analysis for people: each kind of gap with what is missing, where, and the way out."""

from __future__ import annotations

from collections.abc import Iterator

from slacode.diagnostics import Diagnostic
from slacode.ground.saying import say_count
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint
from slacode.reports.gaps import Gaps, Group


def gaps(record: Gaps, color: bool = False) -> str:
    """The groups one below the other, then a line that counts them."""
    lines = [line for group in record.groups for line in _group(group, color)]
    return "".join(line + "\n" for line in [*lines, _summary(record, color)])


def _group(group: Group, color: bool) -> Iterator[str]:
    count = len(group.open)
    yield paint(f"{group.title}: {count or 'none'}", "strong", color)
    for finding in group.open:
        yield from _gap(finding, color)
    yield ""


def _gap(finding: Diagnostic, color: bool) -> Iterator[str]:
    yield f"  {clean(finding.message)}"
    where = f"{finding.at.path}:{finding.at.line}" if finding.at else ""
    yield "    " + paint(where, "faint", color)
    yield from (f"    {clean(note)}" for note in finding.notes)
    yield from (f"    {paint('help', 'help', color)}: {clean(way_out)}" for way_out in finding.help)


def _summary(record: Gaps, color: bool) -> str:
    allowed = sum(len(group.findings) for group in record.groups) - record.open
    found = say_count(record.open, "gap") if record.open else "no gaps"
    text = paint(found, "warning" if record.open else "good", color)
    text += f" in {say_count(record.services, 'service')}, {say_count(record.agreements, 'agreement')}"
    text += f" and {say_count(record.targets, 'target')}"
    return text + (f" ({allowed} allowed)" if allowed else "")
