"""The order of settlement, worked out by hand: repeats, caps, causes, the pool, what is earned back (7.8)."""

import datetime as dt
from fractions import Fraction

import pytest

from slacode.engine.settle.facts import CauseKey
from tests.settle.contract import amounts, attained, breach, contract, of, settled, texts

TWO = "penalty a on fix_it {{ below 95%: {a} }}  penalty b on up {{ below 99.9%: {b} }}"


def both(policy, period, **more):
    return [attained(policy, period, "50", **more), attained(policy, period, "50", target="up", **more)]


def test_two_credits_of_20_and_4_percent_stack_to_24_percent(tmp_path):
    policy = contract(tmp_path, TWO.format(a="20% of fee", b="4% of fee"))
    found = settled(policy, *both(policy, "2026-01"))
    assert amounts(found) == ["a 2026-01 200.00", "b 2026-01 40.00"]
    assert sum(Fraction(one.amount) for one in found.amounts) == Fraction(24, 100) * 1000


# ---- repeats


def test_misses_of_3_1_and_3_points_in_a_row_with_repeats_doubled_give_3_2_and_6(tmp_path):
    policy = contract(tmp_path, "penalty p on fix_it { EUR 1 per 1% below 95%  double when missed the month before }")
    months = [
        attained(policy, f"2026-0{i}", figure) for i, figure in ((1, "92"), (2, "94"), (3, "92"), (4, "95"), (5, "94"))
    ]
    # 3, then 1 doubled and 3 doubled: a doubled one is not doubled again; April is met, so May is single
    assert amounts(settled(policy, *months)) == [
        "p 2026-01 3.00", "p 2026-02 2.00", "p 2026-03 6.00", "p 2026-04 0.00", "p 2026-05 1.00",
    ]  # fmt: skip


@pytest.mark.parametrize("between", [None, "95"])
def test_a_month_without_data_or_met_breaks_the_repeat(tmp_path, between):
    policy = contract(
        tmp_path,
        "penalty p on fix_it { below 95%: EUR 1  double when missed the month before  after 2 in a row: EUR 9 }",
    )
    months = [
        attained(policy, "2026-01", "90"),
        attained(policy, "2026-02", between),
        attained(policy, "2026-03", "90"),
    ]
    assert of(settled(policy, *months), "p", "2026-03").amount == "1.00"


def test_after_so_many_in_a_row_the_amount_takes_the_place_of_the_tiers(tmp_path):
    policy = contract(
        tmp_path,
        """penalty p on fix_it {
          below 95%: EUR 5
          below 50%: EUR 50
          each breach: EUR 1
          after 2 in a row: EUR 10
          after 3 in a row: EUR 20
        }""",
    )
    months = [attained(policy, f"2026-0{i}", "10" if i == 4 else "90") for i in range(1, 6)]
    found = settled(policy, *months, breaches=[breach(policy, "2026-03", "1", count=2)])
    # 5; 10; 20 and two breaches; the tier of 50 is larger than 20; 20
    assert [one.amount for one in found.amounts] == ["5.00", "10.00", "22.00", "50.00", "20.00"]
    assert any("was missed in 2026-01, 2026-02, 2026-03" in text for text in texts(found.amounts[2]))


def test_a_target_is_missed_if_any_of_its_rows_is(tmp_path):
    rows = "by priority { P1: 95% within 4h  P2: 95% within 8h }"
    double = "penalty p on {on} {{ below 95%: EUR 1  double when missed the month before }}"
    months = [
        ("2026-01", "90", "99"), ("2026-02", "99", "90"),
    ]  # fmt: skip

    def results(policy):
        for period, one, two in months:
            yield attained(policy, period, one, row="P1")
            yield attained(policy, period, two, row="P2")

    whole = contract(tmp_path, double.format(on="fix_it"), rows=rows)
    assert of(settled(whole, *results(whole)), "p", "2026-02").amount == "2.00"
    on_row = contract(tmp_path, double.format(on="fix_it[P2]"), rows=rows)
    assert of(settled(on_row, *results(on_row)), "p", "2026-02").amount == "1.00"


# ---- caps


def test_a_cap_of_10_percent_of_the_last_twelve_months_leaves_99_cents_of_a_charge_of_10(tmp_path):
    policy = contract(
        tmp_path,
        """penalty p on fix_it {
          below 95%: 100% of fee
          cap 10% of fee per month
          cap 10% of fee per rolling 12 months
        }""",
        fee="fee from tickets.charged per month",
        term="term 2025-01-01 to 2026-12-31",
    )
    # In 2025 nothing is missed. The eleven months of 2026 before December are charged 2 x 10.15, 8 x 10 and 9.70: 110.
    charges = {dt.date(2025, month, 28): Fraction(10) for month in range(1, 13)}
    of_2026 = ["10.15", "10.15", *["10"] * 8, "9.70", "10"]
    charges |= {dt.date(2026, month, 28): Fraction(charge) for month, charge in enumerate(of_2026, 1)}
    months = [
        attained(policy, f"{year}-{month:02}", "99" if year == 2025 else "10")
        for year in (2025, 2026)
        for month in range(1, 13)
    ]
    found = settled(policy, *months, charges={("tickets", "charged", "UTC"): charges}).amounts[12:]
    # 10% of 10.15 is 1.015, which is rounded to the even 1.02; 2 x 1.02 + 8 x 1.00 + 0.97 = 11.01
    assert [one.amount for one in found[:-1]] == ["1.02", "1.02", *["1.00"] * 8, "0.97"]
    # December: 10% of 10 is 1.00; 10% of 110 + 10 is 12.00, of which 11.01 are taken: 0.99
    assert found[-1].amount == "0.99"
    assert texts(found[-1])[-1] == (
        "`cap 10% of fee per rolling 12 months` is XXX 12 in 2026, "
        "of which earlier periods took XXX 11.01: XXX 0.99 is left"
    )


def test_a_cap_per_quarter_counts_what_the_months_before_took(tmp_path):
    policy = contract(tmp_path, "penalty p on fix_it { below 95%: EUR 400  cap EUR 1_000 per quarter }")
    months = [attained(policy, f"2026-0{i}", "90") for i in range(1, 6)]
    assert [one.amount for one in settled(policy, *months).amounts] == [
        "400.00",
        "400.00",
        "200.00",
        "400.00",
        "400.00",
    ]


def test_a_monthly_cap_on_a_quarterly_target_is_that_of_its_months(tmp_path):
    policy = contract(tmp_path, "penalty p on quarterly { below 90%: 100% of fee  cap 10% of fee per month }")
    found = settled(policy, attained(policy, "2026-Q2", "50", target="quarterly"))
    assert [one.amount for one in found.amounts] == ["300.00"]  # 10% of 1000, three times


def test_each_service_has_the_cap_of_its_own(tmp_path):
    policy = contract(tmp_path, "penalty p on up { below 99.9%: EUR 80  cap EUR 50 per month }")
    found = settled(policy, *(attained(policy, "2026-01", "50", target="up", entity=name) for name in ("web", "db")))
    assert [(one.entity, one.amount) for one in found.amounts] == [("db", "50.00"), ("web", "50.00")]


# ---- together


def test_what_is_at_risk_is_spread_in_proportion_to_the_cent(tmp_path):
    policy = contract(tmp_path, TWO.format(a="EUR 20", b="EUR 10") + " at risk EUR 10 per month")
    found = settled(policy, *both(policy, "2026-01"))
    # 10.00 in 20 : 10 is 6.666... and 3.333...: 6.66 and 3.33, and the cent left over to the larger remainder
    assert amounts(found) == ["a 2026-01 6.67", "b 2026-01 3.33"]


def test_the_pool_comes_before_the_cap_on_all_penalties(tmp_path):
    limits = " at risk 12% of fee per month  cap penalties at 15% of fee per year"
    policy = contract(
        tmp_path, TWO.format(a="10% of fee", b="10% of fee") + limits, term="term 2026-01-01 to 2026-12-31"
    )
    months = [result for i in range(1, 10) for result in both(policy, f"2026-{i:02}")]
    found = settled(policy, *months)
    by_month = {}
    for one in found.amounts:
        by_month.setdefault(one.period.name, []).append(one.amount)
    # 2 x 100 a month, of which 120 are at risk; 15% of 12_000 is 1_800 a year: 15 months of 120, so it never binds
    assert by_month["2026-01"] == ["60.00", "60.00"]
    tight = contract(
        tmp_path,
        TWO.format(a="10% of fee", b="10% of fee") + limits.replace("15%", "2.5%"),
        term="term 2026-01-01 to 2026-12-31",
    )
    found = settled(tight, *months)
    # 300 a year: 120, 120, 60, and nothing from April on
    sums = {}
    for one in found.amounts:
        sums[one.period.name] = sums.get(one.period.name, Fraction(0)) + Fraction(one.amount)
    assert list(sums.values()) == [120, 120, 60, 0, 0, 0, 0, 0, 0]


def test_a_bonus_is_not_limited_by_what_limits_penalties(tmp_path):
    policy = contract(tmp_path, "bonus early on fix_it { above promise: EUR 50 }  at risk EUR 10 per month")
    assert amounts(settled(policy, attained(policy, "2026-01", "99"))) == ["early 2026-01 50.00"]


def test_penalties_of_months_and_of_the_quarter_share_the_pools_of_their_months(tmp_path):
    text = """penalty m on fix_it { below 95%: EUR 90 }  penalty q on quarterly { below 90%: EUR 300 }
      at risk EUR 100 per month"""
    policy = contract(tmp_path, text)
    results = [attained(policy, f"2026-0{i}", "50") for i in (1, 2, 3)]
    found = settled(policy, *results, attained(policy, "2026-Q1", "50", target="quarterly"))
    # January and February take 90 each. By the end of March 300 are at risk in the quarter, 120 are left for 90 + 300:
    # 120 x 90/390 = 27.692..., 120 x 300/390 = 92.307...: 27.69 and 92.30, the cent left over to the larger remainder
    assert amounts(found) == ["m 2026-01 90.00", "m 2026-02 90.00", "m 2026-03 27.69", "q 2026-Q1 92.31"]


def test_a_month_is_held_to_its_own_pool_before_the_quarter_that_ends_with_it(tmp_path):
    text = """penalty m on fix_it { below 95%: EUR 150 }  penalty q on quarterly { below 90%: EUR 300 }
      at risk EUR 100 per month"""
    policy = contract(tmp_path, text)
    results = [attained(policy, f"2026-0{i}", "50") for i in (1, 2, 3)]
    found = settled(policy, *results, attained(policy, "2026-Q1", "50", target="quarterly"))
    # March first: 150 is held to 100. Of the quarter's 300 the months before took 200, so 100 are left for 100 + 300
    assert amounts(found) == ["m 2026-01 100.00", "m 2026-02 100.00", "m 2026-03 25.00", "q 2026-Q1 75.00"]


def causes(*of_fix_it, up=()):
    return {
        ("support", 1, "fix_it"): {CauseKey(None, None, "2026-01"): frozenset(of_fix_it)},
        ("support", 1, "up"): {CauseKey(None, None, "2026-01"): frozenset(up)},
    }


@pytest.mark.parametrize(
    ("fix_it", "up", "expected"),
    [
        ({"flood"}, {"flood"}, ["a 2026-01 30.00", "b 2026-01 0.00"]),  # one cause, the higher credit stands
        ({"flood"}, {"fire"}, ["a 2026-01 30.00", "b 2026-01 20.00"]),
        ({"flood"}, {"flood", "fire"}, ["a 2026-01 30.00", "b 2026-01 20.00"]),  # fire has no other credit
        ({"flood"}, {"flood", None}, ["a 2026-01 30.00", "b 2026-01 20.00"]),  # what is not known may be another
        ({"flood", "fire"}, {"flood"}, ["a 2026-01 30.00", "b 2026-01 0.00"]),
        (set(), set(), ["a 2026-01 30.00", "b 2026-01 20.00"]),
    ],
)
def test_of_credits_for_one_cause_the_highest_stands(tmp_path, fix_it, up, expected):
    policy = contract(tmp_path, TWO.format(a="EUR 30", b="EUR 20") + " one credit per cause by cause")
    assert amounts(settled(policy, *both(policy, "2026-01"), causes=causes(*fix_it, up=up))) == expected


def test_of_breaches_with_one_cause_the_dearest_stands(tmp_path):
    policy = contract(
        tmp_path,
        "penalty p on fix_it { below 95%: EUR 5  each breach: EUR 10 per started hour late }"
        " one credit per cause by cause",
    )
    late = [
        breach(policy, "2026-01", "1", cause="flood", count=4),
        breach(policy, "2026-01", "3", cause="flood", count=2),
        breach(policy, "2026-01", "2", cause="fire"),
        breach(policy, "2026-01", "1", count=2),
    ]
    found = settled(policy, attained(policy, "2026-01", "90"), breaches=late, causes=causes("flood", "fire", None))
    # the tier's 5, flood 30 once, fire 20, and 2 x 10 of causes that are not known
    assert amounts(found) == ["p 2026-01 75.00"]
    known = settled(policy, attained(policy, "2026-01", "90"), breaches=late, causes=causes("flood", "fire"))
    assert amounts(known) == ["p 2026-01 75.00"]  # what a penalty adds for each breach is no rival of its own tiers


def test_the_penaltys_own_cap_comes_before_the_causes(tmp_path):
    policy = contract(
        tmp_path, "penalty p on fix_it { each breach: EUR 10  cap EUR 30 per month }  one credit per cause by cause"
    )
    late = [breach(policy, "2026-01", "1", cause="flood", count=5), breach(policy, "2026-01", "1", cause="fire")]
    # 60, capped at 30: 5 for each of the six; one of flood and one of fire stand
    assert amounts(settled(policy, breaches=late)) == ["p 2026-01 10.00"]


# ---- later


EARN = "penalty p on fix_it { below 95%: EUR 0.99  earn back 50% after 2 months, 50% after 4 months }"


def test_shares_are_earned_back_when_every_month_that_follows_is_met(tmp_path):
    policy = contract(tmp_path, EARN)
    months = [attained(policy, f"2026-0{i}", "90" if i == 1 else "96") for i in range(1, 6)]
    found = settled(policy, *months)
    back = [(one.period.name, one.returned_for, one.amount) for one in found.amounts if one.kind == "earn back"]
    # half of 0.99 is 0.495, to the even cent 0.50; both halves are 0.99, so the second is 0.49
    assert back == [("2026-03", "2026-01", "0.50"), ("2026-05", "2026-01", "0.49")]
    assert amounts(settled(policy, *months[:2]), "earn back") == []  # February alone is not two months


@pytest.mark.parametrize(
    ("per", "span", "periods", "earned_in"),
    [
        # the month after 11 January ends on Wednesday 11 February: five weeks cover it
        ("week", "1 month", ["2026-W02", "2026-W03", "2026-W04", "2026-W05", "2026-W06", "2026-W07"], "2026-W07"),
        ("week", "2 weeks", ["2026-W02", "2026-W03", "2026-W04"], "2026-W04"),
        ("quarter", "2 months", ["2026-Q1", "2026-Q2"], "2026-Q2"),
    ],
)
def test_periods_that_do_not_end_with_the_months_that_follow_cover_them(tmp_path, per, span, periods, earned_in):
    clause = f"penalty p on fix_it {{ below 95%: EUR 2  earn back 50% after {span} }}"
    policy = contract(tmp_path, clause, per=f"per {per}")
    missed, *met = (attained(policy, name, "90" if name == periods[0] else "96") for name in periods)
    assert amounts(settled(policy, missed, *met), "earn back") == [f"p {earned_in} 1.00"]
    assert amounts(settled(policy, missed, *met[:-1]), "earn back") == []
    last = attained(policy, periods[-1], "90")
    assert amounts(settled(policy, missed, *met[:-1], last), "earn back") == []


def test_a_month_that_the_term_cuts_is_not_a_month(tmp_path):
    policy = contract(tmp_path, EARN.replace("2 months", "1 month"), term="term 2026-01-01 to 2026-02-17")
    months = attained(policy, "2026-01", "90"), attained(policy, "2026-02", "96")
    assert amounts(settled(policy, *months), "earn back") == []


@pytest.mark.parametrize(("figure", "status"), [("90", None), (None, None), ("99", "open")])
def test_nothing_is_earned_back_where_a_month_is_missed_without_data_or_open(tmp_path, figure, status):
    policy = contract(tmp_path, EARN)
    months = [attained(policy, "2026-01", "90"), attained(policy, "2026-02", "99")]
    third = attained(policy, "2026-03", figure, status=status)
    assert amounts(settled(policy, *months, third), "earn back") == []


@pytest.mark.parametrize(
    ("claim", "until"),
    [
        ("30 days", "2026-05-30"),  # April ends on the 30th
        ("1 month", "2026-05-30"),
        ("48h", "2026-05-02"),
        ("36h", "2026-05-02"),  # noon of 2 May
        ("3 business days", "2026-05-06"),  # 1 May is closed, 2 and 3 May a weekend: 4, 5, 6
    ],
)
def test_claims_end_on_a_date(tmp_path, claim, until):
    text = f"penalty p on fix_it {{ below 95%: EUR 1  claim within {claim} }}"
    policy = contract(tmp_path, text, hours="office")
    found = settled(policy, attained(policy, "2026-04", "90"), attained(policy, "2026-05", "99"))
    assert of(found, "p", "2026-04").claim_until == dt.date.fromisoformat(until)
    assert of(found, "p", "2026-05").claim_until is None  # nothing to claim


# ---- rights


def test_three_misses_in_six_months_give_a_right_and_terminate_nothing(tmp_path):
    policy = contract(tmp_path, "terminate after 3 misses in 6 months")
    missed = {1, 4, 7, 8}
    months = [attained(policy, f"2026-0{i}", "90" if i in missed else "99") for i in range(1, 10)]
    found = settled(policy, *months)
    # by July January is out of the six months (February to July); August has April, July and itself
    assert [(right.on, [miss.period for miss in right.misses]) for right in found.rights] == [
        (dt.date(2026, 8, 31), ["2026-04", "2026-07", "2026-08"])
    ]
    assert found.rights[0].message.endswith("since the end of 2026-08-31: `terminate after 3 misses in 6 months`")


def test_rows_of_a_target_are_one_miss_and_open_months_are_none(tmp_path):
    rows = "by priority { P1: 95% within 4h  P2: 95% within 8h }"
    policy = contract(tmp_path, "terminate after 2 misses in 2 months", rows=rows)
    january = [attained(policy, "2026-01", "90", row=row) for row in ("P1", "P2")]
    february = attained(policy, "2026-02", "90", row="P1", status="open")
    assert settled(policy, *january, february).rights == ()
    assert len(settled(policy, *january, attained(policy, "2026-02", "90", row="P1")).rights) == 1


# ---- periods that are not over


def test_an_open_period_shows_what_it_is_so_far_and_a_changing_one_is_provisional(tmp_path):
    policy = contract(
        tmp_path, "penalty p on fix_it { below 95%: EUR 1  claim within 30 days  after 2 in a row: EUR 3 }"
    )
    january = attained(policy, "2026-01", "90", provisional=True)
    february = attained(policy, "2026-02", "80", status="open")
    found = settled(policy, january, february, as_of="2026-02-10")
    # January may still change, and with it what February is so far: missed twice in a row as it stands
    assert [(one.status, one.amount, one.claim_until) for one in found.amounts] == [
        ("provisional", "1.00", dt.date(2026, 3, 2)),
        ("open", "3.00", None),
    ]


def test_what_rests_on_a_period_that_may_change_may_change_too(tmp_path):
    policy = contract(tmp_path, "penalty p on fix_it { below 95%: EUR 1  double when missed the month before }")
    months = [attained(policy, "2026-01", "90", provisional=True), attained(policy, "2026-02", "90")]
    assert [(one.status, one.amount) for one in settled(policy, *months).amounts] == [
        ("provisional", "1.00"), ("provisional", "2.00"),
    ]  # fmt: skip


def test_rows_that_were_not_judged_leave_their_penalties_out(tmp_path):
    policy = contract(tmp_path, TWO.format(a="EUR 5", b="EUR 5") + " cap penalties at EUR 6 per month")
    row = ("support", 1, "up", None)
    found = settled(policy, attained(policy, "2026-01", "90"), not_asked=frozenset({row}))
    assert amounts(found) == ["a 2026-01 5.00"]
    assert found.not_settled == ()
    assert (
        texts(found.amounts[0])[-1]
        == "what limits all penalties together does not know of targets that were not judged"
    )
    unclear = settled(policy, attained(policy, "2026-01", "90"), unclear=frozenset({row}))
    assert [(one.target, one.reason) for one in unclear.not_settled] == [("b", "`support.up` cannot be judged")]
