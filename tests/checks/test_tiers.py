"""Tiers, steps and caps of penalties: what is found in which figures, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slacode.engine.checks._subject import Subject
from slacode.engine.checks._tiers import has_ranges
from slacode.engine.checks.tier_gap import _gaps
from slacode.project import load
from tests.checks.sets import OUTAGES, TICKETS, bad, checked, lines, only

MONEY_CHECKS = {
    "tier-gap", "tier-overlap", "tier-order", "penalty-inside-promise", "miss-costs-nothing",
    "cap-never-reached", "cap-below-first-tier",
}  # fmt: skip


MONTHLY, CHARGES = "EUR 900 per month", "from bills.amount per month"


def up(clauses: str, promise: str = "at least 99.9%", per: str = "month", fee: str = "fee EUR 10_000 per month") -> str:
    reward = clauses if clauses.startswith(("penalty", "bonus")) else f"penalty credit on up {{\n{clauses}\n}}"
    return OUTAGES + f"sla shop {{ {fee} target up {{ metric uptime per {per} require {promise} }}\n{reward}\n}}\n"


def desk(promise: str, clauses: str) -> str:
    return TICKETS + f"sla shop {{ fee EUR 10_000 per month target fix {{ metric restore {promise} }}\n{clauses}\n}}\n"


def found(folder, policy) -> list[tuple[str, str]]:
    """The checks of this part that find something, each with the figures (or the clause) that it is about."""
    return [
        (d.check, str(d.data.get("figures") or d.data.get("tier") or d.data.get("cap")))
        for d in checked(folder, policy)
        if d.check in MONEY_CHECKS
    ]


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        # ---- clean: ranges that meet, thresholds, steps, and `promise`
        ("at least 99% and below 99.9%: 10% of fee\nbelow 99%: 25% of fee", []),
        ("below 99.9%: 10% of fee\nbelow 99%: 25% of fee\nbelow 95%: 100% of fee", []),
        ("below 99%: 25% of fee\nbelow 99.9%: 10% of fee", []),  # the furthest counts, wherever it stands
        ("below promise: 10% of fee", []),
        ("2% of fee per started 0.1% below 99.9%", []),
        ("at least 99% and below promise: 10% of fee\nbelow 99%: 25% of fee", []),
        # ---- gaps
        ("above 99% and below 99.9%: 10% of fee\nbelow 99%: 25% of fee", [("tier-gap", "exactly 99%")]),
        ("at least 99% and below 99.9%: 10% of fee", [("tier-gap", "below 99%")]),
        (
            "at least 99.5% and below 99.9%: 5% of fee\nabove 98% and at most 99%: 10% of fee",
            [("tier-gap", "above 99% and below 99.5%"), ("tier-gap", "at most 98%")],
        ),
        # a tier that costs nothing says so, and is no gap
        ("at least 99% and below 99.9%: 10% of fee\nbelow 99%: 25% of fee\nat least 99.9%: 0% of fee", []),
        ("at least 99.5% and below 99.9%: 0% of fee\nbelow 99.5%: 25% of fee", []),
        # steps from 99% down fill what the ranges leave
        ("at least 99% and below 99.9%: 10% of fee\n1% of fee per started 1% below 99%", []),
        ("at least 99% and below 99.9%: 10% of fee\n0% of fee per started 1% below 99%", [("tier-gap", "below 99%")]),
        # ---- a miss that costs nothing is next to the promise: it is no gap as well
        ("below 99%: 10% of fee", [("miss-costs-nothing", "at least 99% and below 99.9%")]),
        ("at most 99%: 10% of fee", [("miss-costs-nothing", "above 99% and below 99.9%")]),
        ("1% of fee per started 0.1% below 99.8%", [("miss-costs-nothing", "at least 99.8% and below 99.9%")]),
        (
            "below 99%: 10% of fee\nafter 2 in a row: 20% of fee",
            [("miss-costs-nothing", "at least 99% and below 99.9%")],
        ),
        # ---- inside the promise
        (
            "at least 99% and at most 99.9%: 10% of fee\nbelow 99%: 25% of fee",
            [("penalty-inside-promise", "exactly 99.9%")],
        ),
        ("below 99.95%: 10% of fee", [("penalty-inside-promise", "at least 99.9% and below 99.95%")]),
        ("1% of fee per 0.1% below 100%", [("penalty-inside-promise", "at least 99.9% and below 100%")]),
        # ---- overlaps: the first counts
        (
            "at least 99% and below 99.9%: 10% of fee\nat most 99%: 25% of fee",
            [("tier-overlap", "exactly 99%")],
        ),
        (
            "at least 98% and below 99.9%: 10% of fee\nat least 97% and below 99%: 25% of fee\nbelow 97%: 30% of fee",
            [("tier-overlap", "at least 98% and below 99%")],
        ),
        # with `at most` among them all are read in order: the second never counts
        ("below 99.9%: 10% of fee\nat most 95%: 25% of fee", [("tier-overlap", "at most 95%")]),
        # from the furthest one on, as one reads down a list: meant
        ("at most 95%: 25% of fee\nbelow 99.9%: 10% of fee", []),
        # the same amount twice is no question
        ("at least 99% and below 99.9%: 10% of fee\nat most 99%: 10% of fee", []),
        # ---- the wrong order
        ("below 99.9%: 25% of fee\nbelow 99%: 10% of fee", [("tier-order", "below 99%: 10% of fee")]),
        (
            "at least 99% and below 99.9%: EUR 500\nbelow 99%: EUR 400",
            [("tier-order", "below 99%: EUR 400")],
        ),
        # 5% of 10_000 is EUR 500
        ("below 99.9%: EUR 501\nbelow 99%: 5% of fee", [("tier-order", "below 99%: 5% of fee")]),
        ("below 99.9%: EUR 500\nbelow 99%: 5% of fee", []),
        ("below 99.9%: EUR 500\nbelow 99%: USD 5", []),  # not to be compared
        # an empty range has its own finding, and what follows from it has none
        (
            "at least 99.9% and below 99%: 10% of fee\nbelow 99%: 25% of fee",
            [("tier-order", "at least 99.9% and below 99%: 10% of fee")],
        ),
    ],
)
def test_figures_of_availability(tmp_path, clauses, expected):
    assert found(tmp_path, up(clauses)) == expected


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("above 4h: EUR 100\nabove 8h: EUR 200", []),
        ("above promise: EUR 100", []),
        ("above 4h and at most 8h: EUR 100\nabove 8h: EUR 200", []),
        ("above 4h and below 8h: EUR 100\nabove 8h: EUR 200", [("tier-gap", "exactly 8h")]),
        ("above 4h and below 8h: EUR 100", [("tier-gap", "at least 8h")]),
        ("above 5h: EUR 100", [("miss-costs-nothing", "above 4h and at most 5h")]),
        ("at least 4h: EUR 100", [("penalty-inside-promise", "exactly 4h")]),
        ("above 4h: EUR 200\nabove 8h: EUR 100", [("tier-order", "above 8h: EUR 100")]),
        ("EUR 100 per started 30min above 4h", []),
        ("EUR 100 per started 30min above 5h", [("miss-costs-nothing", "above 4h and at most 5h")]),
        ("below 4h: EUR 100", [("penalty-inside-promise", "below 4h"), ("miss-costs-nothing", "above 4h")]),
    ],
)
def test_an_average_that_may_not_be_longer_is_judged_the_other_way_round(tmp_path, clauses, expected):
    policy = desk("require average at most 4h", f"penalty slow on fix {{ {clauses} }}")
    assert sorted(found(tmp_path, policy)) == sorted(expected)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        ("above promise: 2% of fee", []),
        ("above 99.9%: 1% of fee above 99.95%: 2% of fee", []),
        ("above 99.9%: 2% of fee above 99.95%: 1% of fee", [("tier-order", "above 99.95%: 1% of fee")]),
        ("above 99.9% and below 99.95%: 1% of fee above 99.95%: 2% of fee", [("tier-gap", "exactly 99.95%")]),
        ("at least 99.95%: 2% of fee at least 99.9%: 1% of fee", []),  # down from the furthest
        ("at least 99.9%: 1% of fee at least 99.95%: 2% of fee", [("tier-overlap", "at least 99.95%")]),
    ],
)
def test_bonuses_are_judged_upward(tmp_path, clauses, expected):
    assert found(tmp_path, up(f"bonus more on up {{ {clauses} }}")) == expected


def test_each_row_has_its_own_promise(tmp_path):
    rows = "by priority { P1: 98% within 2h P2: 95% within 4h P3: 90% within 8h }"
    policy = desk(rows, "penalty late on fix { below 95%: 5% of fee }")
    assert sorted(found(tmp_path, policy)) == [
        ("miss-costs-nothing", "at least 95% and below 98%"),  # of P1
        ("penalty-inside-promise", "at least 90% and below 95%"),  # of P3
    ]
    assert found(tmp_path, desk(rows, "penalty late on fix { below promise: 5% of fee }")) == []
    assert found(tmp_path, desk(rows, "penalty late on fix[P2] { below 95%: 5% of fee }")) == []


def test_a_range_up_to_the_promise_may_be_empty_for_a_row(tmp_path):
    rows = "by priority { P1: 98% within 2h P2: 95% within 4h P3: none }"
    policy = desk(rows, "penalty late on fix { at least 95% and below promise: 5% of fee below 95%: 9% of fee }")
    assert found(tmp_path, policy) == []


def test_breaches_that_cost_one_by_one_leave_no_miss_for_nothing(tmp_path):
    promise = "by priority { P1: 98% within 2h P2: 98% within 4h P3: none }"
    late = "penalty late on fix {{ below 95%: 5% of fee {} }}"
    free = ("miss-costs-nothing", "at least 95% and below 98%")
    assert found(tmp_path, desk(promise, late.format("each breach: EUR 50"))) == []
    assert found(tmp_path, desk(promise, late.format("each breach of P1: EUR 50"))) == [free]  # of P2
    assert found(tmp_path, desk(promise, late.format(""))) == [free]


def test_several_penalties_on_a_target_fill_each_others_gaps(tmp_path):
    first = "penalty small on up { at least 99% and below 99.9%: 10% of fee }"
    assert found(tmp_path, up(first)) == [("tier-gap", "below 99%")]
    assert found(tmp_path, up(first + " penalty large on up { below 99%: 25% of fee }")) == []


def test_one_flaw_is_told_once_over_agreements_and_versions(tmp_path):
    files = {
        "common.sla": OUTAGES + "terms all { fee EUR 1 per month target up { metric uptime require at least 99.9% }\n"
        "penalty credit on up { at least 99% and below 99.9%: 10% of fee } }\n",
        "one.sla": "sla one { extends all amend from 2027-01-01 { review every 3 months } }\n",
        "two.sla": "sla two { extends all }\n",
    }
    findings = only("tier-gap", checked(tmp_path, files))
    assert [d.data["target"] for d in findings] == ["one.up"]
    assert lines(findings[0]) == {("common.sla", 4), ("common.sla", 5)}


def test_both_flaws_of_a_table_are_shown_where_they_stand(tmp_path):
    findings = checked(tmp_path, up("above 99.0% and at most 99.9%: 10% of fee\nbelow 99.0%: 25% of fee"))
    assert bad(findings) == ["tier-gap", "penalty-inside-promise"]
    assert only("tier-gap", findings)[0].message == (
        "no tier of `shop.credit` says what is due for a figure of exactly 99.0%, though a smaller miss costs something"
    )
    assert lines(only("penalty-inside-promise", findings)[0]) == {("policy.sla", 4), ("policy.sla", 6)}


@pytest.mark.parametrize(
    ("clauses", "per", "fee", "expected"),
    [
        ("below 99.9%: 10% of fee cap 10% of fee per month", "month", MONTHLY, []),  # just reached
        ("below 99.9%: 10% of fee cap 11% of fee per month", "month", MONTHLY, ["cap-never-reached"]),
        ("below 99.9%: 10% of fee cap 100% of fee per month", "month", MONTHLY, []),  # of liability
        ("below 99.9%: 10% of fee cap 20% of fee per month double when missed the month before", "month", MONTHLY, []),
        ("below 99.9%: 10% of fee after 3 in a row: 12% of fee cap 11% of fee per month", "month", MONTHLY, []),
        # 999 steps of 1% down to 0%: more than any cap; in steps of 50% there are two
        ("1% of fee per started 0.1% below 99.9% cap 90% of fee per month", "month", MONTHLY, []),
        ("1% of fee per started 50% below 99.9% cap 3% of fee per month", "month", MONTHLY, ["cap-never-reached"]),
        # three months of 10% are 10% of the quarter's fee, in money or not
        ("below 99.9%: 10% of fee cap 10% of fee per quarter", "month", CHARGES, []),
        ("below 99.9%: 10% of fee cap 11% of fee per quarter", "month", CHARGES, ["cap-never-reached"]),
        ("below 99.9%: EUR 100 cap EUR 300 per quarter", "month", MONTHLY, []),
        ("below 99.9%: EUR 100 cap EUR 301 per quarter", "month", MONTHLY, ["cap-never-reached"]),
        # 5% a month is 5% of a year's fee, and EUR 50 a month EUR 600 a year, whatever the steps come to
        ("1% of fee per started 1% below 99.9% cap 5% of fee per month cap 5% of fee per year", "month", MONTHLY, []),
        (
            "1% of fee per started 1% below 99.9% cap 5% of fee per month cap 6% of fee per rolling 12 months",
            "month", CHARGES, ["cap-never-reached"],
        ),
        ("below 99.9%: EUR 90 cap EUR 50 per month cap EUR 600 per year", "month", MONTHLY, ["cap-below-first-tier"]),
        (
            "EUR 9 per started 1% below 99.9% cap EUR 50 per month cap EUR 601 per year",
            "month", MONTHLY, ["cap-never-reached"],
        ),
        # 10% of EUR 900 is EUR 90
        ("below 99.9%: 10% of fee cap EUR 90 per month", "month", MONTHLY, []),
        ("below 99.9%: 10% of fee cap EUR 91 per month", "month", MONTHLY, ["cap-never-reached"]),
        ("below 99.9%: 10% of fee cap EUR 89 per month", "month", MONTHLY, ["cap-below-first-tier"]),
        ("below 99.9%: 10% of fee cap EUR 89 per month", "month", CHARGES, []),  # not known
        # a quarter's 10% is 30% of a month's fee
        ("below 99.9%: 10% of fee cap 30% of fee per month", "quarter", MONTHLY, []),
        ("below 99.9%: 10% of fee cap 29% of fee per month", "quarter", MONTHLY, ["cap-below-first-tier"]),
        ("below 99.9%: 10% of fee below 99%: 20% of fee cap 10% of fee per month", "month", MONTHLY, []),
        # 3% of a quarter's fee is 9% of a month's
        ("below 99.9%: 10% of fee cap 3% of fee per quarter", "month", MONTHLY, ["cap-below-first-tier"]),
        ("below 99.9%: 10% of fee cap 3% of fee per quarter", "month", CHARGES, []),
        # weeks and months do not fit into each other
        ("below 99.9%: EUR 10 cap EUR 9_000 per month", "week", MONTHLY, []),
        ("1% of fee per 0.1% below 99.9% cap 0.5% of fee per month", "month", MONTHLY, []),  # in proportion
    ],
)  # fmt: skip
def test_caps(tmp_path, clauses, per, fee, expected):
    bills = "log bills { case id time at in UTC field amount: number }\n"
    assert [name for name, _ in found(tmp_path, bills + up(clauses, per=per, fee=f"fee {fee}"))] == expected


def test_a_cap_under_another_cap_is_told_in_shares_of_the_same_fee(tmp_path):
    clauses = "1% of fee per started 1% below 99.9%\ncap 5% of fee per month\ncap 6% of fee per year"
    text = up(clauses, fee=f"fee {MONTHLY}")
    (finding,) = only("cap-never-reached", checked(tmp_path, text))
    said = "`shop.credit` is capped at 6% of fee per year, but comes to 5% of fee at most in that time"
    assert finding.message == said
    assert lines(finding) == {("policy.sla", 8), ("policy.sla", 7)}


def test_breaches_have_no_most_but_a_least(tmp_path):
    late = "penalty late on fix {{ each breach: EUR 50 per started hour late, up to EUR 200 cap EUR {} per month }}"
    assert found(tmp_path, desk("require 95% within 4h", late.format(90_000))) == []
    assert found(tmp_path, desk("require 95% within 4h", late.format(50))) == []
    assert [n for n, _ in found(tmp_path, desk("require 95% within 4h", late.format(49)))] == ["cap-below-first-tier"]


# ---- the cells against every figure of a grid that is finer than the bounds


BOUNDS = st.sampled_from(["below", "above", "at least", "at most"])
EDGES = st.lists(st.tuples(BOUNDS, st.integers(90, 99)), min_size=1, max_size=2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("grid")


def holds(edges, figure: Decimal) -> bool:
    tests = {"below": figure.__lt__, "above": figure.__gt__, "at least": figure.__ge__, "at most": figure.__le__}
    return all(tests[bound](limit) for bound, limit in edges)


@given(st.lists(EDGES, min_size=1, max_size=3))
@settings(max_examples=40, deadline=None)
def test_cells_show_what_every_figure_shows(folder, tiers):
    ranges = [" and ".join(f"{bound} {limit}%" for bound, limit in edges) for edges in tiers]
    text = "\n".join(f"{range_}: {i + 1}% of fee" for i, range_ in enumerate(ranges))
    (folder / "policy.sla").write_text(up(text, promise="at least 97%"), encoding="utf-8")
    (ladder,) = Subject(load(folder).model).ladders
    penalty = ladder.rewards[0]
    for step in range(401):
        figure = Decimal(step) / 4
        cell = next(c for c in ladder.cells if (c.low == figure if c.is_one else c.low < figure < c.high))
        held = [i for i, edges in enumerate(tiers) if holds(edges, figure)]
        assert [penalty.tiers.index(tier) for tier in ladder.holding(penalty, cell)] == held
        if held and has_ranges(penalty):
            assert ladder.counting(penalty, cell) is penalty.tiers[held[0]]
    empty = any(
        len(edges) > 1 and not any(holds(edges, Decimal(step) / 4) for step in range(401)) for edges in tiers
    )  # fmt: skip
    missed = [Decimal(step) / 4 for step in range(387, -1, -1)]
    said = [any(holds(edges, figure) for edges in tiers) for figure in missed]
    beyond = said[said.index(True) :] if True in said else []
    assert bool(_gaps(ladder)) == (not empty and False in beyond)


@pytest.mark.parametrize(
    ("clauses", "fee", "reasons"),
    [
        ("below 99.9%: 10% of fee cap 20% of fee per month", "fee EUR 10 per month", []),
        ("below 99.9%: 10% of fee", "fee from bills.amount per month", []),
        ("below 99.9%: 10% of at risk", "at risk EUR 90 per month", []),
        ("below 99.9%: 10% of fee", "", ["`10% of fee` names a fee that the agreement does not state"]),
        ("below 99.9%: EUR 10 cap 10% of fee per month", "", ["`10% of fee` names a fee"]),
        ("below 99.9%: 10% of at risk", "fee EUR 10 per month", ["`10% of at risk` names a pool"]),
        ("below 99.9%: EUR 10 below 99%: CHF 20", "", ["its amounts are in CHF and EUR"]),
        ("below 99.9%: 1% of fee below 99%: CHF 20", "fee EUR 10 per month", ["its amounts are in CHF and EUR"]),
        ("claim within 5 days", "", ["it names no amount"]),
        ("below 99.9%: EUR 10", "cap penalties at 5% of fee per year", ["`5% of fee` names a fee"]),
        ("below 99.9%: EUR 10", "at risk 5% of at risk per month", ["`5% of at risk` names a pool"]),
        # each version is read on its own: the fee comes with the amendment, and what stands before it is told once
        ("below 99.9%: 10% of fee", "amend from 2026-07-01 { fee EUR 1 per month }", ["`10% of fee` names a fee"]),
    ],
)
def test_what_cannot_be_settled_is_told_with_the_reason(tmp_path, clauses, fee, reasons):
    bills = "log bills { case id time at in UTC field amount: number }\n"
    told = only("penalty-not-settled", checked(tmp_path, bills + up(clauses, fee=fee)))
    assert len(told) == len(reasons)
    assert all(reason in one.message for one, reason in zip(told, reasons, strict=True))
