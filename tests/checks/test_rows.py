"""Rows of targets: values that none covers, rows that never have a case, and urgent values that wait longer."""

import pytest

from slacode.diagnostics import Severity
from tests.checks.sets import TICKETS, checked, lines, only

HOURS = """
calendar office { timezone Europe/Berlin open mon-fri 08:00-18:00 }
calendar late   { timezone Europe/Berlin open mon-fri 07:00-20:00 }
calendar always = 24x7
"""
DESK = """
log calls {
  case id time at in UTC
  field status:   one of new, waiting, closed
  field priority: one of P1, P2, P3 carried
  field kind:     one of incident, wish carried
  field urgency:  one of low, middle, high, urgent carried
  field vip:      yesno carried
  field amount:   number carried
  field site:     text carried
}
metric restore = clock on calls { start when status == new stop when status == closed }
metric serious = clock on calls { start when status == new and priority <= P2 stop when status == closed }
metric good    = share on calls { each when status == closed and kind == incident good when vip == yes }
"""


def sla(clauses, metric="restore", more=""):
    return f"{HOURS}{DESK}sla shop {{ {more} target t {{ metric {metric}\n{clauses}\n}} }}"


def uncovered(folder, text):
    return [(d.data["field"], d.data["values"]) for d in only("value-not-covered", checked(folder, text))]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("by priority { P1: 95% within 1h }", [("priority", ["P2", "P3"])]),
        ("by priority { P1: 95% within 1h P2: 95% within 2h P3: none }", []),
        ("by priority { P1: 95% within 1h } require 95% within 8h", []),
        ("where priority == P1 by priority { P1: 95% within 1h }", []),
        ("where priority != P3 by priority { P1: 95% within 1h }", [("priority", ["P2"])]),
        ("where priority <= P2 and kind == wish by priority { P1: 95% within 1h }", [("priority", ["P2"])]),
        ("by priority { P1: 95% within 1h } when priority >= P2 require 95% within 8h", []),
        ("by priority { P1: 95% within 1h } when priority == P3 require none", [("priority", ["P2"])]),
        # What a row takes of a value is not all of it, but somebody thought of it.
        ("by priority { P1: 95% within 1h } when vip == yes require 95% within 8h", []),
        ("when priority == P1 require 95% within 1h", [("priority", ["P2", "P3"])]),
        ("when priority != P1 require 95% within 1h", [("priority", ["P1"])]),
        ("when kind == wish and priority == P3 require none when kind == incident require 95% within 8h", []),
        ("when not kind == wish require 95% within 8h", [("kind", ["wish"])]),
        ("when kind is known require 95% within 8h", []),
        ("when amount >= 100 require 95% within 8h", []),  # a number has no list of values
        ("by site { Berlin: 95% within 8h }", []),  # nor has a text
        ("when status == closed require 95% within 8h", []),  # at no other state a clock both starts and stops
    ],
)
def test_values_that_no_row_covers(tmp_path, clauses, expected):
    assert uncovered(tmp_path, sla(clauses)) == expected


def test_a_value_that_is_excluded_or_that_the_metric_cannot_measure_needs_no_row(tmp_path):
    table = "by priority { P1: 95% within 1h P2: 95% within 2h }"
    assert uncovered(tmp_path, sla(table, more="exclude cases where priority == P3")) == []
    assert uncovered(tmp_path, sla(table, more="exclude cases where priority == P3 and vip == yes")) == [
        ("priority", ["P3"])
    ]
    assert uncovered(tmp_path, sla(table, metric="serious")) == []
    assert uncovered(tmp_path, sla("by kind { incident: at least 90% }", metric="good")) == []
    assert uncovered(tmp_path, sla("by kind { wish: at least 90% }", metric="good")) == [("kind", ["incident"])]


def test_targets_with_the_same_rows_and_other_metrics_are_told_apart(tmp_path):
    table = "by priority { P1: 95% within 1h P2: 95% within 2h }"
    two = f"target a {{ metric serious {table} }} target b {{ metric restore {table} }}"
    found = only("value-not-covered", checked(tmp_path, f"{HOURS}{DESK}sla shop {{ {two} }}"))
    assert [(d.data["target"], d.data["values"]) for d in found] == [("shop.b", ["P3"])]


def test_a_value_added_to_the_tool_and_not_to_the_contract_is_shown_in_both_files(tmp_path):
    files = {
        "logs.sla": "log t {\n  case id time at in UTC\n  field s: one of new, done\n  field p: one of A, B, C\n}\n"
        "metric m = clock on t { start when s == new stop when s == done }\n",
        "shop.sla": "sla shop {\n  target r {\n    metric m\n    by p { A: all within 1h B: all within 2h }\n  }\n}\n",
    }
    [finding] = only("value-not-covered", checked(tmp_path, files))
    assert finding.severity is Severity.WARNING
    assert finding.message == "no row of `shop.r` covers `C` of `p`"
    assert lines(finding) == {("shop.sla", 2), ("logs.sla", 4)}
    assert "`C: none`" in finding.help[0]
    (tmp_path / "shop.sla").write_text(files["shop.sla"].replace("B: all within 2h", ""), encoding="utf-8")
    (tmp_path / "logs.sla").write_text(files["logs.sla"].replace("B, C", "B, C, D"), encoding="utf-8")
    [finding] = only("value-not-covered", checked(tmp_path, {}))
    assert finding.message == "no row of `shop.r` covers `B`, `C` and `D` of `p`"


def test_a_table_that_agreements_share_or_that_is_amended_is_told_of_once(tmp_path):
    text = TICKETS + (
        "terms base { target r { metric restore by priority { P1: all within 1h } } }\n"
        "sla a { extends base } sla b { extends base }\n"
        "sla c { term from 2026-01-01 target r { metric restore by priority { P3: all within 1h } }\n"
        "  amend from 2026-07-01 { target r { by priority { P3: all within 2h } } } }\n"
    )
    found = only("value-not-covered", checked(tmp_path, text))
    assert [(d.data["target"], d.data["values"]) for d in found] == [("a.r", ["P2", "P3"]), ("c.r", ["P1", "P2"])]


def test_a_row_that_the_support_of_an_sla_lacks_is_no_second_finding(tmp_path):
    # the desk has neither P2, which the shop promises and rests on the desk, nor P3, which is exempt there
    text = TICKETS.replace("P1, P2, P3", "P1, P2, P3, P4") + (
        "sla shop { target r { metric restore\n"
        "  by priority { P1: 90% within 8h P2: 90% within 9h P3: none P4: 90% within 24h }\n"
        "  supported by desk.r } }\n"
        "ola desk { target r { metric restore by priority { P1: 95% within 4h P4: 95% within 9h } } }\n"
    )
    found = checked(tmp_path, text)
    assert len(only("target-without-support", found)) == 1
    assert [d.data["values"] for d in only("value-not-covered", found)] == [["P3"]]


def never(folder, text):
    return [(d.data["row"], d.data["reason"]) for d in only("row-never-matches", checked(folder, text))]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("when priority <= P2 require 95% within 8h when priority == P1 require 95% within 4h",
         [('shop.t["priority == P1"]', "rows")]),
        ("when priority == P1 require 95% within 4h when priority <= P2 require 95% within 8h", []),
        # two rows together take what neither takes alone: 8 lies below 9, and 9 does not
        ("when amount < 9 require none when amount >= 9 require none when amount in (8, 9) require none",
         [('shop.t["amount in (8, 9)"]', "rows")]),
        ("when amount < 10 require none when amount > 10 require 95% within 4h when amount is known require none", []),
        ("when amount < 10 and amount > 10 require all within 4h",
         [('shop.t["amount < 10 and amount > 10"]', "itself")]),
        ("when priority < P1 require 95% within 4h", [('shop.t["priority < P1"]', "itself")]),
        ('when site == "a" and site == "b" require 95% within 4h', [('shop.t["site == a and site == b"]', "itself")]),
        # a missing value falls in no row of the table: the plain row is for that
        ("by priority { P1: none P2: none P3: 95% within 8h } require 95% within 8h", []),
        ("when vip is known require 95% within 8h when vip is missing require none require 95% within 9h",
         [("shop.t", "rows")]),
        ("where priority <= P2 by priority { P1: 95% within 1h P2: 95% within 2h P3: 95% within 3h }",
         [("shop.t[P3]", "where")]),
        ("where priority <= P2 by priority { P1: 95% within 1h P2: 95% within 2h P3: none }", []),
        ("where amount > 5 and amount < 5 by priority { P1: 95% within 1h P2: 95% within 2h }", [("shop.t", "where")]),
        # an exemption that a wider promise comes before exempts nobody: that does harm
        ("when kind == wish require 95% within 8h when kind == wish and vip == yes require none",
         [('shop.t["kind == wish and vip == yes"]', "rows")]),
    ],
)  # fmt: skip
def test_rows_that_never_have_a_case(tmp_path, clauses, expected):
    assert never(tmp_path, sla(clauses)) == expected


def test_a_row_whose_cases_are_all_excluded_shows_the_exclusions(tmp_path):
    clauses = "by priority { P1: 95% within 1h\nP2: 95% within 2h\nP3: 95% within 3h }"
    one, other = "exclude cases where priority == P3 and vip == yes", "exclude cases where not vip == yes"
    assert never(tmp_path, sla(clauses, more=one)) == []
    text = sla(clauses, more=f"\n{one}\n{other}\n")
    [finding] = only("row-never-matches", checked(tmp_path, text))
    assert (finding.data["row"], finding.data["reason"]) == ("shop.t[P3]", "exclusions")
    said = text.splitlines()
    assert {said[line - 1] for _, line in lines(finding)} == {one, other, "P3: 95% within 3h }"}


def test_a_row_shows_the_rows_that_take_its_cases_and_no_others(tmp_path):
    rows = ["when vip == yes require none", "when priority == P1 require none", "when kind == wish require none"]
    text = sla("\n".join([*rows, "when priority == P1 and kind == wish require 95% within 8h"]))
    [finding] = only("row-never-matches", checked(tmp_path, text))
    said = [text.splitlines()[label.at.line - 1] for label in finding.labels]
    assert said == rows[:2]  # P1 takes what is left after vip; for the third row nothing is left to take
    assert finding.message.endswith("earlier rows take them all")


def test_where_too_many_cases_would_have_to_be_looked_at_nothing_is_said(tmp_path):
    fields = "\n".join(f"field f{i}: number" for i in range(12))
    log = f"log t {{ case id time at in UTC field s: one of new, done\n{fields} }}\n"
    metric = "metric m = clock on t { start when s == new stop when s == done }\n"
    every = " and ".join(f"f{i} > {j}" for i in range(12) for j in range(9))
    rows = f"when {every} require none when {every} require all within 1h"
    text = f"{log}{metric}sla a {{ target r {{ metric m {rows} }} }}"
    assert never(tmp_path, text) == []


def disordered(folder, clauses, **more):
    found = only("priority-order", checked(folder, sla(clauses, **more)))
    return [(d.data["earlier"], d.data["pairs"]) for d in found]


@pytest.mark.parametrize(
    ("clauses", "pairs"),
    [
        ("by priority { P1: 95% within 8h P2: 95% within 4h }", ["P1 > P2"]),
        ("by priority { P2: 95% within 4h P1: 95% within 8h }", ["P1 > P2"]),  # the order of the values
        ("by priority { P1: 95% within 4h P2: 95% within 4h P3: none }", None),
        ("by priority { P1: 95% within 1h P2: 95% within 8h P3: 95% within 4h }", ["P2 > P3"]),
        ("by priority { P1: 95% within 9h P2: 95% within 4h P3: 95% within 8h }", ["P1 > P2", "P1 > P3"]),
        ("by priority { P1: 95% within 60min P2: 95% within 1h }", None),
        ("by priority { P1: 95% within 3 business days P2: 95% within 2 business days }", ["P1 > P2"]),
        ("by priority { P1: 95% within 2 business days to the hour P2: 95% within 2 business days }", None),
        ("by priority { P1: 95% within 2 business days P2: 95% within 4h }", None),  # days and hours are not compared
        # 8 hours of the office end later than 4 around the clock, or 4 of longer days; the other way who knows
        ("by priority { P1: 95% within 8h during office P2: 95% within 4h during always }", ["P1 > P2"]),
        ("by priority { P1: 95% within 8h during office P2: 95% within 4h during late }", ["P1 > P2"]),
        ("by priority { P1: 95% within 8h during always P2: 95% within 4h during office }", None),
        ("by priority { P1: 95% within 8h during late P2: 95% within 4h during office }", None),
        ("when priority == P1 require 95% within 8h when priority == P2 require 95% within 4h", None),  # no table
    ],
)
def test_an_urgent_value_that_waits_longer(tmp_path, clauses, pairs):
    assert disordered(tmp_path, clauses) == ([] if pairs is None else [(f"shop.t[{pairs[0][:2]}]", pairs)])


def test_every_pair_that_runs_the_wrong_way_is_told_in_one_finding(tmp_path):
    table = "by urgency {{ low: all within {}h middle: all within {}h high: all within {}h urgent: all within {}h }}"
    assert disordered(tmp_path, table.format(2, 8, 4, 48)) == [("shop.t[middle]", ["middle > high"])]
    [(ref, pairs)] = disordered(tmp_path, table.format(48, 24, 8, 2))
    assert (ref, len(pairs)) == ("shop.t[low]", 6)


def test_the_finding_says_both_times_and_where_they_stand(tmp_path):
    text = sla("by priority {\nP1: 95% within 8h during office\nP2: 95% within 4h\nP3: none\n}")
    [finding] = only("priority-order", checked(tmp_path, text))
    assert finding.message == (
        "`shop.t[P1]` is promised slower than `shop.t[P2]`: within `8h` in `office`, against `4h`"
    )
    said = [text.splitlines()[line - 1] for _, line in sorted(lines(finding))]
    assert said[1:] == ["P1: 95% within 8h during office", "P2: 95% within 4h"]
    assert "field priority" in said[0]


def test_a_swap_that_an_amendment_makes_is_dated_and_told_once(tmp_path):
    amend = "amend from 2026-07-01 { target t { by priority { P1: all within 9h } } }"
    text = sla("by priority { P1: all within 1h P2: all within 2h P3: none }", more=f"term from 2026-01-01 {amend}")
    text = text.replace(amend, f'{amend} amend from 2026-10-01 {{ owner "B" }}')
    [finding] = only("priority-order", checked(tmp_path, text))
    assert finding.notes == ("so since the amendment from 2026-07-01",)
