"""Policy sets for tests of checks: written to files, loaded and checked."""

import datetime as dt
from pathlib import Path

from slacode.diagnostics import Diagnostic, Severity
from slacode.project import check, load

TICKETS = """
log tickets { case id time at in UTC field status: one of new, assigned, closed field priority: one of P1, P2, P3 }
metric restore = clock on tickets { start when status == new stop when status == closed }
metric triage  = clock on tickets { start when status == new stop when status == assigned }
metric repair  = clock on tickets { start when status == assigned stop when status == closed }
"""
OUTAGES = """
log outages { case id event began at began_at in UTC event ended at ended_at in UTC field component: text }
metric uptime = availability on outages of component { down from event == began to event == ended }
"""


def checked(folder: Path, files: str | dict[str, str], as_of: str | None = None) -> list[Diagnostic]:
    """What is found in a set of files, or in one text, allowed findings too."""
    for name, text in ({"policy.sla": files} if isinstance(files, str) else files).items():
        (folder / name).write_text(text, encoding="utf-8")
    return check(load(folder), as_of=dt.date.fromisoformat(as_of) if as_of else None)


def only(name: str, findings: list[Diagnostic]) -> list[Diagnostic]:
    return [finding for finding in findings if finding.check == name]


def bad(findings: list[Diagnostic]) -> list[str]:
    """The names of all that is more than a note."""
    return [finding.check for finding in findings if finding.severity > Severity.NOTE]


def lines(finding: Diagnostic) -> set[tuple[str, int]]:
    """The files and lines that a finding shows."""
    places = [finding.at, *(label.at for label in finding.labels)]
    return {(Path(at.path).name, at.line) for at in places if at}
