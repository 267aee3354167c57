"""The format `text`: findings for people, with the lines they are about, the reason and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from slacode.diagnostics import Diagnostic, Severity
from slacode.ground.saying import say_count
from slacode.reports import Findings
from slacode.reports._excerpt import clean
from slacode.reports._frame import frames
from slacode.reports._paint import paint
from slacode.source import Source


def findings(record: Findings, color: bool = False) -> str:
    """Each finding as a code frame, then a line that counts them."""
    shown = [finding(d, record.sources, color) for d in record.open]
    return "\n".join([*shown, summary(record, color)])


def finding(d: Diagnostic, sources: Mapping[str, Source], color: bool = False) -> str:
    """One finding: headline, frames, reason, help, and where more is to be read."""
    headline = paint(f"{d.severity.value}[{d.check}]", d.severity.value, color)
    lines = [headline + paint(f": {clean(d.message)}", "strong", color), *frames(d, sources, color)]
    lines += [f" {clean(note)}" for note in d.notes]
    lines += [f" {paint('help', 'help', color)}: {clean(way_out)}" for way_out in d.help]
    lines += [f" more: slacode explain {d.check}"] if d.check in _explained() else []
    return "\n".join(lines) + "\n"


@cache
def _explained() -> frozenset[str]:
    """What `slacode explain` has a page on; not on errors of a command alone."""
    from slacode.engine.checks import names

    return frozenset(names())


def summary(record: Findings, color: bool = False) -> str:
    """How many findings of each severity there are, in how many files."""
    counts = [
        paint(say_count(number, severity.value), severity.value, color)
        for severity in Severity
        if (number := sum(d.severity is severity for d in record.open))
    ]
    text = ", ".join(counts) if counts else paint("nothing found", "good", color)
    if record.sources:
        text += f" in {say_count(len(record.sources), 'file')}"
    allowed = len(record.diagnostics) - len(record.open)
    return text + (f" ({allowed} allowed)" if allowed else "") + "\n"
