"""Findings as data: their order, their JSON, and the likely word for a wrong one."""

import datetime as dt
import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from slacode.diagnostics import (
    Allowed,
    Diagnostic,
    Label,
    Location,
    PolicyError,
    Severity,
    did_you_mean,
    json_value,
    sort_key,
    to_json,
)


def at(line: int, column: int, path: str = "a.sla") -> Location:
    return Location(path, line, column, line, column + 2)


def test_severities_are_ordered():
    assert sorted(Severity) == [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    assert Severity.ERROR >= Severity.WARNING > Severity.NOTE


def test_findings_come_by_place_then_name_then_message():
    ordered = [
        Diagnostic("z", Severity.NOTE, "no place"),
        Diagnostic("b", Severity.NOTE, "m", at(2, 9)),
        Diagnostic("a", Severity.NOTE, "m", at(10, 1)),  # 10 after 2, as numbers
        Diagnostic("a", Severity.ERROR, "n", at(10, 1)),
        Diagnostic("b", Severity.NOTE, "a", at(10, 1)),
        Diagnostic("a", Severity.NOTE, "m", at(10, 3)),
        Diagnostic("a", Severity.NOTE, "m", at(1, 1, "b.sla")),
    ]
    backwards = ordered[::-1]
    assert sorted(backwards, key=sort_key) == ordered


def test_a_finding_as_json_has_the_fixed_keys():
    finding = Diagnostic(
        "support-too-slow",
        Severity.ERROR,
        "`a` is slower than `b`",
        at(3, 5),
        "promised here",
        (Label(at(7, 1, "b.sla"), "the longest part"),),
        ("give it 2h",),
        ("worst case: Friday",),
        Allowed("2026-12-31", "CAB-412"),
        {"worst_s": Decimal("0.25"), "target": "a", "witness_start": dt.datetime(2026, 1, 2, tzinfo=dt.UTC)},
    )
    assert to_json(finding) == {
        "check": "support-too-slow",
        "severity": "error",
        "message": "`a` is slower than `b`",
        "path": "a.sla",
        "line": 3,
        "column": 5,
        "end_line": 3,
        "end_column": 7,
        "labels": [
            {"path": "b.sla", "line": 7, "column": 1, "end_line": 7, "end_column": 3, "message": "the longest part"}
        ],
        "help": ["give it 2h"],
        "allowed": {"until": "2026-12-31", "reason": "CAB-412"},
        "data": {"worst_s": 0.25, "target": "a", "witness_start": "2026-01-02T00:00:00+00:00"},
    }


def test_facts_keep_their_kind_in_json():
    facts = {"n": Decimal("14400.0"), "many": (1, True, None, [dt.date(2026, 3, 1)]), "deep": {"x": "y"}}
    assert json_value(facts) == {"n": 14400, "many": [1, True, None, ["2026-03-01"]], "deep": {"x": "y"}}


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_decimal_is_never_changed_by_writing_it(number):
    written = json.dumps(json_value(number)).strip('"')
    assert Decimal(written) == number


def test_an_error_carries_its_findings_in_order():
    first, second = Diagnostic("a", Severity.ERROR, "one", at(1, 1)), Diagnostic("a", Severity.ERROR, "two", at(2, 1))
    error = PolicyError([second, first])
    assert error.diagnostics == (first, second)
    assert str(error) == "a.sla:1:1: error[a]: one\na.sla:2:1: error[a]: two"


def test_findings_can_be_counted_in_a_set_whatever_their_facts():
    finding = Diagnostic("a", Severity.NOTE, "m", data={"list": [1]})
    assert len({finding, finding}) == 1


def test_the_likely_word_is_found_and_an_unlikely_one_is_not():
    known = ["resolution", "Response", "availability"]
    assert did_you_mean("resolutoin", known) == "resolution"
    assert did_you_mean("response", known) == "Response"
    assert did_you_mean("penalty", known) is None
    assert did_you_mean("x", []) is None
