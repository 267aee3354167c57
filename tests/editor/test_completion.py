"""Completion: in each context the words that may stand there, and none that may not."""

import pytest

from slacode.editor.completion import completions
from tests.editor.policies import COMMON, OLA, SLA, workspace

HERE = "|"


def offered(text, kind=None):
    """What is offered at the bar in a further file of the set."""
    offset = text.index(HERE)
    made = workspace(common=COMMON, sla=SLA, ola=OLA, here=text.replace(HERE, ""))
    found = completions(made, made.documents["here.sla"], offset)
    return [one.text for one in found if kind in (None, one.kind)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sla s { hours |", ["always", "office"]),
        ("sla s { extends |", ["gold", "desk_ola", "shop_sla"]),
        ("sla s { between acme and |", ["acme", "desk", "retail"]),
        ("sla s { covers |", ["shop"]),
        ("sla s { target r { metric |", ["restore", "uptime"]),
        ("sla s { target r { require 95% within 4h during |", ["always", "office"]),
        ("sla s { target r { supported by |", ["desk_ola", "shop_sla"]),
        ("sla s { target r { supported by desk_ola.|", ["repair"]),
        ("calendar c = office or |", ["always", "office"]),
        ("metric m = clock on |", ["outages", "tickets"]),
        ('test "t" { expect shop_sla.|', ["resolution", "availability"]),
        # the targets of the agreement that is being written
        ("sla s { target quick { metric restore } penalty on |", ["quick"]),
    ],
)
def test_names_of_the_kind_that_is_needed(text, names):
    assert sorted(offered(text, "name")) == sorted(names)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("metric m = clock on tickets { start when |", ["priority", "status"]),
        ("metric m = availability on outages of |", ["component", "event"]),
        ("sla s { target r { metric restore by |", ["priority", "status"]),
        ("sla s { target r { metric restore where status == new and |", ["priority", "status"]),
        # the metric is inherited, or stands further down
        ("sla s { extends gold target resolution { where |", ["priority", "status"]),
        ("sla s {\n  target r {\n    where |\n    metric uptime\n  }\n}", ["component", "event"]),
        ('test "t" { log tickets { T1 at 2026-01-01 10:00: |', ["priority", "status"]),
    ],
)
def test_the_fields_of_the_log_that_is_spoken_of(text, fields):
    assert sorted(offered(text, "field")) == fields


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("metric m = clock on tickets { start when status == |", ["new", '"On hold"', "closed"]),
        ("metric m = clock on tickets { start when status in (new, |", ["new", '"On hold"', "closed"]),
        ("sla s { target r { metric restore by priority { |", ["P1", "P2"]),
        ("sla s { target r { metric restore by priority { P1: none |", ["P1", "P2"]),
        ("sla s { target r { supported by desk_ola.repair[|", ["P1", "P2"]),
        ('test "t" { log tickets { T1 at 2026-01-01 10:00: status |', ["new", '"On hold"', "closed"]),
        ('metric m = clock on tickets { start when status == "On|', ['"On hold"']),
    ],
)
def test_the_values_of_the_field(text, values):
    assert offered(text, "value") == values


def test_zones_and_holiday_codes():
    assert "Europe/Berlin" in offered("calendar c { timezone |", "zone")
    assert {"DE", "FR"} <= set(offered("calendar c { closed on holidays |", "code"))
    assert "BY" in offered("calendar c { closed on holidays DE-|", "code")


def test_what_was_begun_is_taken_out():
    made = workspace(here="calendar c { timezone Europe/Be }")
    document = made.documents["here.sla"]
    found = completions(made, document, document.text.index("Be") + 2)
    berlin = next(one for one in found if one.text == "Europe/Berlin")
    assert document.text[berlin.start : berlin.end] == "Europe/Be"


def test_clauses_where_they_may_stand():
    assert "target" in offered("sla s { | }", "keyword")
    assert "target" not in offered("sla s { target r { | } }", "keyword")
    assert {"open", "closed", "timezone"} == set(offered("calendar c { | }", "keyword"))


def test_nothing_in_comments_but_the_checks_that_can_be_allowed():
    assert offered("sla s { # hours |") == []
    assert "no-review" in offered("# allow |", "check")
    assert "syntax" not in offered("# allow |", "check")


def test_a_sign_in_a_text_is_no_comment():
    assert "office" in offered('sla s { owner "a # b" hours |', "name")


def test_nothing_in_figures():
    assert offered("sla s { target r { require 9|") == []
