"""Findings as people and programs see them; the example of the house style is one of the cases."""

import json
import re
import time
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slacode.diagnostics import Allowed, Diagnostic, Label, Location, Severity
from slacode.reports import Findings, formats, render_findings
from slacode.reports._excerpt import cells
from slacode.reports.json import FINDINGS_SCHEMA
from slacode.source import Source

ANSI = re.compile("\x1b\\[[0-9;]*m")


def at(line: int, column: int, end_column: int, path: str = "a.sla") -> Location:
    return Location(path, line, column, line, end_column)


def text_of(*findings: Diagnostic, sources: tuple[Source, ...] = (), color: bool = False) -> str:
    return render_findings("text", Findings.of(findings, sources), color)


def frame_of(line: str, place: Location, label: str = "") -> list[str]:
    """The marked line and the marks below it, without their gutter."""
    finding = Diagnostic("c", Severity.ERROR, "m", place, label)
    lines = text_of(finding, sources=(Source("a.sla", line),)).split("\n")
    return [text[4:] for text in lines[3:5]]


CHECKOUT = Source("policies/retail/checkout.sla", "\n" * 60 + "      P1: 95% within 4h during always\n")
NETWORK = Source("policies/internal/network.sla", "\n" * 13 + "      P1: 95% within 5h during office\n")
TOO_SLOW = Diagnostic(
    "support-too-slow",
    Severity.ERROR,
    "`checkout_support.resolution[P1]` promises 4h, what carries it can take 6h30min",
    at(61, 11, 24, CHECKOUT.path),
    "promised here",
    (Label(at(14, 11, 24, NETWORK.path), "the longest part of the path"),),
    ("`network_ola.repair[P1]` would have to be 2h15min, or be promised `during always`",),
    ("worst case: raised Fri 2026-04-03 17:40, handed over 18:10, restored Tue 2026-04-07 09:30",),
)


def test_a_finding_reads_as_the_house_style_says():
    assert text_of(TOO_SLOW, sources=(CHECKOUT, NETWORK)) == """\
error[support-too-slow]: `checkout_support.resolution[P1]` promises 4h, what carries it can take 6h30min
  --> policies/retail/checkout.sla:61:11
   |
61 |       P1: 95% within 4h during always
   |           ^^^^^^^^^^^^^ promised here
  ::: policies/internal/network.sla:14:11
   |
14 |       P1: 95% within 5h during office
   |           ------------- the longest part of the path
   |
 worst case: raised Fri 2026-04-03 17:40, handed over 18:10, restored Tue 2026-04-07 09:30
 help: `network_ola.repair[P1]` would have to be 2h15min, or be promised `during always`
 more: slacode explain support-too-slow

1 error in 2 files
"""


def test_places_of_one_file_share_a_frame_with_what_lies_between():
    source = Source("a.sla", "one\ntwo\nthree\nfour\nfive\nsix seven\n")
    finding = Diagnostic(
        "c", Severity.WARNING, "m", at(6, 1, 4), "here",
        (Label(at(6, 5, 10), "and there"), Label(at(1, 1, 4), "first"), Label(at(3, 1, 6), "third")),
    )  # fmt: skip
    assert text_of(finding, sources=(source,)) == """\
warning[c]: m
 --> a.sla:6:1
  |
1 | one
  | --- first
2 | two
3 | three
  | ----- third
...
6 | six seven
  | ^^^ here
  |     ----- and there
  |

1 warning in 1 file
"""


@pytest.mark.parametrize(
    ("line", "place", "shown", "marks"),
    [
        ("\tP1: 4h", at(1, 6, 8), "    P1: 4h", "        ^^"),
        ("a\tb", at(1, 3, 4), "a   b", "    ^"),
        ("日本 4h", at(1, 4, 6), "日本 4h", "     ^^"),
        ("日本", at(1, 2, 3), "日本", "  ^^"),
        ("e\u0301x", at(1, 3, 4), "e\u0301x", " ^"),
        ("ab", at(1, 3, 3), "ab", "  ^"),
        ("ab", at(1, 9, 12), "ab", "  ^"),
        ("", at(1, 1, 1), "", "^"),
        ("a\x1b[31mb", at(1, 7, 8), "a\ufffd[31mb", "      ^"),
        ("a\u202eb", at(1, 3, 4), "a\ufffdb", "  ^"),
        ("abc\ndef", Location("a.sla", 1, 2, 2, 3), "abc", " ^^"),
    ],
)
def test_marks_stand_under_what_they_mark(line, place, shown, marks):
    assert frame_of(line, place) == [shown, marks]


@given(st.text(alphabet="ab\t日é\u0301 ", min_size=1, max_size=30), st.data())
def test_a_mark_begins_where_the_text_before_it_ends(line, data):
    start = data.draw(st.integers(0, len(line) - 1))
    marked = line[:start] + "X" + line[start + 1 :]
    shown, marks = frame_of(marked, at(1, start + 1, start + 2))
    assert cells(shown[: shown.index("X")]) == marks.index("^")


def test_a_line_of_ten_megabytes_is_cut_around_the_place():
    line = "x" * 5_000_000 + " bad " + "y" * 5_000_000
    began = time.process_time()
    shown, marks = frame_of(line, at(1, 5_000_002, 5_000_005), "here")
    assert time.process_time() - began < 2
    assert len(shown) < 400
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "bad"
    assert marks.endswith("^^^ here")


def test_places_far_apart_in_a_long_line_are_shown_each_for_itself():
    line = "first" + " " * 1000 + "last"
    finding = Diagnostic("c", Severity.NOTE, "m", at(1, 1006, 1010), "b", (Label(at(1, 1, 6), "a"),))
    lines = text_of(finding, sources=(Source("a.sla", line),)).split("\n")
    assert [text[-6:] for text in lines[3:7]] == ["  last", "^^^^ b", "     …", "---- a"]


def test_a_place_whose_text_is_not_at_hand_is_named_alone():
    assert text_of(Diagnostic("c", Severity.ERROR, "m", at(3, 4, 5), "here")).split("\n")[:3] == [
        "error[c]: m",
        " --> a.sla:3:4",
        "  | here",
    ]


def test_colour_adds_nothing_but_colour():
    plain, colored = (text_of(TOO_SLOW, sources=(CHECKOUT, NETWORK), color=color) for color in (False, True))
    assert colored != plain
    assert ANSI.sub("", colored) == plain


def test_the_last_line_counts_what_is_open_and_what_is_allowed():
    allowed = replace(TOO_SLOW, allowed=Allowed(None, "agreed"))
    warning = Diagnostic("c", Severity.WARNING, "m")
    note = Diagnostic("c", Severity.NOTE, "m")
    counted = text_of(TOO_SLOW, TOO_SLOW, warning, note, allowed, sources=(CHECKOUT, NETWORK)).splitlines()[-1]
    assert counted == "2 errors, 1 warning, 1 note in 2 files (1 allowed)"
    assert text_of(allowed, sources=(CHECKOUT,)) == "nothing found in 1 file (1 allowed)\n"
    assert text_of() == "nothing found\n"


def test_concise_is_one_line_for_each_finding():
    record = Findings.of([TOO_SLOW, Diagnostic("c", Severity.NOTE, "two\nlines"), replace(TOO_SLOW, at=None)])
    assert render_findings("concise", record).splitlines() == [
        "note[c]: two lines",
        f"error[support-too-slow]: {TOO_SLOW.message}",
        f"policies/retail/checkout.sla:61:11: error[support-too-slow]: {TOO_SLOW.message}",
    ]


def test_json_is_valid_by_its_schema_and_keeps_what_is_allowed():
    allowed = replace(TOO_SLOW, allowed=Allowed("2026-12-31", "CAB-412"), data={"worst_s": 23400})
    content = json.loads(render_findings("json", Findings.of([allowed, Diagnostic("c", Severity.NOTE, "m")])))
    jsonschema.Draft202012Validator.check_schema(FINDINGS_SCHEMA)
    jsonschema.validate(content, FINDINGS_SCHEMA)
    assert content["format_version"] == 1
    assert [f["path"] for f in content["findings"]] == [None, CHECKOUT.path]
    assert content["findings"][1]["allowed"] == {"until": "2026-12-31", "reason": "CAB-412"}
    assert content["findings"][1]["data"] == {"worst_s": 23400}


def test_the_schema_refuses_a_finding_without_its_severity():
    content = json.loads(render_findings("json", Findings.of([TOO_SLOW])))
    del content["findings"][0]["severity"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, FINDINGS_SCHEMA)


@pytest.mark.parametrize("name", formats("findings"))
def test_every_format_shows_the_same_findings_in_whatever_order_they_come(name):
    findings = [TOO_SLOW, Diagnostic("c", Severity.NOTE, "m", at(1, 1, 2)), Diagnostic("b", Severity.ERROR, "n")]
    forward = render_findings(name, Findings.of(findings, [CHECKOUT, NETWORK]))
    assert forward == render_findings(name, Findings.of(reversed(findings), [NETWORK, CHECKOUT]))
    assert "support-too-slow" in forward
    assert forward.endswith("\n")


def test_the_formats_of_findings_are_found_by_their_files():
    assert {"concise", "json", "text"} <= set(formats("findings"))
