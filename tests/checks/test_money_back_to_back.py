"""What an SLA costs against what the contracts behind it pay, and until when that can be claimed: by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from slacode.diagnostics import Severity
from tests.checks.sets import OUTAGES, TICKETS, bad, checked, lines, only


def backed(sla: str, uc: str, sla_per: str = "month", uc_per: str = "month", covers: str = "") -> dict[str, str]:
    return {
        "common.sla": OUTAGES + ("service a\nservice b\n" if covers else ""),
        "sla.sla": f"sla shop {{\n{covers} fee EUR 10_000 per month\ntarget up {{ metric uptime per {sla_per} "
        f"require at least 99.9% supported by hosting.up }}\n{sla}\n}}\n",
        "uc.sla": f"uc hosting {{\nfee EUR 2_000 per month\ntarget up {{ metric uptime per {uc_per} "
        f"require at least 99.99% }}\n{uc}\n}}\n",
    }


def costs_and_pays(folder, files) -> list[tuple[str, str]]:
    return [(str(d.data["costs"]), str(d.data["pays"])) for d in only("penalty-not-backed", checked(folder, files))]


@pytest.mark.parametrize(
    ("sla", "costs"),
    [
        ("below 99.9%: 5% of fee", "500"),
        ("below 99.9%: 5% of fee below 99%: 20% of fee", "2000"),  # the furthest tier
        ("at least 99% and below 99.9%: EUR 700 below 99%: EUR 900", "900"),
        # 99.9 points down to nothing are 999 steps of 0.1, 1% of 10_000 each
        ("1% of fee per started 0.1% below 99.9%", "99900"),
        ("1% of fee per started 0.2% below 99.9%", "50000"),  # 499.5 steps: the last one counts whole
        ("1% of fee per 0.2% below 99.9%", "49950"),  # in proportion
        ("below 99.9%: 5% of fee double when missed the month before", "1000"),
        ("below 99.9%: 5% of fee after 3 in a row: 12% of fee", "1200"),
        ("1% of fee per started 0.1% below 99.9% cap 30% of fee per month", "3000"),
        ("1% of fee per started 0.1% below 99.9% cap 30% of fee per year", "36000"),  # the whole year's cap at once
        ("1% of fee per started 0.1% below 99.9% cap EUR 100 per week", "428.57"),  # 30 / 7 weeks of EUR 100
        ("each breach: EUR 50", "None"),  # of any number there is no most
        ("each breach: EUR 50 cap EUR 400 per month", "400"),
    ],
)
def test_the_most_that_a_penalty_costs(tmp_path, sla, costs):
    files = backed(f"penalty credit on up {{ {sla} }}", "")
    if "each breach" in sla:
        files = {
            "a.sla": TICKETS + "sla shop { fee EUR 10_000 per month target fix { metric restore require 95% within 4h "
            f"supported by field.fix }}\npenalty late on fix {{ {sla} }} }}\n"
            "uc field { target fix { metric restore require 99% within 4h } }\n"
        }
    assert costs_and_pays(tmp_path, files) == [(costs, "0")]


@pytest.mark.parametrize(
    ("clauses", "costs"),
    [
        ("at risk 3% of fee per month", "300"),
        ("cap penalties at 2% of fee per month", "200"),
        ("at risk 3% of fee per month cap penalties at EUR 1_000 per year", "300"),
        ("cap penalties at 1% of fee per year", "1200"),
        ("penalty second on up { below 95%: 5% of fee } at risk 50% of fee per month", "2500"),  # 2_000 + 500
    ],
)
def test_what_limits_all_penalties_limits_what_a_target_costs(tmp_path, clauses, costs):
    files = backed("penalty credit on up { below 99.9%: 20% of fee } " + clauses, "")
    assert costs_and_pays(tmp_path, files) == [(costs, "0")]


def test_a_share_of_what_is_at_risk(tmp_path):
    files = backed("at risk 10% of fee per month penalty credit on up { below 99.9%: 40% of at risk }", "")
    assert costs_and_pays(tmp_path, files) == [("400", "0")]  # 40% of 1_000


@pytest.mark.parametrize(
    ("percent", "sla_per", "uc_per", "found"),
    [
        ("25%", "month", "month", []),  # 25% of 2_000 is what 5% of 10_000 are
        ("24.9%", "month", "month", [("500", "498")]),
        ("24.9%", "quarter", "month", [("1500", "1494")]),  # three months of each
        ("25%", "quarter", "month", []),
        ("25%", "month", "year", []),  # 25% of a year's fee, 6_000, may fall into one month
        ("2%", "month", "year", [("500", "480")]),
    ],
)
def test_periods_are_set_against_each_other(tmp_path, percent, sla_per, uc_per, found):
    uc = f"penalty pay on up {{ below 99.99%: {percent} of fee }}"
    files = backed("penalty credit on up { below 99.9%: 5% of fee }", uc, sla_per, uc_per)
    assert costs_and_pays(tmp_path, files) == found


def test_each_covered_service_is_settled_on_its_own(tmp_path):
    sla, uc = "penalty credit on up { below 99.9%: 5% of fee }", "penalty pay on up { below 99.99%: 30% of fee }"
    assert costs_and_pays(tmp_path, backed(sla, uc, covers="covers a, b\n")) == [("1000", "600")]


def test_the_finding_shows_both_penalties(tmp_path):
    files = backed("penalty credit on up { below 99.9%: 5% of fee }", "penalty pay on up { below 99.99%: 10% of fee }")
    found = checked(tmp_path, files)
    assert bad(found) == ["penalty-not-backed"]
    finding = only("penalty-not-backed", found)[0]
    assert finding.message == "`shop.up` can cost EUR 500 per month, and `hosting` pays EUR 200 at most for it"
    assert lines(finding) == {("sla.sla", 4), ("uc.sla", 4)}
    assert finding.data["costs"] == Decimal(500)


def test_contracts_behind_olas_count_and_several_pay_together(tmp_path):
    def uc(name: str) -> str:
        penalty = "penalty pay on up { below 99.99%: EUR 300 }"
        return f"uc {name} {{ target up {{ metric uptime require at least 99.99% }} {penalty} }}\n"

    sla = "sla shop { fee EUR 10_000 per month target up { metric uptime require at least 99% supported by web.up }\n"
    sla += "penalty credit on up { below 99%: 5% of fee } }\n"
    ola = "ola web { target up { metric uptime require at least 99.9% supported by all of (one.up, two.up) } }\n"
    assert costs_and_pays(tmp_path, {"a.sla": OUTAGES + sla + ola + uc("one") + uc("two")}) == []
    short = uc("two").replace("300", "199")
    assert costs_and_pays(tmp_path, {"a.sla": OUTAGES + sla + ola + uc("one") + short}) == [("500", "499")]


@pytest.mark.parametrize(
    ("sla", "uc"),
    [
        ("", ""),  # costs nothing
        ("bonus more on up { above 99.95%: 5% of fee }", ""),  # a bonus is no cost
        # of what? nothing is at risk there
        ("penalty credit on up { below 99.9%: 5% of fee }", "penalty pay on up { below 99.99%: 1% of at risk }"),
    ],
)
def test_nothing_is_said_where_nothing_is_due_or_known(tmp_path, sla, uc):
    assert costs_and_pays(tmp_path, backed(sla, uc)) == []


def test_a_target_that_only_olas_carry_is_nobodys_to_back(tmp_path):
    files = backed("penalty credit on up { below 99.9%: 5% of fee }", "")
    files["uc.sla"] = files["uc.sla"].replace("uc hosting", "ola hosting")
    assert costs_and_pays(tmp_path, files) == []


def test_currencies_that_differ_are_noted(tmp_path):
    files = backed("penalty credit on up { below 99.9%: 5% of fee }", "penalty pay on up { below 99.99%: USD 900 }")
    finding = only("penalty-not-backed", checked(tmp_path, files))[0]
    assert finding.severity is Severity.NOTE
    assert "EUR 500" in finding.message
    assert "USD 900" in finding.message


# ---- claims


def claims(sla: str, uc: str, sla_per: str = "month", uc_per: str = "month") -> dict[str, str]:
    penalty = "penalty {} on up {{ below {}: EUR 1 {} }}"
    return backed(penalty.format("credit", "99.9%", sla), penalty.format("pay", "99.99%", uc), sla_per, uc_per)


@pytest.mark.parametrize(
    ("sla", "uc", "sla_per", "uc_per", "dates"),
    [
        ("", "claim within 1 days", "month", "month", None),
        ("claim within 30 days", "claim within 30 days", "month", "month", None),
        # January is claimed by 2 March, and by its supplier's customer until 1 March
        ("claim within 30 days", "claim within 29 days", "month", "month", ("2026-03-02", "2026-03-01")),
        # January: 31 March and 1 April; but March: 31 May and 30 May
        ("claim within 2 months", "claim within 60 days", "month", "month", ("2026-05-31", "2026-05-30")),
        # January of a quarter: 30 days later is 2 March, the quarter ends on the 31st
        ("", "claim within 30 days", "quarter", "month", ("2026-03-31", "2026-03-02")),
        # in 2026 the quarters' first months are followed by at most 62 more days of theirs
        ("", "claim within 59 days", "quarter", "month", ("2026-06-30", "2026-06-28")),
        ("", "claim within 62 days", "quarter", "month", None),
        ("", "claim within 1 days", "month", "quarter", None),  # the contract's period ends later
        ("claim within 90 days", "", "month", "month", None),  # nothing has to be claimed
        ("claim within 30 days", "claim within 720h", "month", "month", None),
        ("claim within 30 days", "claim within 719h", "month", "month", ("2026-03-02", "2026-03-01")),
        ("claim within 8 days", "claim within 5 business days", "month", "month", ("2026-02-08", "2026-02-07")),
        ("claim within 7 days", "claim within 5 business days", "month", "month", None),
    ],
)
def test_claims_that_end_too_early(tmp_path, sla, uc, sla_per, uc_per, dates):
    found = only("claim-too-late", checked(tmp_path, claims(sla, uc, sla_per, uc_per)))
    assert [(d.data["settled"], d.data["claimed_until"]) for d in found] == (
        [tuple(dt.date.fromisoformat(date) for date in dates)] if dates else []
    )
    for finding in found:
        assert lines(finding) == {("uc.sla", 4), ("sla.sla", 4)}


def test_a_target_that_costs_nothing_is_never_settled(tmp_path):
    files = claims("", "claim within 1 days", "quarter")
    files["sla.sla"] = files["sla.sla"].replace("penalty credit on up { below 99.9%: EUR 1  }", "")
    assert only("claim-too-late", checked(tmp_path, files)) == []
