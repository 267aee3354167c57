"""Inheritance and amendments: clause by clause, rows by their labels, versions by their dates (7.1, 7.3)."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.lower.build import read

GOLD = 'terms gold { hours office review every 3 months owner "Ines" fee EUR 100 per month }'


def hours_of(target):
    """The allowances of a target's rows in hours, by label."""
    return {
        row.label: getattr(row.obligation, "allowance", None) and row.obligation.allowance.us // 3_600_000_000
        for row in target.rows
    }


def test_a_clause_that_is_given_again_replaces_the_extended_one():
    version = read(GOLD, "sla a { extends gold review every 6 months }").version("a")
    assert (version.hours, version.owner, version.review.count) == ("office", "Ines", 6)


def test_an_extended_clause_says_where_it_stands():
    version = read(GOLD, "sla a { extends gold }").version("a")
    assert (version.fee.at.path, version.at.path) == ("0.sla", "1.sla")


def test_terms_extend_terms_and_the_later_of_two_wins():
    texts = (GOLD, "terms silver { extends gold review every 6 months }", "terms night { hours always }")
    version = read(*texts, "sla a { extends silver extends night }").version("a")
    assert (version.review.count, version.hours, version.owner) == (6, "always", "Ines")
    assert read(*texts, "sla a { extends night extends silver }").version("a").hours == "office"


def test_an_agreement_can_be_extended_without_its_amendments():
    texts = (
        "sla a { term 2026-01-01 to 2026-12-31 amend from 2026-07-01 { review every 1 months } }",
        "sla b { extends a }",
    )
    found = read(*texts)
    assert len(found.versions("a")) == 2
    assert found.version("b").first == dt.date(2026, 1, 1)


BASE_TARGET = """terms base {
  target t "Fix it" { metric fix per quarter by priority { P1: 90% within 4h P2: 90% within 8h } }
}"""


def test_a_row_replaces_the_row_of_the_same_label_and_new_ones_follow():
    changed = "target t { by priority { P2: 80% within 6h P3: 90% within 9h } }"
    target = read(BASE_TARGET, f"sla a {{ extends base {changed} }}").target("a")
    assert hours_of(target) == {"P1": 4, "P2": 6, "P3": 9}
    assert [row.label for row in target.rows] == ["P1", "P2", "P3"]
    assert (target.title, target.per.unit, target.metric) == ("Fix it", "quarter", "fix")
    assert [row.at.path for row in target.rows] == ["0.sla", "1.sla", "1.sla"]


def test_another_way_to_promise_replaces_the_whole_table():
    for changed in ("require all within 2h", "by status { new: all within 2h }"):
        target = read(BASE_TARGET, f"sla a {{ extends base target t {{ {changed} }} }}").target("a")
        assert [row.obligation.allowance.us for row in target.rows] == [7_200_000_000]


def test_rows_with_conditions_replace_the_one_of_the_same_condition():
    rows = "when vip == yes require all within 2h when effort > 3 require all within 9h"
    base = f"terms base {{ target t {{ metric fix {rows} }} }}"
    target = read(base, "sla a { extends base target t { when effort > 3 require all within 5h } }").target("a")
    assert hours_of(target) == {"vip == yes": 2, "effort > 3": 5}


def test_penalties_are_replaced_by_name_and_exclusions_by_reason():
    base = """terms base {
      target t { metric fix require 95% within 4h }
      penalty late on t { below 95%: EUR 5 }
      exclude "Patch" every sun 02:00-04:00
      exclude "Move" every sat 02:00-04:00
    }"""
    changed = 'penalty late on t { below 95%: EUR 7 } exclude "Patch" every mon 02:00-04:00'
    version = read(base, f"sla a {{ extends base {changed} }}").version("a")
    assert [p.tiers[0].amount.amount for p in version.penalties] == [Decimal(7)]
    assert [(e.reason, e.hours.days) for e in version.exclusions] == [("Patch", (0,)), ("Move", (5,))]


# ---- amendments


AMENDED = """sla a {
  term 2026-01-01 to 2026-12-31
  amend from 2026-10-01 "Third" { review every 1 months }
  target t { metric fix by priority { P1: 90% within 4h P2: 90% within 8h } }
  review every 6 months
  amend from 2026-07-01 "Second" { target t { by priority { P1: 90% within 3h } } }
}"""


def test_versions_follow_each_other_without_gap_or_overlap():
    versions = read(AMENDED).versions("a")
    assert [(v.number, v.title, str(v.start), str(v.end)) for v in versions] == [
        (1, None, "2026-01-01", "2026-06-30"),
        (2, "Second", "2026-07-01", "2026-09-30"),
        (3, "Third", "2026-10-01", "2026-12-31"),
    ]
    assert {(str(v.first), str(v.last)) for v in versions} == {("2026-01-01", "2026-12-31")}


def test_each_version_stands_on_the_one_before():
    found = read(AMENDED)
    assert [hours_of(found.target("a", version=n)) for n in range(3)] == [{"P1": 4, "P2": 8}, *[{"P1": 3, "P2": 8}] * 2]
    assert [v.review.count for v in found.versions("a")] == [6, 6, 1]


def test_an_amendment_may_change_the_term():
    text = "sla a { term 2026-01-01 to 2026-12-31 amend from 2026-07-01 { term 2026-01-01 to 2027-12-31 } }"
    assert [str(v.end) for v in read(text).versions("a")] == ["2026-06-30", "2027-12-31"]


def test_an_open_term_stays_open():
    first, second = read("sla a { term from 2026-01-01 amend from 2026-07-01 { review every 1 months } }").versions("a")
    assert (str(first.end), second.end, second.last) == ("2026-06-30", None, None)


def test_an_amendment_may_extend_terms():
    _, second = read(GOLD, 'sla a { owner "Bo" amend from 2026-07-01 { extends gold } }').versions("a")
    assert (second.hours, second.owner) == ("office", "Ines")


def test_two_amendments_of_one_date_are_told_with_both_places():
    text = (
        "sla a {\n amend from 2026-07-01 { review every 1 months }\n amend from 2026-07-01 { review every 2 months }\n}"
    )
    error = read(text).one
    assert (error.check, error.at.line, error.labels[0].at.line) == ("duplicate-amendment", 3, 2)


@pytest.mark.parametrize(
    ("clauses", "lines"),
    [
        ("hours office\nhours always", (2, 1)),
        ("fee EUR 5 per month\nfee from tickets.effort per month", (2, 1)),
        ("term from 2026-01-01\nterm 2026-01-01 to 2026-12-31", (2, 1)),
        ("target t { metric fix require all within 4h\nrequire all within 5h }", (2, 1)),
        ("target t { metric fix per month\nper year require all within 5h }", (2, 1)),
    ],
)
def test_a_clause_that_is_said_twice_in_one_block_is_told_with_both_places(clauses, lines):
    error = read(f"sla a {{ {clauses} }}").one
    assert (error.check, (error.at.line, error.labels[0].at.line)) == ("duplicate-clause", lines)


def test_two_targets_of_one_name_in_a_block_are_told():
    text = "sla a { target t { metric fix require all within 4h }\ntarget t { metric fix require all within 5h } }"
    assert read(text).one.check == "duplicate-name"


def test_clauses_that_add_up_may_stand_several_times():
    services = "service x\nservice y"
    version = read(
        services, "sla a { covers x covers y terminate after 2 misses in 3 months terminate after 3 misses in 1 years }"
    ).version("a")
    assert version.covers == ("x", "y")
    assert len(version.terminations) == 2
