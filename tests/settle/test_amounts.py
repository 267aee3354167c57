"""What one penalty comes to in one period, worked out by hand (language reference, 7.6 and 7.7)."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from slacode.reports.evaluation._money import money_cell
from tests.settle.contract import amounts, attained, breach, contract, instant, of, settled, texts

THRESHOLDS = "penalty late on fix_it { below 95%: 5% of fee  below 90%: EUR 120  below 80%: 20% of fee }"


@pytest.mark.parametrize(
    ("figure", "amount"),
    [
        ("100", "0.00"),
        ("95", "0.00"),  # reached only beyond 95%
        ("94.999999", "50.00"),  # 5% of 1000
        ("90", "50.00"),
        ("89.9", "120.00"),
        ("80", "120.00"),
        ("79", "200.00"),  # the furthest one, once: not 50 + 120 + 200
    ],
)
def test_of_thresholds_the_furthest_one_that_is_passed_applies_once(tmp_path, figure, amount):
    policy = contract(tmp_path, THRESHOLDS)
    assert amounts(settled(policy, attained(policy, "2026-01", figure))) == [f"late 2026-01 {amount}"]


def test_the_order_in_which_thresholds_are_written_means_nothing(tmp_path):
    policy = contract(
        tmp_path, "penalty late on fix_it { below 80%: 20% of fee  below 95%: 5% of fee  below 90%: 10% of fee }"
    )
    assert of(settled(policy, attained(policy, "2026-01", "85")), "late", "2026-01").amount == "100.00"


def test_promise_is_what_the_row_promises(tmp_path):
    rows = "by priority { P1: 95% within 4h  P2: 80% within 8h }"
    policy = contract(tmp_path, "penalty late on fix_it { below promise: EUR 10 }", rows=rows)
    one, two = attained(policy, "2026-01", "90", row="P1"), attained(policy, "2026-01", "90", row="P2")
    assert of(settled(policy, one, two), "late", "2026-01").row == "P1"
    assert of(settled(policy, two), "late", "2026-01").amount == "0.00"


RANGES = """penalty late on fix_it {
  above 90% and at most 95%:     EUR 10
  at least 85% and below 90%: EUR 20
  below 86%:                     EUR 30
}"""


@pytest.mark.parametrize(
    ("figure", "amount"),
    [
        ("95", "10.00"),
        ("95.01", "0.00"),
        ("90", "0.00"),  # a gap of the contract's: neither above 90% nor below it
        ("89", "20.00"),
        ("85.5", "20.00"),  # two hold, the first does
        ("85", "20.00"),
        ("84.99", "30.00"),
    ],
)
def test_of_ranges_the_first_that_holds_applies_with_its_bounds_as_written(tmp_path, figure, amount):
    policy = contract(tmp_path, RANGES)
    assert of(settled(policy, attained(policy, "2026-01", figure)), "late", "2026-01").amount == amount


@pytest.mark.parametrize(
    ("started", "figure", "amount"),
    [
        ("started ", "99.9", "0.00"),
        ("started ", "99.89", "20.00"),  # 0.01 of a step of 0.1 counts whole: 1 x 2% of 1000
        ("started ", "99.7", "40.00"),  # 0.2 is 2 steps
        ("started ", "99.65", "60.00"),  # 0.25 is 2.5 steps, the third has started
        ("", "99.65", "50.00"),  # 2.5 x 20
        ("", "99.89", "2.00"),  # 0.1 x 20
    ],
)
def test_steps_are_started_or_in_proportion(tmp_path, started, figure, amount):
    policy = contract(tmp_path, f"penalty out on up {{ 2% of fee per {started}0.1% below 99.9% }}")
    found = settled(policy, attained(policy, "2026-01", figure, target="up"))
    assert of(found, "out", "2026-01").amount == amount


def test_an_outage_of_43_2_minutes_in_a_month_of_30_days_is_exactly_99_9_percent(tmp_path):
    policy = contract(tmp_path, "penalty out on up { 2% of fee per started 0.1% below 99.9%  below 99.9%: EUR 1 }")
    minutes = 30 * 24 * 60  # 43_200, of which 43.2 are a thousandth
    exact = 100 * (1 - Fraction("43.2") / minutes)
    assert of(settled(policy, attained(policy, "2026-04", exact, target="up")), "out", "2026-04").amount == "0.00"
    more = 100 * (1 - Fraction("43.200001") / minutes)
    assert of(settled(policy, attained(policy, "2026-04", more, target="up")), "out", "2026-04").amount == "21.00"


def test_times_are_compared_with_times(tmp_path):
    policy = contract(
        tmp_path,
        "penalty slow on fix_it { above 4h: EUR 100  EUR 10 per started 30min above 5h }",
        rows="require average at most 4h",
    )
    assert of(settled(policy, attained(policy, "2026-01", "14400")), "slow", "2026-01").amount == "0.00"
    assert of(settled(policy, attained(policy, "2026-01", "14401")), "slow", "2026-01").amount == "100.00"
    # 6h10min is 70 minutes above 5h: three half hours have started, 100 + 3 x 10
    slow = of(settled(policy, attained(policy, "2026-01", "22200")), "slow", "2026-01")
    assert slow.amount == "130.00"
    assert texts(slow)[0] == "support.fix_it attained 6h10min in 2026-01 (promised: average at most 4h)"


def test_the_largest_amount_of_any_row_applies_once(tmp_path):
    rows = "by priority { P1: 95% within 4h  P2: 95% within 8h }"
    policy = contract(tmp_path, THRESHOLDS, rows=rows)
    one, two = attained(policy, "2026-01", "94", row="P1"), attained(policy, "2026-01", "70", row="P2")
    found = of(settled(policy, one, two), "late", "2026-01")
    assert (found.amount, found.row) == ("200.00", "P2")  # not 50 + 200
    on_row = contract(tmp_path, THRESHOLDS.replace("on fix_it", "on fix_it[P1]"), rows=rows)
    found = of(settled(on_row, one, two), "late", "2026-01")
    assert (found.amount, found.row) == ("50.00", "P1")


def test_people_are_told_which_row_attained_what_and_nothing_of_rows_that_add_nothing(tmp_path):
    policy = contract(tmp_path, THRESHOLDS, rows="by priority { P1: 95% within 4h  P2: 95% within 8h }")

    def told(one: str, two: str) -> list[str]:
        results = attained(policy, "2026-01", one, row="P1"), attained(policy, "2026-01", two, row="P2")
        return money_cell(of(settled(policy, *results), "late", "2026-01"), "how").splitlines()

    of_p2 = [
        "support.fix_it[P2] attained 70% in 2026-01 (promised: 95% within 8h)",
        "the fee of 2026-01 is EUR 1_000",
        "`below 80%: 20% of fee` is reached: EUR 200",
    ]
    assert told("99", "70") == of_p2
    assert told("94", "70") == [
        "support.fix_it[P1] attained 94% in 2026-01 (promised: 95% within 4h)",
        "the fee of 2026-01 is EUR 1_000",
        "`below 95%: 5% of fee` is reached: EUR 50",
        *of_p2,
        "the largest amount of any row applies once: that of P2",
    ]


EACH = "each breach: EUR 500 per started hour late, up to EUR 1_200"


def test_each_breach_costs_by_its_started_hours_up_to_a_limit(tmp_path):
    policy = contract(tmp_path, f"penalty late on fix_it {{ below 95%: 5% of fee  {EACH} }}")
    late = [breach(policy, "2026-01", hours) for hours in ("1/3600000000", "1", "2", "2.5")]
    found = of(settled(policy, attained(policy, "2026-01", "94"), breaches=late), "late", "2026-01")
    # 1 microsecond and 1 hour are one started hour: 500 each; 2h are 1_000; 2.5h would be 1_500, up to 1_200
    assert found.amount == "3250.00"  # 50 + 500 + 500 + 1000 + 1200
    assert f"`{EACH}`: 2 x EUR 500 for 1 started hour late; 1 x EUR 1_000 for 2 started hours late; " in "".join(
        texts(found)
    )


def test_breaches_are_settled_in_the_period_of_the_stop_whatever_is_attained_there(tmp_path):
    policy = contract(tmp_path, f"penalty late on fix_it {{ below 95%: 5% of fee  {EACH} }}")
    january = attained(policy, "2026-01", "94")
    found = settled(policy, january, breaches=[breach(policy, "2026-02", "1")])
    assert amounts(found) == ["late 2026-01 50.00", "late 2026-02 500.00"]


def test_breaches_of_a_row_and_of_the_row_that_the_penalty_is_on(tmp_path):
    rows = "by priority { P1: 95% within 4h  P2: 95% within 8h }"
    policy = contract(
        tmp_path, "penalty late on fix_it { each breach of P1: EUR 7  each breach of P2: EUR 1 }", rows=rows
    )
    late = [breach(policy, "2026-01", "1", row="P1", count=3), breach(policy, "2026-01", "9", row="P2", count=2)]
    assert of(settled(policy, breaches=late), "late", "2026-01").amount == "23.00"  # 3 x 7 + 2 x 1
    on_row = contract(tmp_path, "penalty late on fix_it[P2] { each breach: EUR 10 }", rows=rows)
    assert of(settled(on_row, breaches=late), "late", "2026-01").amount == "20.00"


def test_a_bonus_is_the_same_upward(tmp_path):
    policy = contract(tmp_path, "bonus early on fix_it { above promise: 2% of fee  above 99%: 3% of fee }")
    found = settled(
        policy,
        attained(policy, "2026-01", "95"),
        attained(policy, "2026-02", "99"),
        attained(policy, "2026-03", "99.5"),
    )
    assert [(one.kind, one.amount) for one in found.amounts] == [
        ("bonus", "0.00"),
        ("bonus", "20.00"),
        ("bonus", "30.00"),
    ]


def test_without_data_nothing_is_due_and_what_counts_as_missed_has_missed_the_promise_alone(tmp_path):
    policy = contract(tmp_path, "penalty late on fix_it { below 95%: EUR 10  below 90%: EUR 20 }")
    assert of(settled(policy, attained(policy, "2026-01", None)), "late", "2026-01").amount == "0.00"
    by_fiat = attained(policy, "2026-01", None, status="missed")
    assert of(settled(policy, by_fiat), "late", "2026-01").amount == "10.00"
    # less than 95% is less than 99% too; nothing is known of 94%, and a miss earns no bonus
    others = contract(
        tmp_path,
        "penalty late on fix_it { below 99%: EUR 5 }  penalty worse on fix_it { below 94%: EUR 20 }"
        "bonus early on fix_it { above promise: EUR 40 }",
    )
    found = settled(others, attained(others, "2026-01", None, status="missed"))
    assert amounts(found) == ["early 2026-01 0.00", "late 2026-01 5.00", "worse 2026-01 0.00"]
    floor = contract(
        tmp_path, "penalty late on fix_it { below 95%: EUR 10 }", rows="require 95% within 4h if at least 20 cases"
    )
    assert (
        of(settled(floor, attained(floor, "2026-01", "50", status="no data", cases=2)), "late", "2026-01").amount
        == "0.00"
    )


# ---- fees

FEE = "penalty late on {target} {{ below 95%: 10% of fee }}"


@pytest.mark.parametrize(
    ("fee", "target", "period", "amount"),
    [
        ("fee EUR 1_000 per month", "fix_it", "2026-01", "100.00"),
        ("fee EUR 1_000 per month", "quarterly", "2026-Q1", "300.00"),  # 3 months
        ("fee EUR 12_000 per year", "fix_it", "2026-02", "100.00"),  # a twelfth
        ("fee EUR 900 per quarter", "fix_it", "2026-02", "30.00"),  # a third
        ("fee EUR 10 per day", "fix_it", "2026-02", "28.00"),  # 28 days
        ("fee EUR 70 per week", "fix_it", "2026-02", "28.00"),  # 28 days are 4 weeks
    ],
)
def test_the_fee_is_that_of_the_targets_period(tmp_path, fee, target, period, amount):
    policy = contract(tmp_path, FEE.format(target=target), fee=fee)
    assert of(settled(policy, attained(policy, period, "50", target=target)), "late", period).amount == amount


def test_cut_periods_have_a_fee_in_proportion_to_their_days(tmp_path):
    policy = contract(tmp_path, FEE.format(target="quarterly"), term="term 2026-02-15 to 2026-05-10")
    # 15 to 28 February is 14 of 28 days: 500; March 1000: 10% of 1500
    first = attained(policy, "2026-Q1", "50", target="quarterly")
    assert of(settled(policy, first), "late", "2026-Q1").amount == "150.00"
    # April 1000, 1 to 10 May 10 of 31 days: 1000 + 10000/31 = 1322.5806...
    last = attained(policy, "2026-Q2", "50", target="quarterly")
    assert of(settled(policy, last), "late", "2026-Q2").amount == "132.26"


def test_without_a_term_the_first_month_is_paid_for_whole_wherever_the_log_begins(tmp_path):
    policy = contract(tmp_path, FEE.format(target="fix_it"), term="")
    cut = replace(attained(policy, "2026-01", "50"), start=instant(dt.date(2026, 1, 20)))
    assert of(settled(policy, cut), "late", "2026-01").amount == "100.00"


def test_a_billing_cycle_is_a_whole_month(tmp_path):
    policy = contract(tmp_path, FEE.format(target="fix_it"), per="per month from day 15")
    cycle = attained(policy, "2026-01-15..2026-02-14", "50")
    assert of(settled(policy, cycle), "late", "2026-01-15..2026-02-14").amount == "100.00"


def test_what_is_missed_without_data_is_beyond_a_promise_of_at_most(tmp_path):
    tiers = "below promise: EUR 1  above promise: EUR 2  above 5h: EUR 3"
    policy = contract(tmp_path, f"penalty slow on fix_it {{ {tiers} }}", rows="require average at most 4h")
    missed = attained(policy, "2026-01", None, status="missed")
    assert amounts(settled(policy, missed)) == ["slow 2026-01 2.00"]


def test_the_months_of_a_cap_are_those_of_the_billing_cycle(tmp_path):
    clauses = "penalty late on fix_it {{ below 95%: 50% of fee  cap 20% of fee per {span} }}"
    parts = {"per": "per month from day 15", "fee": "fee from tickets.charged per month"}
    # charged are 100 in the cycle that begins on 15 December, 200 in the next one and 300 in the one after that
    days = {dt.date(2026, 1, 2): 100, dt.date(2026, 1, 20): 120, dt.date(2026, 2, 14): 80, dt.date(2026, 2, 15): 300}
    charges = {("tickets", "charged", "UTC"): {day: Fraction(charge) for day, charge in days.items()}}
    for span, due in (
        ("month", ["0.00", "40.00", "60.00"]),  # 20% of 200 and of 300
        ("rolling 2 months", ["0.00", "60.00", "40.00"]),  # 20% of 100 + 200; 20% of 200 + 300, less 60
        ("rolling 3 months", ["0.00", "60.00", "60.00"]),  # 20% of 100 + 200 + 300, less 60
    ):
        policy = contract(tmp_path, clauses.format(span=span), **parts, term="term 2025-12-15 to 2027-12-31")
        cycles = {"2025-12-15..2026-01-14": "99", "2026-01-15..2026-02-14": "50", "2026-02-15..2026-03-14": "50"}
        found = settled(policy, *(attained(policy, *cycle) for cycle in cycles.items()), charges=charges)
        assert [one.amount for one in found.amounts] == due


def test_rolling_months_of_a_billing_cycle_are_whole(tmp_path):
    clause = "penalty late on fix_it { below 95%: 50% of fee  cap 10% of fee per rolling 3 months }"
    policy = contract(tmp_path, clause, per="per month from day 15", term="term 2025-01-15 to 2027-12-31")
    # three months of 1000, though the calendar's December has 31 days and its February 28
    late = of(settled(policy, attained(policy, "2026-02-15..2026-03-14", "50")), "late", "2026-02-15..2026-03-14")
    assert late.amount == "300.00"


def test_each_version_settles_its_part_of_a_period_by_its_own_fee(tmp_path):
    amend = 'amend from 2026-02-15 "Dearer" { fee EUR 2_000 per month }'
    policy = contract(tmp_path, FEE.format(target="fix_it") + amend)
    one, two = attained(policy, "2026-02", "50"), attained(policy, "2026-02", "50", version=2)
    found = settled(policy, one, two)
    # 14 of 28 days of 1000 and 14 of 28 days of 2000; 10% of each
    assert [(s.version, s.amount) for s in found.amounts] == [(1, "50.00"), (2, "100.00")]


def test_charges_come_from_data(tmp_path):
    policy = contract(
        tmp_path, FEE.format(target="fix_it"), fee="fee from tickets.charged per month", rows="require 95% within 4h"
    )
    charges = {
        ("tickets", "charged", "UTC"): {dt.date(2026, 1, 31): Fraction("123.45"), dt.date(2026, 2, 1): Fraction(9)}
    }
    found = settled(policy, attained(policy, "2026-01", "50"), attained(policy, "2026-02", "50"), charges=charges)
    # no clause names a currency; 12.345 is as far from 12.34 as from 12.35: to the even one
    assert [(s.amount, s.currency) for s in found.amounts] == [("12.34", "XXX"), ("0.90", "XXX")]
    left = settled(policy, attained(policy, "2026-01", "50"))
    assert [one.reason for one in left.not_settled] == ["the charges in `tickets.charged` were not read"]


def test_a_share_of_what_was_credited_is_nothing(tmp_path):
    clauses = "penalty late on fix_it { below 95%: 10% of fee  cap 50% of fee per month }  at risk 20% of fee per month"
    policy = contract(tmp_path, clauses, fee="fee from tickets.charged per month")
    charges = {("tickets", "charged", "UTC"): {dt.date(2026, 1, 5): Fraction(100), dt.date(2026, 1, 9): Fraction(-150)}}
    late = of(settled(policy, attained(policy, "2026-01", "50"), charges=charges), "late", "2026-01")
    assert late.amount == "0.00"
    assert "the fee of 2026-01 is XXX -50, a share of which is nothing" in texts(late)


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("JPY", "34"), ("KWD", "33.500"), ("EUR", "33.50")],  # 33.5 yen are 34, the even one
)
def test_amounts_are_rounded_to_the_minor_unit_of_their_currency(tmp_path, currency, amount):
    policy = contract(
        tmp_path, "penalty late on fix_it { below 95%: 3.35% of fee }", fee=f"fee {currency} 1_000 per month"
    )
    assert of(settled(policy, attained(policy, "2026-01", "50")), "late", "2026-01").amount == amount


def test_a_penalty_in_two_currencies_or_with_no_fee_is_left_with_the_reason(tmp_path):
    policy = contract(tmp_path, "penalty late on fix_it { below 95%: 5% of fee  below 90%: USD 5 }")
    found = settled(policy, attained(policy, "2026-01", "50"))
    assert [(one.target, one.reason) for one in found.not_settled] == [("late", "its amounts are in EUR and USD")]
    free = contract(tmp_path, "penalty late on fix_it { below 95%: 5% of fee }", fee="")
    found = settled(free, attained(free, "2026-01", "50"))
    assert [one.reason for one in found.not_settled] == ["`5% of fee` names a fee that the agreement does not state"]


def test_half_of_forty_percent_of_a_pool_of_a_tenth_of_100_000_is_2_000(tmp_path):
    policy = contract(
        tmp_path,
        "penalty late on fix_it { below 95%: 20% of at risk }  at risk 10% of fee per month",  # 50% x 40% = 20%
        fee="fee EUR 100_000 per month",
    )
    found = of(settled(policy, attained(policy, "2026-01", "50")), "late", "2026-01")
    assert found.amount == "2000.00"
    assert "`at risk 10% of fee per month` is EUR 10_000" in texts(found)


def test_every_step_is_told_with_its_clause_and_the_attained_figure(tmp_path):
    policy = contract(tmp_path, "penalty late on fix_it {\n below 95%: 5% of fee\n cap EUR 30 per month\n }")
    found = of(settled(policy, attained(policy, "2026-01", "94.5")), "late", "2026-01")
    assert texts(found) == [
        "support.fix_it attained 94.5% in 2026-01 (promised: 95% within 4h)",
        "the fee of 2026-01 is EUR 1_000",
        "`below 95%: 5% of fee` is reached: EUR 50",
        "`cap EUR 30 per month` is EUR 30 in 2026-01: EUR 30 is left",
    ]
    lines = (tmp_path / "contract.sla").read_text().splitlines()
    assert "fee EUR 1_000" in lines[found.lines[1].at.line - 1]
    assert "below 95%" in lines[found.lines[2].at.line - 1]
    assert "cap EUR 30" in lines[found.lines[3].at.line - 1]
