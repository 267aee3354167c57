"""`one credit per cause` on logs, for every kind of metric: which credits stand, worked out by hand (7.8)."""

from __future__ import annotations

import pytest

import slacode

POLICY = """\
language 1
provider acme "ACME"
customer shop "The shop"
service web
service db
calendar office {{
  timezone UTC
  open     mon-fri 08:00-16:00
}}
calendar always = 24x7
log events {{
  case  id
  time  at
  times in UTC
  field event:   one of began, ended, new, solved, up, down
  field service: text carried
  field cause:   text carried
  field ms:      number
}}
log others {{
  case  id
  time  at
  times in UTC
  field event: text
}}
metric uptime = availability on events of service {{ down from event == began to event == ended }}
metric health = availability on events of id {{ down while event == down }}
metric state  = availability on events of service {{ down while event == down }}
metric fix    = clock on events {{ start when event == new stop when event == solved }}
metric good   = share on events {{ each when event == new good when ms == 1 }}
metric demand = count on events {{ each when event == new }}
metric delay  = value of ms on events
metric strange = count on others {{ each when event == new }}
sla support {{
  between acme and shop
  term    2026-01-01 to 2026-12-31
  timezone UTC
  hours   {hours}
  covers  web, db
  fee     EUR 1_000 per month
  target first  {{ metric {first} per month {first_row} }}
  target second {{ metric {second} per month {second_row} }}
  penalty one on first  {{ {first_tier} }}
  penalty two on second {{ {second_tier} }}
  one credit per cause by cause
}}
"""
UPTIME = {"metric": "uptime", "row": "require at least 99.9%", "tier": "below 99.9%: 10% of fee"}
HEALTH = {**UPTIME, "metric": "health"}
STATE = {**UPTIME, "metric": "state"}
FIX = {"metric": "fix", "row": "require 95% within 1h", "tier": "below 95%: 5% of fee"}
GOOD = {"metric": "good", "row": "require at least 90%", "tier": "below 90%: 5% of fee"}
BAD = {"metric": "good", "row": "require at most 10%", "tier": "above 10%: 5% of fee"}
DEMAND = {"metric": "demand", "row": "require at most 0", "tier": "above 0: 5% of fee"}
DELAY = {"metric": "delay", "row": "require longest at most 5", "tier": "above 5: 5% of fee"}
STRANGE = {"metric": "strange", "row": "require at most 0", "tier": "above 0: 5% of fee"}

OUTAGE = """
O1 2026-01-05T09:00 began web -
O1 2026-01-05T12:00 ended web -
O1 2026-01-06T12:00 - web flood
"""


def amounts(folder, lines: str, first: dict[str, str], second: dict[str, str], hours: str = "always"):
    """The amounts of January by penalty and service, without those that come to nothing."""
    parts = {f"{name}{'' if part == 'metric' else f'_{part}'}": one[part]
             for name, one in (("first", first), ("second", second)) for part in one}  # fmt: skip
    (folder / "set.sla").write_text(POLICY.format(hours=hours, **parts), encoding="utf-8")
    rows = [line.split() for line in lines.strip().splitlines()]
    text = "\n".join(",".join("" if cell == "-" else cell for cell in [*row, "", ""][:6]) for row in rows)
    (folder / "events.csv").write_text(f"id,at,event,service,cause,ms\n{text}\n", encoding="utf-8")
    (folder / "others.csv").write_text("id,at,event\nX1,2026-01-05T09:00,new\n", encoding="utf-8")
    logs = {name: folder / f"{name}.csv" for name in ("events", "others")}
    found = slacode.evaluate(slacode.load(folder / "set.sla"), logs, as_of="2026-02-20", periods="2026-01")
    return {(one.penalty, one.entity): one for one in found.penalties if one.units}


def said(found) -> dict[tuple[str, str | None], str]:
    return {name: one.amount for name, one in found.items()}


def test_one_cause_that_takes_two_services_down_is_credited_once(tmp_path):
    lines = OUTAGE + OUTAGE.replace("O1", "O2").replace("web", "db").replace("12:00 ended", "11:00 ended")
    # Of two that are equally high the one that is first by name stands.
    assert said(amounts(tmp_path, lines, UPTIME, FIX)) == {("one", "db"): "100.00"}
    others = lines.replace("db flood", "db fire")
    assert said(amounts(tmp_path, others, UPTIME, FIX)) == {("one", "web"): "100.00", ("one", "db"): "100.00"}


@pytest.mark.parametrize(
    ("second", "case"),
    [
        (FIX, "T1 2026-01-05T09:00 new - -\nT1 2026-01-05T12:00 solved - {cause}"),
        (GOOD, "T1 2026-01-05T09:00 new - {cause} 0"),
        (BAD, "T1 2026-01-05T09:00 new - {cause} 1\nT2 2026-01-05T09:00 new - fire 0"),
        (DEMAND, "T1 2026-01-05T09:00 new - {cause} 0"),
    ],
    ids=["clock", "share of good ones", "share of bad ones", "count"],
)
def test_an_outage_and_another_promise_due_to_one_cause_are_credited_once(tmp_path, second, case):
    whole = {("one", "web"): "100.00", ("two", None): "50.00"}
    assert said(amounts(tmp_path, OUTAGE + case.format(cause="flood"), UPTIME, second)) == {("one", "web"): "100.00"}
    assert said(amounts(tmp_path, OUTAGE + case.format(cause="storm"), UPTIME, second)) == whole
    assert said(amounts(tmp_path, OUTAGE + case.format(cause="-"), UPTIME, second)) == whole


def test_of_states_the_last_value_until_the_next_outage_is_the_cause(tmp_path):
    lines = """
    web 2026-01-05T09:00 down - -
    web 2026-01-05T10:00 up - flood
    web 2026-01-25T09:00 up - -
    web 2026-02-05T09:00 down - fire
    web 2026-02-05T10:00 up - -
    T1 2026-01-05T09:00 new - flood
    T1 2026-01-05T12:00 solved - -
    """
    assert said(amounts(tmp_path, lines, HEALTH, FIX)) == {("one", "web"): "100.00"}
    other = lines.replace("new - flood", "new - fire")
    assert said(amounts(tmp_path, other, HEALTH, FIX)) == {("one", "web"): "100.00", ("two", None): "50.00"}


def test_an_outage_outside_the_agreed_time_is_no_cause_of_what_was_attained(tmp_path):
    # The storm of the night counts for nothing: the flood alone is credited, and once.
    night = "O2 2026-01-07T20:00 began web storm\nO2 2026-01-07T23:00 ended web -\n"
    case = "T1 2026-01-05T09:00 new - flood\nT1 2026-01-05T12:00 solved - -"
    assert said(amounts(tmp_path, OUTAGE + night + case, UPTIME, FIX, "office")) == {("one", "web"): "100.00"}
    case_of_storm = case.replace("flood", "storm")
    both = {("one", "web"): "100.00", ("two", None): "50.00"}
    assert said(amounts(tmp_path, OUTAGE + night + case_of_storm, UPTIME, FIX, "office")) == both


def test_an_outage_over_the_turn_of_the_month_is_a_cause_in_both(tmp_path):
    lines = "O1 2025-12-31T20:00 began web flood\nO1 2026-01-03T00:00 ended web -\n"
    case = "T1 2026-01-05T09:00 new - flood\nT1 2026-01-05T12:00 solved - -"
    assert said(amounts(tmp_path, lines + case, UPTIME, FIX)) == {("one", "web"): "100.00"}


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (DELAY, "values that are measured have no cause"),
        (STATE, "several cases of the log `events` may tell of one service"),
        (STRANGE, "the log `others` has no field `cause`"),
    ],
    ids=["value", "states of several cases", "another log"],
)
def test_a_credit_without_causes_stands_and_says_so(tmp_path, second, reason):
    lines = OUTAGE + "P1 2026-01-07T09:00 down db flood 9\nP1 2026-01-07T12:00 up db - 9"
    found = amounts(tmp_path, lines, UPTIME, second)
    [one] = [one for (penalty, _), one in found.items() if penalty == "two"]
    assert f"`one credit per cause by cause` leaves it alone: {reason}" in [line.text for line in one.lines]
    assert not any("leaves it alone" in line.text for line in found["one", "web"].lines)
