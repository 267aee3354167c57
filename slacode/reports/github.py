"""The format `github`: workflow commands, which GitHub shows as annotations on the lines of a pull request."""

from __future__ import annotations

from slacode.diagnostics import Location, Severity
from slacode.reports import Findings
from slacode.reports._paragraphs import paragraphs

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def findings(record: Findings, color: bool = False) -> str:  # noqa: ARG001 - every format takes the same arguments
    """A command for each finding that no policy allows, its reasons and ways out in the lines of its message."""
    return "".join(command(_COMMANDS[d.severity], d.check, paragraphs(d), d.at) for d in record.open)


def command(name: str, title: str, message: str, at: Location | None = None) -> str:
    """One workflow command, such as `error`, with its line feed; columns only where GitHub takes them, on one line."""
    properties = {"title": title}
    if at is not None:
        properties |= {"file": at.path, "line": str(at.line), "endLine": str(at.end_line)}
        if at.line == at.end_line:
            properties |= {"col": str(at.column), "endColumn": str(at.end_column)}
    told = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{name} {told}::{_escaped(message)}\n"


def _escaped(text: str, further: str = "") -> str:
    """Text with what would end a message (or a property, for which there is `further`) in percent signs."""
    for sign in "%\r\n" + further:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
