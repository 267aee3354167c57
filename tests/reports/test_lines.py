"""Tables of short lines read as rich would print them, on pages of any width, with colours or without."""

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from slacode.reports.evaluation._lines import Lines

HEADINGS = [("row", False), ("promise", False), ("met", True), ("status", False)]
TEXTS = st.text("aé語 1%", max_size=12).map(str.strip)
LINES = st.lists(
    st.tuples(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, st.sampled_from(["", "error", "good"])), st.booleans()), max_size=8
)


@given(LINES, st.integers(20, 80), st.booleans())
def test_lines_read_as_rich_prints_them(given_lines, width, color):
    lines = [
        ([(text, "") for text in texts[:3]] + [(texts[3], texts[4])], ends and place < len(given_lines))
        for place, (texts, ends) in enumerate(given_lines, 1)
    ]
    table = Lines(HEADINGS, lines)
    assert printed(table, width, color) == printed(table._laid_out(), width, color)


def test_a_status_has_its_colour_and_nothing_else():
    table = Lines([("row", False), ("status", False)], [([("P1", ""), ("missed", "error")], False)])
    head, line = (line for line in raw(table, 40, color=True).splitlines() if line.strip(" ─"))
    assert re.fullmatch(r"  \x1b\[1mrow\x1b\[0m   \x1b\[1mstatus\x1b\[0m *", head)
    assert line.rstrip() == "  P1    \x1b[1;31mmissed\x1b[0m"


def printed(table, width, color):
    shown = re.sub(r"\x1b\[[\d;]*m", "", raw(table, width, color))
    return [line.rstrip() for line in shown.split("\n")]


def raw(table, width, color):
    out = io.StringIO()
    system = "standard" if color else None
    Console(file=out, width=width, force_terminal=color, color_system=system, legacy_windows=False).print(table)
    return out.getvalue()
