"""A finding in plain lines, for formats that show no code frames."""

from __future__ import annotations

from slacode.diagnostics import Diagnostic
from slacode.reports._excerpt import clean


def reasons(d: Diagnostic) -> list[str]:
    """Why, and the ways out."""
    return [clean(line) for line in (*d.notes, *(f"help: {way_out}" for way_out in d.help))]


def paragraphs(d: Diagnostic) -> str:
    """What, why, and the ways out, a line each."""
    return "\n".join([clean(d.message), *reasons(d)])
