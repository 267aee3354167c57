"""Clauses as published agreements have them, from outages in a log to money, worked by hand.

April, June, September and November 2026 have 43,200 minutes, May, July, August and October 44,640; the second quarter
has 131,040 and the third and fourth 132,480.
"""

import datetime as dt

import pytest

from slacode.engine.evaluate.run import evaluate
from slacode.project import load

POLICY = """\
language 1
provider cloud
customer shop
calendar always = 24x7
service web
log outages {{
  case  id
  event began at began
  event ended at ended
  times in UTC
  field service: text
}}
metric uptime = availability on outages of service {{ down from event == began to event == ended }}
sla hosting {{
  between  cloud and shop
  covers   web
  timezone UTC
  hours    always
  fee      {fee} per month
  term     2026-04-01 to 2026-12-31
  target availability {{ metric uptime per {per} require at least 99.9% }}
  {clauses}
}}
"""
A_MICROSECOND = 1 / 60_000_000  # minutes

RANGES = """penalty credit on availability {
  at least 99.0% and below 99.99%: 10% of fee
  at least 95.0% and below 99.0%: 30% of fee
  below 95.0%: 100% of fee
}"""
THRESHOLDS = "penalty credit on availability { below 99.99%: 10% of fee below 99%: 30% of fee below 95%: 100% of fee }"
OPEN_ENDED = "penalty credit on availability { above 99% and at most 99.9%: 10% of fee below 99%: 25% of fee }"
STARTED = "penalty credit on availability { 2% of fee per started 0.1% below 99.9% }"
IN_PROPORTION = "penalty credit on availability { 2% of fee per 0.1% below 99.9% }"
DOUBLED = "penalty credit on availability { EUR 1 per started 1% below 99% double when missed the month before }"
SPREAD = """penalty a on availability { below 99.9%: EUR 5 }
  penalty b on availability { below 99.9%: EUR 3 }
  penalty c on availability { below 99.9%: EUR 2.01 }
  cap penalties at EUR 7 per month"""


def settled(folder, outages, clauses, fee="EUR 1000", per="month"):
    """Penalty, period and amount of all that comes to more than nothing; `outages` are first days and minutes."""
    policy, log = folder / "hosting.sla", folder / "outages.csv"
    policy.write_text(POLICY.format(clauses=clauses, fee=fee, per=per), encoding="utf-8")
    rows = ["id,began,ended,service"]
    for day, minutes in outages:
        began = dt.datetime.fromisoformat(day)
        rows.append(f"{day},{began},{began + dt.timedelta(microseconds=round(minutes * 60_000_000))},web")
    log.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = evaluate(load(policy).model, logs={"outages": log}, as_of="2027-01-31")
    return [(one.penalty, one.period.name, one.amount) for one in result.penalties if one.units]


@pytest.mark.parametrize("clauses", [RANGES, THRESHOLDS])
def test_tiers_at_their_bounds(tmp_path, clauses):
    outages = [
        ("2026-04-10", 4.32),  # 99.99%: nothing
        ("2026-05-01", 2232),  # 95%
        ("2026-06-10", 4.32 + A_MICROSECOND),  # just below 99.99%
        ("2026-07-01", 2232.5),  # below 95%
        ("2026-09-10", 432),  # 99%
        ("2026-11-10", 432 + A_MICROSECOND),  # just below 99%
    ]
    assert settled(tmp_path, outages, clauses) == [
        ("credit", "2026-05", "300.00"),
        ("credit", "2026-06", "100.00"),
        ("credit", "2026-07", "1000.00"),
        ("credit", "2026-09", "100.00"),
        ("credit", "2026-11", "300.00"),
    ]


def test_what_keeps_the_promise_may_earn_a_credit_and_a_gap_none(tmp_path):
    # 131.04 minutes of the second quarter are 99.9%, 1324.8 of the third 99%; 10% and 25% of 3 x 21
    outages = [("2026-04-10", 131.04), ("2026-07-10", 1324.8), ("2026-10-10", 1324.9)]
    assert settled(tmp_path, outages, OPEN_ENDED, fee="EUR 21", per="quarter") == [
        ("credit", "2026-Q2", "6.30"),
        ("credit", "2026-Q4", "15.75"),
    ]


def test_steps_begin_at_the_next_microsecond(tmp_path):
    # 43.2 minutes are 99.9%, 86.4 are 99.8%, 90 are 99.7916...%
    outages = [("2026-04-10", 43.2), ("2026-06-10", 43.2 + A_MICROSECOND), ("2026-09-10", 86.4), ("2026-11-10", 90)]
    assert settled(tmp_path, outages, STARTED) == [
        ("credit", "2026-06", "20.00"),
        ("credit", "2026-09", "20.00"),
        ("credit", "2026-11", "40.00"),
    ]


def test_a_share_of_a_step_is_exact_until_it_is_rounded(tmp_path):
    # 64.8 minutes are 99.85%: half a step; 43.2 + 1/3 minutes are 5/648 of a step, 25/162 = 0.1543...
    outages = [("2026-04-10", 64.8), ("2026-06-10", 43.2 + 1 / 3)]
    assert settled(tmp_path, outages, IN_PROPORTION) == [("credit", "2026-04", "10.00"), ("credit", "2026-06", "0.15")]


def test_misses_in_a_row_of_3_1_and_3_points_are_3_2_and_6_and_a_pause_begins_anew(tmp_path):
    # 2.5 points below 99% start three steps, half a point starts one
    outages = [("2026-04-01", 1512), ("2026-05-01", 669.6), ("2026-06-01", 1512), ("2026-08-01", 456.4)]
    assert settled(tmp_path, outages, DOUBLED) == [
        ("credit", "2026-04", "3.00"),
        ("credit", "2026-05", "2.00"),
        ("credit", "2026-06", "6.00"),
        ("credit", "2026-08", "1.00"),
    ]


def test_a_cap_is_spread_by_largest_remainders(tmp_path):
    # 7 x 5, 3 and 2.01 / 10.01 are 3.4965, 2.0979 and 1.4056: 6.98 and two cents, to 0.79 and 0.65 of a cent
    assert settled(tmp_path, [("2026-04-10", 50)], SPREAD) == [
        ("a", "2026-04", "3.50"),
        ("b", "2026-04", "2.10"),
        ("c", "2026-04", "1.40"),
    ]


@pytest.mark.parametrize(
    ("fee", "percent", "amount"),
    [
        ("JPY 50", "5%", "2"),  # 2.5 to the even one
        ("JPY 70", "5%", "4"),  # 3.5
        ("KWD 1000.125", "5%", "50.006"),  # 50.00625
        ("KWD 0.05", "5%", "0.002"),  # 0.0025
        ("CHF 12.50", "1%", "0.12"),  # 0.125
        ("CHF 13.50", "1%", "0.14"),  # 0.135
        ("CLF 1", "0.125%", "0.0012"),  # 0.00125
    ],
)
def test_a_currency_is_rounded_half_even_to_its_own_smallest_unit(tmp_path, fee, percent, amount):
    clauses = f"penalty credit on availability {{ below 99.9%: {percent} of fee }}"
    assert settled(tmp_path, [("2026-04-10", 50)], clauses, fee=fee) == [("credit", "2026-04", amount)]
