"""Names over all files: any order, one namespace, both places of a conflict, and what was likely meant."""

import pytest

from tests.lower.build import read


def test_a_name_is_found_in_any_file_whatever_comes_first():
    found = read("sla a { hours night }", "calendar night { open mon-fri 22:00-06:00 }")
    assert found.version("a").hours == "night"


def test_the_order_of_files_and_declarations_changes_nothing():
    parts = ["provider p", "customer c", "sla a { between p and c }", "team t of p"]
    assert read("\n".join(parts)).model.model_dump(exclude={"at"}) is not None
    names = [[party.name for party in read(*order).model.parties] for order in (parts, parts[::-1])]
    assert names[0] == names[1] == ["c", "p", "t"]


def test_a_misspelt_name_is_told_with_the_likely_one():
    error = read("sla a { hours offic }").one
    assert (error.check, error.message) == ("unknown-name", "there is no calendar `offic`")
    assert error.help == ("did you mean `office`?",)
    assert (error.at.path, error.at.line, error.at.column, error.at.end_column) == ("0.sla", 1, 15, 20)


def test_where_nothing_is_near_what_there_is_is_told():
    assert read("sla a { hours xyz }").one.help == ("there are `always`, `office`",)


def test_a_name_declared_in_two_files_is_told_with_both_places():
    error = read("team desk", "\nsupplier desk").one
    assert error.check == "duplicate-name"
    assert (error.at.path, error.at.line) == ("1.sla", 2)
    assert [(label.at.path, label.at.line) for label in error.labels] == [("0.sla", 1)]


def test_names_of_different_kinds_share_one_namespace():
    assert read("team office").one.check == "duplicate-name"


def test_a_name_of_another_kind_is_told_with_the_place_where_it_is_declared():
    error = read("sla a { hours desk }", "team desk").one
    assert (error.check, error.message) == ("type-mismatch", "`desk` is a party, where a calendar is needed")
    assert [(label.at.path, label.message) for label in error.labels] == [
        ("1.sla", "`desk` is declared here as a party")
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("team t of nobody", "there is no party `nobody`"),
        ("sla a { between nobody and nobody }", "there is no party `nobody`"),
        ("sla a { covers nothing }", "there is no service `nothing`"),
        ("sla a { serves nothing }", "there is no objective `nothing`"),
        ("sla a { owner nobody }", "there is no party `nobody`"),
        ("sla a { extends nothing }", "there are no terms `nothing`"),
        ("sla a { signed 2026-01-01 by nobody }", "there is no party `nobody`"),
        ("sla a { fee from nothing.charge per month }", "there is no log `nothing`"),
        ("sla a { fee from tickets.charge per month }", "log `tickets` has no field `charge`"),
        ("sla a { target t { metric nothing require all within 4h } }", "there is no metric `nothing`"),
        ("sla a { target t { metric fix require all within 4h during nothing } }", "there is no calendar `nothing`"),
        ("sla a { target t { metric fix by nothing { P1: all within 4h } } }", "log `tickets` has no field `nothing`"),
        ("sla a { target t { metric fix require all by nothing } }", "log `tickets` has no field `nothing`"),
        ("sla a { target t { metric fix require all within 4h supported by b.t } }", "there is no agreement `b`"),
        ("sla a { penalty on t { below 90%: EUR 5 } }", "there is no target `t`"),
        ("service s { needs t }", "there is no service `t`"),
        ("service s { uses t }", "there is no service `t`"),
        ("objective o for nobody { }", "there is no party `nobody`"),
        ("customer c objective o for c { kpi k: nothing at most 2 per month }", "there is no metric `nothing`"),
        ("metric m = count on nothing { each when a == b }", "there is no log `nothing`"),
        ("metric m = value of nothing on tickets", "log `tickets` has no field `nothing`"),
        ("calendar c = office or nothing", "there is no calendar `nothing`"),
        ('test "x" { log nothing { T1 at 2026-01-01 10:00: a b } }', "there is no log `nothing`"),
        ('test "x" { expect a.t T1 met }', "there is no agreement `a`"),
    ],
)
def test_every_reference_must_lead_somewhere(text, message):
    found = read(text)
    assert set(found.names) == {"unknown-name"}
    assert found.found[0].message == message


def test_a_metric_whose_log_is_wrong_says_nothing_of_its_fields():
    assert read("metric m = count on ticket { each when whatever == new }").names == ["unknown-name"]


def test_one_missing_name_is_told_at_each_place_that_uses_it():
    found = read("sla a { hours nothing }", "sla b { hours nothing }")
    assert [(d.check, d.at.path) for d in found.found] == [("unknown-name", "0.sla"), ("unknown-name", "1.sla")]


def test_a_clause_that_many_agreements_extend_is_told_once():
    found = read("terms gold { hours nothing }", "sla a { extends gold }", "sla b { extends gold }")
    assert [(d.check, d.at.path) for d in found.found] == [("unknown-name", "0.sla")]


def test_terms_that_nothing_extends_are_read_too():
    assert read("terms gold { hours nothing }").names == ["unknown-name"]


@pytest.mark.parametrize(
    "text",
    [
        "provider fix sla a { between fix and fix }",  # of another kind
        "metric fix = count on tickets { each when status == new } sla a { target t { metric fix require at most 9 } }",
        "terms office { review every 1 year } sla a { hours office extends office }",
        "sla a { } ola a { target t { metric fix require all within 4h } } test \"x\" { expect a.t T1 met }",
        "log tickets { case id time at in UTC field charge: number } sla a { fee from tickets.charge per month }",
    ],
)
def test_nothing_follows_from_a_name_that_is_declared_twice(text):
    assert set(read(text).names) == {"duplicate-name"}


def test_an_expectation_of_a_target_whose_metric_is_unknown_is_no_error_of_its_own():
    text = "sla a { target t { metric nothing require all within 4h } } test \"x\" { expect a.t T1 met }"
    assert read(text).names == ["unknown-name"]
