"""Who an amount is due to, worked out by hand; and that the parts of any amount add up to it."""

import random

import pytest

import slacode
from tests.attribution.build import judged, log, policy
from tests.attribution.test_against_oracle import lines_of, random_case

FEE = "fee EUR 1_000 per month"


def parts(result) -> list[tuple[str, str, list[tuple[str | None, str]]]]:
    """Period, amount and parts of every amount."""
    said = [one.to_json() for one in result.attributed_money]
    return [(m["period"], m["amount"], [(p["support"], p["amount"]) for p in m["parts"]]) for m in said]


def case(name: str, date: str, *stays: str) -> str:
    """The rows of a case from `09:00 desk`, `11:00 nobody`, ..., and the time at which it is solved."""
    *held, end = (stay.split() for stay in stays)
    rows = [f"{name} {date}T{at} {'-' if place else 'new'} {' '.join(more)}" for place, (at, *more) in enumerate(held)]
    return "\n".join([*rows, f"{name} {date}T{end[0]} solved -"])


def test_an_amount_is_divided_by_late_time_and_by_what_the_agreement_itself_is_late(tmp_path):
    # T1: desk 09-12 (late 2), field 12-15 (as promised), 15-16 nobody's: 7 of 4, late 3: desk 2, agreement 1.
    # T2: operations 09-14 (late 3): 5 of 4, late 1, and operations alone is late by 3.
    # EUR 100 by 2 : 3 : 1 are 33.33, 50.00 and 16.67: of the cent that is left the largest remainder is 16.666.
    lines = [
        case("T1", "2026-01-05", "09:00 desk", "12:00 field", "15:00 nobody", "16:00"),
        case("T2", "2026-01-06", "09:00 ops", "14:00"),
    ]
    result = judged(tmp_path, "\n".join(lines), money=f"{FEE} penalty on fix {{ below 95%: 10% of fee }}")
    expected = [("desk_ola.triage", "33.33"), ("ops_ola.repair", "50.00"), (None, "16.67")]
    assert parts(result) == [("2026-01", "100.00", expected)]


def test_only_the_row_that_gave_the_amount_is_looked_at(tmp_path):
    # P1 attains 50%, through the desk: 45 points below 95%, 5 steps. P2 attains none, through operations: 10 steps.
    lines = [
        case("T1", "2026-01-05", "09:00 desk - P1", "19:00"),
        case("T2", "2026-01-05", "09:00 desk - P1", "09:30"),
        case("T3", "2026-01-05", "09:00 ops - P2", "14:00"),
    ]
    result = judged(
        tmp_path,
        "\n".join(lines),
        rows="by priority { P1: 95% within 4h P2: 95% within 4h }",
        money=f"{FEE} penalty on fix {{ 1% of fee per started 10% below 95% }}",
    )
    assert parts(result) == [("2026-01", "100.00", [("ops_ola.repair", "100.00")])]


def test_what_breaches_cost_one_by_one_is_due_to_those_that_were_stopped_in_the_period(tmp_path):
    # Breached on 31 January through the desk, stopped in February through operations: EUR 10 an hour late, 8 hours.
    # It counts in January, where 95% is missed (EUR 50), and is stopped in February (EUR 80), late 8: desk 19:00-22:00
    # less the 1 it may take is 2, operations 22:00-03:00 less 2 is 3; the other 3 of the 8 are the agreement's own.
    lines = "\n".join([
        "T1 2026-01-31T15:00 new nobody", "T1 2026-01-31T19:00 - desk", "T1 2026-01-31T22:00 - ops",
        "T1 2026-02-01T03:00 solved -",
    ])  # fmt: skip
    result = judged(
        tmp_path,
        lines,
        money=f"{FEE} penalty on fix {{ below 95%: 5% of fee each breach: EUR 10 per started hour late }}",
    )
    expected = {
        "2026-01": ("50.00", [("desk_ola.triage", "12.50"), ("ops_ola.repair", "18.75"), (None, "18.75")]),
        "2026-02": ("80.00", [("desk_ola.triage", "20.00"), ("ops_ola.repair", "30.00"), (None, "30.00")]),
    }
    assert {period: (amount, shares) for period, amount, shares in parts(result)} == expected


def test_an_amount_without_any_late_time_is_the_agreements_own(tmp_path):
    # No case is breached in January, but no data counts as missed there.
    result = judged(
        tmp_path,
        case("T1", "2026-02-05", "09:00 desk", "09:30"),
        rows="require 95% within 4h no data counts as missed",
        money=f"{FEE} penalty on fix {{ below promise: 10% of fee }}",
        as_of="2026-02-10",
    )
    assert parts(result) == [("2026-01", "100.00", [(None, "100.00")])]


def test_beside_it_stands_what_the_supports_own_contract_pays(tmp_path):
    money = f"{FEE} penalty on fix {{ below 95%: 10% of fee }}"
    field_money = "fee GBP 200 per month penalty on onsite { below 95%: 20% of fee }"
    found = policy(tmp_path, money=money, field_money=field_money)
    lines = "\n".join([case("T1", "2026-01-05", "09:00 field", "14:00")])
    whole = slacode.evaluate(found, {"tickets": log(tmp_path, lines), "other": _empty(tmp_path)}, as_of="2026-03-01")
    [one] = whole.attributed_money
    assert [part.to_json("EUR") for part in one.parts] == [
        {"support": "field_uc.onsite", "amount": "100.00", "contract_pays": [{"amount": "40.00", "currency": "GBP"}]}
    ]
    alone = judged(tmp_path, lines, money=money, field_money=field_money)
    assert [part.contract_pays for part in alone.attributed_money[0].parts] == [None]


def _empty(folder):
    file = folder / "other.csv"
    file.write_text("ticket,at,status\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_of_an_amount_add_up_to_it(tmp_path, seed):
    rng = random.Random(seed)
    money = f"""{FEE}
      penalty tiers on fix {{ below 95%: 9.99% of fee below 50%: 33.33% of fee }}
      penalty each on fix {{ each breach: EUR 7.77 per started hour late, up to EUR 99.99 }}
      cap penalties at EUR 123.45 per month"""
    result = judged(tmp_path, lines_of({f"C{n:02}": random_case(rng) for n in range(30)}), money=money)
    assert result.attributed_money
    assert {one.units for one in result.penalties if one.units} == {one.units for one in result.attributed_money}
    for one in result.attributed_money:
        assert sum(part.units for part in one.parts) == one.units
        assert all(part.units >= 0 for part in one.parts)
