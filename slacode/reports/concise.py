"""The format `concise`: a line for each finding, `path:line:column: severity[check]: message`."""

from __future__ import annotations

from slacode.diagnostics import one_line
from slacode.reports import Findings
from slacode.reports._excerpt import clean
from slacode.reports._paint import paint


def findings(record: Findings, color: bool = False) -> str:
    """The findings that no policy allows, one a line; nothing if there are none."""
    return "".join(paint(clean(one_line(d)), d.severity.value, color) + "\n" for d in record.open)
