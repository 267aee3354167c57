"""What an auditor notes about single agreements, and about several that should be one or one that should be several."""


import datetime as dt

import pytest

from slacode.diagnostics import Severity
from slacode.engine.checks._dates import after
from slacode.engine.model.values import Span
from tests.checks.sets import TICKETS, checked, lines, only

PARTIES = "provider it\ncustomer berlin\ncustomer munich\n"
WELL_KEPT = (
    TICKETS
    + """
provider it
customer berlin
metric effort = count on tickets { each when status == new }
objective calm for berlin { kpi demand: effort at most 100 per month }
sla desk {
  between it and berlin
  term 2026-01-01 to 2027-12-31
  owner "Ines" review every 6 months signed 2025-12-01 by it, berlin serves calm
  target fix { metric restore require 95% within 4h }
}
"""
)


def test_a_well_kept_agreement_has_no_notes(tmp_path):
    assert checked(tmp_path, WELL_KEPT, as_of="2026-05-01") == []


@pytest.mark.parametrize(
    ("clause", "check"),
    [
        ('owner "Ines"', "no-owner"),
        ("review every 6 months", "no-review"),
        ("signed 2025-12-01 by it, berlin", "not-signed"),
        ("serves calm", "no-objective"),
        ("target fix { metric restore require 95% within 4h }", "no-target"),
    ],
)
def test_each_clause_that_is_missing_gives_its_note_and_no_other(tmp_path, clause, check):
    found = checked(tmp_path, WELL_KEPT.replace(clause, ""))
    assert [(d.check, d.severity) for d in found] == [(check, Severity.NOTE)]
    assert lines(found[0]) == {("policy.sla", 11)}


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("target reply { require 95% within 30min }", "`desk.reply` is measured by nothing"),
        ("target reply { metric restore }", "`desk.reply` promises nothing"),
    ],
)
def test_a_target_that_is_not_finished_is_noted_beside_one_that_is(tmp_path, target, message):
    (found,) = checked(tmp_path, WELL_KEPT.replace("target fix", f"{target}\n  target fix"))
    assert (found.check, found.severity, found.message) == ("target-incomplete", Severity.NOTE, message)
    assert lines(found) == {("policy.sla", 15)}


@pytest.mark.parametrize(
    "target",
    [
        "target reply { metric restore require none }",  # deliberately nothing
        "target reply { require none }",
        "target reply { metric restore } amend from 2026-07-01 { target reply { require 95% within 1h } }",
    ],
)
def test_a_target_that_says_none_or_is_finished_later_is_not_noted(tmp_path, target):
    assert checked(tmp_path, WELL_KEPT.replace("target fix", f"{target}\n  target fix")) == []


def test_what_terms_say_holds_for_all_that_extend_them(tmp_path):
    text = """
terms kept { owner "Ines" review every 6 months signed 2025-12-01 }
ola one { extends kept }
uc  two { extends kept }
"""
    assert checked(tmp_path, text) == []


def test_olas_and_contracts_need_no_objective_and_no_target(tmp_path):
    assert {d.check for d in checked(tmp_path, "ola one { } uc two { }")} == {"no-owner", "no-review", "not-signed"}


def test_a_target_that_exempts_every_row_promises_nothing(tmp_path):
    text = TICKETS + "sla desk { target fix { metric restore by priority { P1: none P2: none P3: none } } }"
    assert len(only("no-target", checked(tmp_path, text))) == 1


# ---- dates


@pytest.mark.parametrize(
    ("clauses", "as_of", "due"),
    [
        # begun on 1 January, six months later is 1 July: on that day it is still in time
        ("term from 2026-01-01 review every 6 months", "2026-07-01", None),
        ("term from 2026-01-01 review every 6 months", "2026-07-02", "2026-07-01"),
        # signed again on 20 June: the next one is due on 20 December
        ("term from 2026-01-01 signed 2026-06-20 review every 6 months", "2026-07-02", None),
        ("term from 2026-01-01 signed 2026-06-20 review every 6 months", "2026-12-21", "2026-12-20"),
        # a signature of tomorrow is none yet
        ("term from 2026-01-01 signed 2026-08-01 review every 6 months", "2026-07-02", "2026-07-01"),
        # an amendment was a review too
        ("term from 2026-01-01 review every 6 months amend from 2026-05-01 { }", "2026-10-31", None),
        ("term from 2026-01-01 review every 6 months amend from 2026-05-01 { }", "2026-11-02", "2026-11-01"),
        # not begun, over, no day known
        ("term from 2026-01-01 signed 2024-01-01 review every 6 months", "2025-12-31", None),
        ("term 2026-01-01 to 2026-06-30 review every 1 month", "2026-07-01", None),
        ("review every 1 month", "2026-07-01", None),
    ],
)  # fmt: skip
def test_reviews_fall_due(tmp_path, clauses, as_of, due):
    found = only("review-overdue", checked(tmp_path, f"sla desk {{ {clauses} }}", as_of=as_of))
    assert [str(d.data["due"]) for d in found] == ([due] if due else [])


def test_without_a_day_nothing_is_overdue_and_nothing_over(tmp_path):
    found = checked(tmp_path, "sla desk { term 2020-01-01 to 2020-12-31 review every 1 month }")
    assert {d.check for d in found} & {"review-overdue", "term-over"} == set()


@pytest.mark.parametrize(
    ("clauses", "as_of", "over"),
    [
        ("term 2025-01-01 to 2025-12-31", "2025-12-31", False),
        ("term 2025-01-01 to 2025-12-31", "2026-01-01", True),
        ("term 2025-01-01 to 2027-12-31 terminated 2025-06-30", "2025-07-01", True),
        ("term from 2025-01-01", "2099-01-01", False),
        # an amendment that extends the term: the last version says when it ends
        ("term 2025-01-01 to 2025-12-31 amend from 2025-06-01 { term 2025-01-01 to 2026-12-31 }", "2026-01-01", False),
    ],
)
def test_terms_end(tmp_path, clauses, as_of, over):
    found = only("term-over", checked(tmp_path, f"\nsla desk {{\n{clauses}\n}}", as_of=as_of))
    assert [lines(d) for d in found] == ([{("policy.sla", 3)}] if over else [])


@pytest.mark.parametrize(
    ("date", "span", "later"),
    [
        ("2026-01-31", Span(count=1, unit="month"), "2026-02-28"),
        ("2024-01-31", Span(count=1, unit="month"), "2024-02-29"),
        ("2026-11-30", Span(count=1, unit="quarter"), "2027-02-28"),
        ("2024-02-29", Span(count=1, unit="year"), "2025-02-28"),
        ("2026-12-31", Span(count=2, unit="week"), "2027-01-14"),
        ("2026-12-31", Span(count=1, unit="day"), "2027-01-01"),
        ("9999-12-31", Span(count=3, unit="year"), "9999-12-31"),
    ],
)
def test_dates_some_units_later(date, span, later):
    assert after(dt.date.fromisoformat(date), span) == dt.date.fromisoformat(later)


# ---- one and many


def services(*names: str) -> str:
    return "".join(f"service {name}\n" for name in names)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (services("a", "b", "c") + "sla all { covers a, b, c }", True),
        (services("a", "b") + "sla all { covers a, b }", False),  # two services are no catalogue
        (services("a", "b", "c") + "sla all { covers a, b } sla other { covers c }", False),
        (services("a", "b", "c") + "sla all { covers a, b, c } sla other { covers c }", False),
        # parts are not counted: the catalogue that customers see has one service
        (services("a", "b") + "service c { needs a and b }\nsla all { covers a, b, c }", False),
    ],
)
def test_one_agreement_for_the_whole_catalogue(tmp_path, text, found):
    assert bool(only("one-agreement-for-everything", checked(tmp_path, text))) is found


def site(name: str, customer: str, hours: str = "4h", more: str = "") -> str:
    target = f"target fix {{ metric restore require 95% within {hours} }}"
    return f"sla {name} {{ between it and {customer} {more} {target} }}\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (site("a", "berlin") + site("b", "munich"), ["a", "b"]),
        (site("a", "berlin", more='fee EUR 1 per month owner "A"') + site("b", "munich", more="signed 2026-01-01"),
         ["a", "b"]),
        (site("a", "berlin") + site("b", "munich", "5h"), None),
        (site("a", "berlin") + site("b", "munich", more='exclude "Sundays" every sun 00:00-24:00'), None),
        (site("a", "berlin", more="covers x") + site("b", "berlin", more="covers y"), None),  # by service, on purpose
        (site("a", "berlin", more="covers x") + site("b", "berlin", more="covers x"), ["a", "b"]),
    ],
)  # fmt: skip
def test_texts_that_stand_twice(tmp_path, text, names):
    found = only("same-agreement-twice", checked(tmp_path, PARTIES + TICKETS + services("x", "y") + text))
    assert [d.data["agreements"] for d in found] == ([names] if names else [])


def test_three_copies_are_one_finding_that_shows_all(tmp_path):
    sites = [("a", "berlin"), ("b", "munich"), ("c", "berlin")]
    files = {f"{name}.sla": site(name, customer) for name, customer in sites}
    found = only("same-agreement-twice", checked(tmp_path, files | {"common.sla": PARTIES + TICKETS}))
    assert len(found) == 1
    assert lines(found[0]) == {("a.sla", 1), ("b.sla", 1), ("c.sla", 1)}


def test_a_penalty_that_differs_makes_another_text(tmp_path):
    penalty = "penalty late on fix { below 95%: EUR {} }"
    one, other = (site(n, c) for n, c in (("a", "berlin"), ("b", "munich")))
    one = one.replace(" }\n", " " + penalty.replace("{}", "100") + " }\n")
    other = other.replace(" }\n", " " + penalty.replace("{}", "200") + " }\n")
    assert only("same-agreement-twice", checked(tmp_path, PARTIES + TICKETS + one + other)) == []
